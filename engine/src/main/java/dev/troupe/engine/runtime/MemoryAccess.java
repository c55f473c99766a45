package dev.troupe.engine.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Loads and stores on a flat memory, three methods per instruction, named like it: without a static offset, with one, and with one behind
 * the array, for addresses that are known not to be negative.
 *
 * <p>The array's own check is the bounds check; the {@code IndexOutOfBoundsException} becomes a trap where the call entered the
 * guest ({@link Store#translate}). With an offset a negative (unsigned: at least 2 GiB) address must fail before the sum can wrap
 * around. The methods are small enough for C2 to inline always, and keep callers' bytecode small.
 *
 * <p>C1 must not inline them: with profiling it makes some 300 bytes of machine code of each access, and in large programs its queue is
 * what everybody waits for. It leaves alone what needs more than 5 slots ({@code C1InlineStackLimit}) of stack and variables beside the
 * parameters, so each method declares three variables that nobody touches, for which javac writes no code.
 */
public final class MemoryAccess {
    /** Views of a memory. Generated code uses them itself where there are too many accesses for C2 to inline all methods. */
    public static final VarHandle SHORT = view(short[].class);
    public static final VarHandle CHAR = view(char[].class);
    public static final VarHandle INT = view(int[].class);
    public static final VarHandle LONG = view(long[].class);

    private MemoryAccess() {}

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
    }

    private static Trap outOfBounds() {
        return new Trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
    }

    public static int i32_load(int address, byte[] memory) {
        long a, b, c;
        return (int) INT.get(memory, address);
    }

    public static int i32_load(int address, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (int) INT.get(memory, address + offset);
    }

    public static int i32_load(int address, byte[] memory, int offset) {
        long a, b, c;
        return (int) INT.get(memory, address + offset);
    }

    public static long i64_load(int address, byte[] memory) {
        long a, b, c;
        return (long) LONG.get(memory, address);
    }

    public static long i64_load(int address, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (long) LONG.get(memory, address + offset);
    }

    public static long i64_load(int address, byte[] memory, int offset) {
        long a, b, c;
        return (long) LONG.get(memory, address + offset);
    }

    public static float f32_load(int address, byte[] memory) {
        long a, b, c;
        return Float.intBitsToFloat((int) INT.get(memory, address));
    }

    public static float f32_load(int address, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return Float.intBitsToFloat((int) INT.get(memory, address + offset));
    }

    public static float f32_load(int address, byte[] memory, int offset) {
        long a, b, c;
        return Float.intBitsToFloat((int) INT.get(memory, address + offset));
    }

    public static double f64_load(int address, byte[] memory) {
        long a, b, c;
        return Double.longBitsToDouble((long) LONG.get(memory, address));
    }

    public static double f64_load(int address, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return Double.longBitsToDouble((long) LONG.get(memory, address + offset));
    }

    public static double f64_load(int address, byte[] memory, int offset) {
        long a, b, c;
        return Double.longBitsToDouble((long) LONG.get(memory, address + offset));
    }

    public static int i32_load8_s(int address, byte[] memory) {
        long a, b, c;
        return memory[address];
    }

    public static int i32_load8_s(int address, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return memory[address + offset];
    }

    public static int i32_load8_s(int address, byte[] memory, int offset) {
        long a, b, c;
        return memory[address + offset];
    }

    public static int i32_load8_u(int address, byte[] memory) {
        long a, b, c;
        return memory[address] & 0xFF;
    }

    public static int i32_load8_u(int address, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return memory[address + offset] & 0xFF;
    }

    public static int i32_load8_u(int address, byte[] memory, int offset) {
        long a, b, c;
        return memory[address + offset] & 0xFF;
    }

    public static int i32_load16_s(int address, byte[] memory) {
        long a, b, c;
        return (short) SHORT.get(memory, address);
    }

    public static int i32_load16_s(int address, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (short) SHORT.get(memory, address + offset);
    }

    public static int i32_load16_s(int address, byte[] memory, int offset) {
        long a, b, c;
        return (short) SHORT.get(memory, address + offset);
    }

    public static int i32_load16_u(int address, byte[] memory) {
        long a, b, c;
        return (char) CHAR.get(memory, address);
    }

    public static int i32_load16_u(int address, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (char) CHAR.get(memory, address + offset);
    }

    public static int i32_load16_u(int address, byte[] memory, int offset) {
        long a, b, c;
        return (char) CHAR.get(memory, address + offset);
    }

    public static long i64_load8_s(int address, byte[] memory) {
        long a, b, c;
        return memory[address];
    }

    public static long i64_load8_s(int address, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return memory[address + offset];
    }

    public static long i64_load8_s(int address, byte[] memory, int offset) {
        long a, b, c;
        return memory[address + offset];
    }

    public static long i64_load8_u(int address, byte[] memory) {
        long a, b, c;
        return memory[address] & 0xFFL;
    }

    public static long i64_load8_u(int address, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return memory[address + offset] & 0xFFL;
    }

    public static long i64_load8_u(int address, byte[] memory, int offset) {
        long a, b, c;
        return memory[address + offset] & 0xFFL;
    }

    public static long i64_load16_s(int address, byte[] memory) {
        long a, b, c;
        return (short) SHORT.get(memory, address);
    }

    public static long i64_load16_s(int address, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (short) SHORT.get(memory, address + offset);
    }

    public static long i64_load16_s(int address, byte[] memory, int offset) {
        long a, b, c;
        return (short) SHORT.get(memory, address + offset);
    }

    public static long i64_load16_u(int address, byte[] memory) {
        long a, b, c;
        return (char) CHAR.get(memory, address);
    }

    public static long i64_load16_u(int address, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (char) CHAR.get(memory, address + offset);
    }

    public static long i64_load16_u(int address, byte[] memory, int offset) {
        long a, b, c;
        return (char) CHAR.get(memory, address + offset);
    }

    public static long i64_load32_s(int address, byte[] memory) {
        long a, b, c;
        return (int) INT.get(memory, address);
    }

    public static long i64_load32_s(int address, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (int) INT.get(memory, address + offset);
    }

    public static long i64_load32_s(int address, byte[] memory, int offset) {
        long a, b, c;
        return (int) INT.get(memory, address + offset);
    }

    public static long i64_load32_u(int address, byte[] memory) {
        long a, b, c;
        return (int) INT.get(memory, address) & 0xFFFFFFFFL;
    }

    public static long i64_load32_u(int address, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        return (int) INT.get(memory, address + offset) & 0xFFFFFFFFL;
    }

    public static long i64_load32_u(int address, byte[] memory, int offset) {
        long a, b, c;
        return (int) INT.get(memory, address + offset) & 0xFFFFFFFFL;
    }

    public static void i32_store(int address, int value, byte[] memory) {
        long a, b, c;
        INT.set(memory, address, value);
    }

    public static void i32_store(int address, int value, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        INT.set(memory, address + offset, value);
    }

    public static void i32_store(int address, int value, byte[] memory, int offset) {
        long a, b, c;
        INT.set(memory, address + offset, value);
    }

    public static void i64_store(int address, long value, byte[] memory) {
        long a, b, c;
        LONG.set(memory, address, value);
    }

    public static void i64_store(int address, long value, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        LONG.set(memory, address + offset, value);
    }

    public static void i64_store(int address, long value, byte[] memory, int offset) {
        long a, b, c;
        LONG.set(memory, address + offset, value);
    }

    public static void f32_store(int address, float value, byte[] memory) {
        long a, b, c;
        INT.set(memory, address, Float.floatToRawIntBits(value));
    }

    public static void f32_store(int address, float value, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        INT.set(memory, address + offset, Float.floatToRawIntBits(value));
    }

    public static void f32_store(int address, float value, byte[] memory, int offset) {
        long a, b, c;
        INT.set(memory, address + offset, Float.floatToRawIntBits(value));
    }

    public static void f64_store(int address, double value, byte[] memory) {
        long a, b, c;
        LONG.set(memory, address, Double.doubleToRawLongBits(value));
    }

    public static void f64_store(int address, double value, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        LONG.set(memory, address + offset, Double.doubleToRawLongBits(value));
    }

    public static void f64_store(int address, double value, byte[] memory, int offset) {
        long a, b, c;
        LONG.set(memory, address + offset, Double.doubleToRawLongBits(value));
    }

    public static void i32_store8(int address, int value, byte[] memory) {
        long a, b, c;
        memory[address] = (byte) value;
    }

    public static void i32_store8(int address, int value, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        memory[address + offset] = (byte) value;
    }

    public static void i32_store8(int address, int value, byte[] memory, int offset) {
        long a, b, c;
        memory[address + offset] = (byte) value;
    }

    public static void i32_store16(int address, int value, byte[] memory) {
        long a, b, c;
        SHORT.set(memory, address, (short) value);
    }

    public static void i32_store16(int address, int value, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        SHORT.set(memory, address + offset, (short) value);
    }

    public static void i32_store16(int address, int value, byte[] memory, int offset) {
        long a, b, c;
        SHORT.set(memory, address + offset, (short) value);
    }

    public static void i64_store8(int address, long value, byte[] memory) {
        long a, b, c;
        memory[address] = (byte) value;
    }

    public static void i64_store8(int address, long value, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        memory[address + offset] = (byte) value;
    }

    public static void i64_store8(int address, long value, byte[] memory, int offset) {
        long a, b, c;
        memory[address + offset] = (byte) value;
    }

    public static void i64_store16(int address, long value, byte[] memory) {
        long a, b, c;
        SHORT.set(memory, address, (short) value);
    }

    public static void i64_store16(int address, long value, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        SHORT.set(memory, address + offset, (short) value);
    }

    public static void i64_store16(int address, long value, byte[] memory, int offset) {
        long a, b, c;
        SHORT.set(memory, address + offset, (short) value);
    }

    public static void i64_store32(int address, long value, byte[] memory) {
        long a, b, c;
        INT.set(memory, address, (int) value);
    }

    public static void i64_store32(int address, long value, int offset, byte[] memory) {
        long a, b, c;
        if (address < 0) {
            throw outOfBounds();
        }
        INT.set(memory, address + offset, (int) value);
    }

    public static void i64_store32(int address, long value, byte[] memory, int offset) {
        long a, b, c;
        INT.set(memory, address + offset, (int) value);
    }

}
