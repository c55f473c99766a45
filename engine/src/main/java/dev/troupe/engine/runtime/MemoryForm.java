package dev.troupe.engine.runtime;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.MemoryType;

/**
 * How a memory's contents are held, which generated code depends on. Fixed when the memory is made; RATIONALE.md says why there
 * are several.
 */
public enum MemoryForm {
    /** A {@code byte[]}: collected with the heap, less than 2 GiB. The form of most memories. */
    ARRAY,
    /**
     * A {@code byte[]} that may be longer than the memory, which grows in place as long as there is room. What is behind the memory's
     * end is zero, and each access asks for that end first.
     */
    ROOMY,
    /** Off the heap: unshared memories with 64-bit addresses, and those that may grow to 2 GiB and beyond. */
    SEGMENT,
    /** Off the heap, reserved to the maximum: shared memories, whose contents never move. */
    SHARED;

    /** The size at which an array ends, but for a few bytes. */
    private static final long ARRAY_LIMIT = 1L << 31;

    /**
     * The form of a new memory.
     *
     * @param memoryBytes the store's limit; if it lets a memory with 32-bit addresses grow to 2 GiB and beyond, an array will not do
     */
    public static MemoryForm of(MemoryType type, long memoryBytes) {
        if (type.shared()) {
            return SHARED;
        }
        long reach = Math.min(memoryBytes, bytesOrMax(type, maxPages(type)));
        return type.addressType() == AddressType.I64 || reach > ARRAY_LIMIT ? SEGMENT : ARRAY;
    }

    /** The form that modules are compiled for unless their instances are given other ones. */
    public static MemoryForm usual(MemoryType type) {
        return of(type, ARRAY_LIMIT);
    }

    /** The type's maximum, or what its addresses reach; with pages of one byte a size must still be an address. */
    static long maxPages(MemoryType type) {
        if (type.limits().hasMax()) {
            return type.limits().max();
        }
        int bits = (type.addressType() == AddressType.I32 ? 32 : 64) - type.pageSizeLog2();
        return bits == 64 ? -1 : type.pageSizeLog2() == 0 ? (1L << bits) - 1 : 1L << bits;
    }

    /** A size in bytes, or the greatest long. */
    static long bytesOrMax(MemoryType type, long pages) {
        int shift = type.pageSizeLog2();
        return Long.compareUnsigned(pages, Long.MAX_VALUE >>> shift) > 0 ? Long.MAX_VALUE : pages << shift;
    }
}
