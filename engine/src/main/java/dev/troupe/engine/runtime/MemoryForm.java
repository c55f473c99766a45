package dev.troupe.engine.runtime;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.MemoryType;

/**
 * How a memory's contents are held, which generated code depends on. Fixed when the memory is made; RATIONALE.md says why there
 * are three.
 */
public enum MemoryForm {
    /** A {@code byte[]}: the fastest, collected with the heap, less than 2 GiB. */
    ARRAY,
    /** Off the heap: unshared memories that may grow to 2 GiB and beyond. */
    SEGMENT,
    /** Off the heap, reserved to the maximum: shared memories, whose address never changes. */
    SHARED;

    /** The size at which an array ends, but for a few bytes. */
    private static final long ARRAY_LIMIT = 1L << 31;

    /**
     * The form of a new memory: an array unless threads share it or both its type and the limit allow 2 GiB and more.
     *
     * @param memoryBytes the store's limit
     */
    public static MemoryForm of(MemoryType type, long memoryBytes) {
        if (type.shared()) {
            return SHARED;
        }
        long reach = type.addressType() == AddressType.I32 ? Math.min(memoryBytes, 1L << 32) : memoryBytes;
        if (type.limits().hasMax()) {
            reach = Math.min(reach, bytesOrMax(type, type.limits().max()));
        }
        return reach > ARRAY_LIMIT ? SEGMENT : ARRAY;
    }

    /** The form that modules are compiled for unless their instances are given other ones. */
    public static MemoryForm usual(MemoryType type) {
        return of(type, ARRAY_LIMIT);
    }

    /** A size in bytes, or the greatest long. */
    static long bytesOrMax(MemoryType type, long pages) {
        int shift = type.pageSizeLog2();
        return Long.compareUnsigned(pages, Long.MAX_VALUE >>> shift) > 0 ? Long.MAX_VALUE : pages << shift;
    }
}
