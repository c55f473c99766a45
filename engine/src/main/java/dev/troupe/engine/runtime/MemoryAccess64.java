package dev.troupe.engine.runtime;

/**
 * Loads and stores with 64-bit addresses (memory64) on a flat memory, one method per instruction, named like it.
 *
 * <p>The static offset is not negative as an int, so that any address of 2^31 or above is outside, and a sum that passes 2^31
 * becomes a negative index, which the array's own check rejects.
 */
public final class MemoryAccess64 {
    private MemoryAccess64() {}

    static int index(long address, int offset) {
        if (address >>> 31 != 0) {
            throw new Trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
        }
        return (int) address + offset;
    }

    public static int i32_load(long address, int offset, byte[] memory) {
        return (int) MemoryAccess.INT.get(memory, index(address, offset));
    }

    public static long i64_load(long address, int offset, byte[] memory) {
        return (long) MemoryAccess.LONG.get(memory, index(address, offset));
    }

    public static float f32_load(long address, int offset, byte[] memory) {
        return Float.intBitsToFloat((int) MemoryAccess.INT.get(memory, index(address, offset)));
    }

    public static double f64_load(long address, int offset, byte[] memory) {
        return Double.longBitsToDouble((long) MemoryAccess.LONG.get(memory, index(address, offset)));
    }

    public static int i32_load8_s(long address, int offset, byte[] memory) {
        return memory[index(address, offset)];
    }

    public static int i32_load8_u(long address, int offset, byte[] memory) {
        return memory[index(address, offset)] & 0xFF;
    }

    public static int i32_load16_s(long address, int offset, byte[] memory) {
        return (short) MemoryAccess.SHORT.get(memory, index(address, offset));
    }

    public static int i32_load16_u(long address, int offset, byte[] memory) {
        return (short) MemoryAccess.SHORT.get(memory, index(address, offset)) & 0xFFFF;
    }

    public static long i64_load8_s(long address, int offset, byte[] memory) {
        return memory[index(address, offset)];
    }

    public static long i64_load8_u(long address, int offset, byte[] memory) {
        return memory[index(address, offset)] & 0xFFL;
    }

    public static long i64_load16_s(long address, int offset, byte[] memory) {
        return (short) MemoryAccess.SHORT.get(memory, index(address, offset));
    }

    public static long i64_load16_u(long address, int offset, byte[] memory) {
        return (short) MemoryAccess.SHORT.get(memory, index(address, offset)) & 0xFFFFL;
    }

    public static long i64_load32_s(long address, int offset, byte[] memory) {
        return (int) MemoryAccess.INT.get(memory, index(address, offset));
    }

    public static long i64_load32_u(long address, int offset, byte[] memory) {
        return (int) MemoryAccess.INT.get(memory, index(address, offset)) & 0xFFFFFFFFL;
    }

    public static void i32_store(long address, int value, int offset, byte[] memory) {
        MemoryAccess.INT.set(memory, index(address, offset), value);
    }

    public static void i64_store(long address, long value, int offset, byte[] memory) {
        MemoryAccess.LONG.set(memory, index(address, offset), value);
    }

    public static void f32_store(long address, float value, int offset, byte[] memory) {
        MemoryAccess.INT.set(memory, index(address, offset), Float.floatToRawIntBits(value));
    }

    public static void f64_store(long address, double value, int offset, byte[] memory) {
        MemoryAccess.LONG.set(memory, index(address, offset), Double.doubleToRawLongBits(value));
    }

    public static void i32_store8(long address, int value, int offset, byte[] memory) {
        memory[index(address, offset)] = (byte) value;
    }

    public static void i32_store16(long address, int value, int offset, byte[] memory) {
        MemoryAccess.SHORT.set(memory, index(address, offset), (short) value);
    }

    public static void i64_store8(long address, long value, int offset, byte[] memory) {
        memory[index(address, offset)] = (byte) value;
    }

    public static void i64_store16(long address, long value, int offset, byte[] memory) {
        MemoryAccess.SHORT.set(memory, index(address, offset), (short) value);
    }

    public static void i64_store32(long address, long value, int offset, byte[] memory) {
        MemoryAccess.INT.set(memory, index(address, offset), (int) value);
    }
}
