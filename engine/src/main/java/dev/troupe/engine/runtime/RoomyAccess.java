package dev.troupe.engine.runtime;

import java.util.Objects;

/**
 * Loads and stores on an array that may be longer than the memory: what {@link MemoryAccess} does, with the memory's length checked before
 * the array's. Two methods per instruction: for any address, and, with the offset last, for addresses that are known not to be
 * negative, or without an offset. As there, unused variables keep C1 from inlining them.
 */
public final class RoomyAccess {
    private RoomyAccess() {}

    private static Trap outOfBounds() {
        return new Trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
    }

    public static int i32_load(int address, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (int) MemoryAccess.INT.get(memory, Objects.checkIndex(address + offset, length - 3));
    }

    public static int i32_load(int address, byte[] memory, int length, int offset) {
        long a, b, c;
        return (int) MemoryAccess.INT.get(memory, Objects.checkIndex(address + offset, length - 3));
    }

    public static long i64_load(int address, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (long) MemoryAccess.LONG.get(memory, Objects.checkIndex(address + offset, length - 7));
    }

    public static long i64_load(int address, byte[] memory, int length, int offset) {
        long a, b, c;
        return (long) MemoryAccess.LONG.get(memory, Objects.checkIndex(address + offset, length - 7));
    }

    public static float f32_load(int address, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return Float.intBitsToFloat((int) MemoryAccess.INT.get(memory, Objects.checkIndex(address + offset, length - 3)));
    }

    public static float f32_load(int address, byte[] memory, int length, int offset) {
        long a, b, c;
        return Float.intBitsToFloat((int) MemoryAccess.INT.get(memory, Objects.checkIndex(address + offset, length - 3)));
    }

    public static double f64_load(int address, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return Double.longBitsToDouble((long) MemoryAccess.LONG.get(memory, Objects.checkIndex(address + offset, length - 7)));
    }

    public static double f64_load(int address, byte[] memory, int length, int offset) {
        long a, b, c;
        return Double.longBitsToDouble((long) MemoryAccess.LONG.get(memory, Objects.checkIndex(address + offset, length - 7)));
    }

    public static int i32_load8_s(int address, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return memory[Objects.checkIndex(address + offset, length)];
    }

    public static int i32_load8_s(int address, byte[] memory, int length, int offset) {
        long a, b, c;
        return memory[Objects.checkIndex(address + offset, length)];
    }

    public static int i32_load8_u(int address, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return memory[Objects.checkIndex(address + offset, length)] & 0xFF;
    }

    public static int i32_load8_u(int address, byte[] memory, int length, int offset) {
        long a, b, c;
        return memory[Objects.checkIndex(address + offset, length)] & 0xFF;
    }

    public static int i32_load16_s(int address, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (short) MemoryAccess.SHORT.get(memory, Objects.checkIndex(address + offset, length - 1));
    }

    public static int i32_load16_s(int address, byte[] memory, int length, int offset) {
        long a, b, c;
        return (short) MemoryAccess.SHORT.get(memory, Objects.checkIndex(address + offset, length - 1));
    }

    public static int i32_load16_u(int address, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (char) MemoryAccess.CHAR.get(memory, Objects.checkIndex(address + offset, length - 1));
    }

    public static int i32_load16_u(int address, byte[] memory, int length, int offset) {
        long a, b, c;
        return (char) MemoryAccess.CHAR.get(memory, Objects.checkIndex(address + offset, length - 1));
    }

    public static long i64_load8_s(int address, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return memory[Objects.checkIndex(address + offset, length)];
    }

    public static long i64_load8_s(int address, byte[] memory, int length, int offset) {
        long a, b, c;
        return memory[Objects.checkIndex(address + offset, length)];
    }

    public static long i64_load8_u(int address, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return memory[Objects.checkIndex(address + offset, length)] & 0xFFL;
    }

    public static long i64_load8_u(int address, byte[] memory, int length, int offset) {
        long a, b, c;
        return memory[Objects.checkIndex(address + offset, length)] & 0xFFL;
    }

    public static long i64_load16_s(int address, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (short) MemoryAccess.SHORT.get(memory, Objects.checkIndex(address + offset, length - 1));
    }

    public static long i64_load16_s(int address, byte[] memory, int length, int offset) {
        long a, b, c;
        return (short) MemoryAccess.SHORT.get(memory, Objects.checkIndex(address + offset, length - 1));
    }

    public static long i64_load16_u(int address, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (char) MemoryAccess.CHAR.get(memory, Objects.checkIndex(address + offset, length - 1));
    }

