package dev.troupe.engine.runtime;

import java.util.Objects;

/**
 * The bounds check of a vector in a flat memory, before its lanes are loaded or stored one by one: nothing is ever half written, and
 * HotSpot drops the checks of the lanes where it moves this one out of a loop.
 */
public final class VectorAccess {
    /** The bytes of a vector but one. */
    public static final int REST = 15;

    private VectorAccess() {}

    /** The index of sixteen bytes in a memory of {@code length} bytes. */
    public static int at(int address, int length) {
        return Objects.checkIndex(address, length - REST);
    }

    /** The same with an offset that is not negative; a negative address is one of at least 2 GiB. */
    public static int at(int address, int offset, int length) {
        if (address < 0) {
            throw new Trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
        }
        return Objects.checkIndex(address + offset, length - REST);
    }

    /** The lane at a place of a vector, {@code place} bytes behind its first. */
    public static int lane(int address, int place, byte[] memory, int length) {
        return (int) MemoryAccess.INT.get(memory, at(address, length) + place);
    }

    /** The same with an offset that is not negative. */
    public static int lane(int address, int offset, int place, byte[] memory, int length) {
        return (int) MemoryAccess.INT.get(memory, at(address, offset, length) + place);
    }
}
