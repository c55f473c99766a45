package dev.troupe.engine.runtime;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Sequentially consistent accesses to memory off the heap, at checked, aligned addresses. The JVM's atomics begin at 32 bits: a
 * narrower cell is changed within the aligned 32 bits around it.
 */
final class SegmentAtomics {
    private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle().withInvokeExactBehavior();
    private static final VarHandle SHORT = handle(ValueLayout.JAVA_SHORT);
    private static final VarHandle INT = handle(ValueLayout.JAVA_INT);
    private static final VarHandle LONG = handle(ValueLayout.JAVA_LONG);

    private SegmentAtomics() {}

    private static VarHandle handle(ValueLayout layout) {
        return layout.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle().withInvokeExactBehavior();
    }

    static long load(long address, int width, SegmentMemory memory) {
        var segment = memory.reserved();
        return switch (width) {
            case 1 -> (byte) BYTE.getVolatile(segment, address) & 0xFF;
            case 2 -> (short) SHORT.getVolatile(segment, address) & 0xFFFF;
            case 4 -> (int) INT.getVolatile(segment, address) & 0xFFFFFFFFL;
            default -> (long) LONG.getVolatile(segment, address);
        };
    }

    static void store(long address, long value, int width, SegmentMemory memory) {
        var segment = memory.reserved();
        switch (width) {
            case 1 -> BYTE.setVolatile(segment, address, (byte) value);
            case 2 -> SHORT.setVolatile(segment, address, (short) value);
            case 4 -> INT.setVolatile(segment, address, (int) value);
            default -> LONG.setVolatile(segment, address, value);
        }
    }

    static long modify(long address, long value, int width, int operation, SegmentMemory memory) {
        return switch (width) {
            case 4 -> modifyInt(address, (int) value, operation, memory) & 0xFFFFFFFFL;
            case 8 -> modifyLong(address, value, operation, memory);
            default -> modifyNarrow(address, value, width, operation, memory);
        };
    }

    private static int modifyInt(long address, int value, int operation, SegmentMemory memory) {
        var segment = memory.reserved();
        return switch (operation) {
            case Atomics.ADD -> (int) INT.getAndAdd(segment, address, value);
            case Atomics.SUB -> (int) INT.getAndAdd(segment, address, -value);
            case Atomics.AND -> (int) INT.getAndBitwiseAnd(segment, address, value);
            case Atomics.OR -> (int) INT.getAndBitwiseOr(segment, address, value);
            case Atomics.XOR -> (int) INT.getAndBitwiseXor(segment, address, value);
            default -> (int) INT.getAndSet(segment, address, value);
        };
    }

    private static long modifyLong(long address, long value, int operation, SegmentMemory memory) {
        var segment = memory.reserved();
        return switch (operation) {
            case Atomics.ADD -> (long) LONG.getAndAdd(segment, address, value);
            case Atomics.SUB -> (long) LONG.getAndAdd(segment, address, -value);
            case Atomics.AND -> (long) LONG.getAndBitwiseAnd(segment, address, value);
            case Atomics.OR -> (long) LONG.getAndBitwiseOr(segment, address, value);
            case Atomics.XOR -> (long) LONG.getAndBitwiseXor(segment, address, value);
            default -> (long) LONG.getAndSet(segment, address, value);
        };
    }

    private static long modifyNarrow(long address, long value, int width, int operation, SegmentMemory memory) {
        while (true) {
            long before = load(address, width, memory);
            if (replaceNarrow(address, before, Atomics.apply(operation, before, value), width, memory)) {
                return before;
            }
        }
    }

    /** {@code expected} has no bits beyond the width. */
    static long compareExchange(long address, long expected, long replacement, int width, SegmentMemory memory) {
        var segment = memory.reserved();
        switch (width) {
            case 4 -> {
                return (int) INT.compareAndExchange(segment, address, (int) expected, (int) replacement) & 0xFFFFFFFFL;
            }
            case 8 -> {
                return (long) LONG.compareAndExchange(segment, address, expected, replacement);
            }
            default -> {
                while (true) {
                    long before = load(address, width, memory);
                    if (before != expected || replaceNarrow(address, before, replacement, width, memory)) {
                        return before;
                    }
                }
            }
        }
    }

    /** Replaces a cell of one or two bytes; false if it, or what is beside it, was changed by somebody else meanwhile. */
    private static boolean replaceNarrow(long address, long before, long after, int width, SegmentMemory memory) {
        var segment = memory.reserved();
        long around = address & -4;
        int shift = (int) (address & 3) * 8;
        int mask = (width == 1 ? 0xFF : 0xFFFF) << shift;
        int word = (int) INT.getVolatile(segment, around);
        return (word & mask) == (int) before << shift
                && (boolean) INT.weakCompareAndSet(segment, around, word, word & ~mask | (int) after << shift & mask);
    }
}