    public static long i64_load16_u(int address, byte[] memory, int length, int offset) {
        long a, b, c;
        return (char) MemoryAccess.CHAR.get(memory, Objects.checkIndex(address + offset, length - 1));
    }

    public static long i64_load32_s(int address, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (int) MemoryAccess.INT.get(memory, Objects.checkIndex(address + offset, length - 3));
    }

    public static long i64_load32_s(int address, byte[] memory, int length, int offset) {
        long a, b, c;
        return (int) MemoryAccess.INT.get(memory, Objects.checkIndex(address + offset, length - 3));
    }

    public static long i64_load32_u(int address, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (int) MemoryAccess.INT.get(memory, Objects.checkIndex(address + offset, length - 3)) & 0xFFFFFFFFL;
    }

    public static long i64_load32_u(int address, byte[] memory, int length, int offset) {
        long a, b, c;
        return (int) MemoryAccess.INT.get(memory, Objects.checkIndex(address + offset, length - 3)) & 0xFFFFFFFFL;
    }

    public static void i32_store(int address, int value, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        MemoryAccess.INT.set(memory, Objects.checkIndex(address + offset, length - 3), value);
    }

    public static void i32_store(int address, int value, byte[] memory, int length, int offset) {
        long a, b, c;
        MemoryAccess.INT.set(memory, Objects.checkIndex(address + offset, length - 3), value);
    }

    public static void i64_store(int address, long value, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        MemoryAccess.LONG.set(memory, Objects.checkIndex(address + offset, length - 7), value);
    }

    public static void i64_store(int address, long value, byte[] memory, int length, int offset) {
        long a, b, c;
        MemoryAccess.LONG.set(memory, Objects.checkIndex(address + offset, length - 7), value);
    }

    public static void f32_store(int address, float value, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        MemoryAccess.INT.set(memory, Objects.checkIndex(address + offset, length - 3), Float.floatToRawIntBits(value));
    }

    public static void f32_store(int address, float value, byte[] memory, int length, int offset) {
        long a, b, c;
        MemoryAccess.INT.set(memory, Objects.checkIndex(address + offset, length - 3), Float.floatToRawIntBits(value));
    }

    public static void f64_store(int address, double value, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        MemoryAccess.LONG.set(memory, Objects.checkIndex(address + offset, length - 7), Double.doubleToRawLongBits(value));
    }

    public static void f64_store(int address, double value, byte[] memory, int length, int offset) {
        long a, b, c;
        MemoryAccess.LONG.set(memory, Objects.checkIndex(address + offset, length - 7), Double.doubleToRawLongBits(value));
    }

    public static void i32_store8(int address, int value, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        memory[Objects.checkIndex(address + offset, length)] = (byte) value;
    }

    public static void i32_store8(int address, int value, byte[] memory, int length, int offset) {
        long a, b, c;
        memory[Objects.checkIndex(address + offset, length)] = (byte) value;
    }

    public static void i32_store16(int address, int value, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        MemoryAccess.SHORT.set(memory, Objects.checkIndex(address + offset, length - 1), (short) value);
    }

    public static void i32_store16(int address, int value, byte[] memory, int length, int offset) {
        long a, b, c;
        MemoryAccess.SHORT.set(memory, Objects.checkIndex(address + offset, length - 1), (short) value);
    }

    public static void i64_store8(int address, long value, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        memory[Objects.checkIndex(address + offset, length)] = (byte) value;
    }

    public static void i64_store8(int address, long value, byte[] memory, int length, int offset) {
        long a, b, c;
        memory[Objects.checkIndex(address + offset, length)] = (byte) value;
    }

    public static void i64_store16(int address, long value, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        MemoryAccess.SHORT.set(memory, Objects.checkIndex(address + offset, length - 1), (short) value);
    }

    public static void i64_store16(int address, long value, byte[] memory, int length, int offset) {
        long a, b, c;
        MemoryAccess.SHORT.set(memory, Objects.checkIndex(address + offset, length - 1), (short) value);
    }

    public static void i64_store32(int address, long value, int offset, byte[] memory, int length) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        MemoryAccess.INT.set(memory, Objects.checkIndex(address + offset, length - 3), (int) value);
    }

    public static void i64_store32(int address, long value, byte[] memory, int length, int offset) {
        long a, b, c;
        MemoryAccess.INT.set(memory, Objects.checkIndex(address + offset, length - 3), (int) value);
    }
}
