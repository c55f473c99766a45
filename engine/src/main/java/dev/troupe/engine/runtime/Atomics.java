package dev.troupe.engine.runtime;

/**
 * Atomic instructions (threads proposal) of all widths, on numbers zero-extended to 64 bits.
 *
 * <p>Generated code passes width and operation as constants, so that one branch is left after inlining. In an unshared memory, which
 * one thread at a time uses, plain accesses are atomic enough. Each access checks its alignment before its bounds.
 */
public final class Atomics {
    public static final int ADD = 0;
    public static final int SUB = 1;
    public static final int AND = 2;
    public static final int OR = 3;
    public static final int XOR = 4;
    public static final int XCHG = 5;

    private Atomics() {}

    /** The effective address; negative if it is 2^63 or more. */
    public static long address(long address, long offset) {
        return SegmentAccess.effective(address, offset);
    }

    /** @param width in bytes */
    public static long load(long address, int width, Memory memory) {
        check(address, width, memory);
        return memory instanceof SegmentMemory segment
                ? SegmentAtomics.load(address, width, segment)
                : get(memory.bytes, (int) address, width);
    }

    public static void store(long address, long value, int width, Memory memory) {
        check(address, width, memory);
        if (memory instanceof SegmentMemory segment) {
            SegmentAtomics.store(address, value, width, segment);
        } else {
            set(memory.bytes, (int) address, value, width);
        }
    }

    /** Replaces the number in the cell by the operation's result and returns what it was. */
    public static long modify(long address, long value, int width, int operation, Memory memory) {
        check(address, width, memory);
        if (memory instanceof SegmentMemory segment) {
            return SegmentAtomics.modify(address, value, width, operation, segment);
        }
        long before = get(memory.bytes, (int) address, width);
        set(memory.bytes, (int) address, apply(operation, before, value), width);
        return before;
    }

    /**
     * Replaces the number in the cell if it is {@code expectation}, of which only as many bits count as the cell has, and returns what
     * it was.
     */
    public static long compareExchange(long address, long expectation, long replacement, int width, Memory memory) {
        check(address, width, memory);
        long expected = width == Long.BYTES ? expectation : expectation & (1L << width * Byte.SIZE) - 1;
        if (memory instanceof SegmentMemory segment) {
            return SegmentAtomics.compareExchange(address, expected, replacement, width, segment);
        }
        long before = get(memory.bytes, (int) address, width);
        if (before == expected) {
            set(memory.bytes, (int) address, replacement, width);
        }
        return before;
    }

    /** {@code memory.atomic.notify}. */
    public static int wake(long address, int count, Memory memory) {
        check(address, Integer.BYTES, memory);
        return memory instanceof SegmentMemory segment && segment.waiters() != null ? segment.waiters().wake(address, count) : 0;
    }

    /** {@code memory.atomic.wait32} and {@code memory.atomic.wait64}; ends early when the instance's store is interrupted. */
    public static int await(long address, long expected, long timeout, int width, Memory memory, ModuleInstance instance) {
        check(address, width, memory);
        if (!(memory instanceof SegmentMemory segment) || segment.waiters() == null) {
            throw new Trap(TrapKind.EXPECTED_SHARED_MEMORY);
        }
        try {
            return instance.store.blocking(() -> segment.waiters()
                    .await(address, () -> SegmentAtomics.load(address, width, segment) == expected, timeout));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Trap(TrapKind.INTERRUPTED);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(long address, int width, Memory memory) {
        if ((address & width - 1) != 0) {
            throw new Trap(TrapKind.UNALIGNED_ATOMIC);
        }
        memory.check(address, width);
    }

    static long apply(int operation, long before, long value) {
        return switch (operation) {
            case ADD -> before + value;
            case SUB -> before - value;
            case AND -> before & value;
            case OR -> before | value;
            case XOR -> before ^ value;
            default -> value;
        };
    }

    private static long get(byte[] bytes, int index, int width) {
        return switch (width) {
            case 1 -> bytes[index] & 0xFF;
            case 2 -> (short) MemoryAccess.SHORT.get(bytes, index) & 0xFFFF;
            case 4 -> (int) MemoryAccess.INT.get(bytes, index) & 0xFFFFFFFFL;
            default -> (long) MemoryAccess.LONG.get(bytes, index);
        };
    }

    private static void set(byte[] bytes, int index, long value, int width) {
        switch (width) {
            case 1 -> bytes[index] = (byte) value;
            case 2 -> MemoryAccess.SHORT.set(bytes, index, (short) value);
            case 4 -> MemoryAccess.INT.set(bytes, index, (int) value);
            default -> MemoryAccess.LONG.set(bytes, index, value);
        }
    }
}
