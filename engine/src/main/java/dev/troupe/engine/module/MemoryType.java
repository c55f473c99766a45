package dev.troupe.engine.module;

/**
 * The type of a linear memory (spec 2.3.14, with the threads and custom-page-sizes proposals).
 *
 * @param pageSizeLog2 16 (64 KiB pages) unless the module declares another page size
 */
public record MemoryType(AddressType addressType, Limits limits, boolean shared, int pageSizeLog2) {
    public static final int DEFAULT_PAGE_SIZE_LOG2 = 16;

    public static MemoryType of(Limits limits) {
        return new MemoryType(AddressType.I32, limits, false, DEFAULT_PAGE_SIZE_LOG2);
    }

    /** Bytes of one page. */
    public long pageSize() {
        return 1L << pageSizeLog2;
    }
}
