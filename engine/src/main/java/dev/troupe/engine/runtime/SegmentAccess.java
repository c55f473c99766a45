package dev.troupe.engine.runtime;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Loads and stores on a memory off the heap, one pair of methods per instruction, named like it: for 64-bit and for 32-bit addresses.
 *
 * <p>The segment's own check is the bounds check, as in {@link MemoryAccess}. The static offset is not negative: no memory has an
 * address of 2^63 or above.
 */
public final class SegmentAccess {
    static final ValueLayout.OfByte BYTE_LAYOUT = ValueLayout.JAVA_BYTE;
    static final ValueLayout.OfShort SHORT_LAYOUT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT_LAYOUT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG_LAYOUT = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle BYTE = BYTE_LAYOUT.varHandle().withInvokeExactBehavior();
    private static final VarHandle SHORT = SHORT_LAYOUT.varHandle().withInvokeExactBehavior();
    private static final VarHandle INT = INT_LAYOUT.varHandle().withInvokeExactBehavior();
    private static final VarHandle LONG = LONG_LAYOUT.varHandle().withInvokeExactBehavior();

    private SegmentAccess() {}

    /** The sum, or something negative if it is 2^63 or more. */
    static long effective(long address, long offset) {
        return address < 0 ? address : address + offset;
    }

    private static long effective(int address, long offset) {
        return Integer.toUnsignedLong(address) + offset;
    }

    public static int i32_load(long address, long offset, MemorySegment memory) {
        return (int) INT.get(memory, effective(address, offset));
    }

    public static long i64_load(long address, long offset, MemorySegment memory) {
        return (long) LONG.get(memory, effective(address, offset));
    }

    public static float f32_load(long address, long offset, MemorySegment memory) {
        return Float.intBitsToFloat((int) INT.get(memory, effective(address, offset)));
    }

    public static double f64_load(long address, long offset, MemorySegment memory) {
        return Double.longBitsToDouble((long) LONG.get(memory, effective(address, offset)));
    }

    public static int i32_load8_s(long address, long offset, MemorySegment memory) {
        return (byte) BYTE.get(memory, effective(address, offset));
    }

    public static int i32_load8_u(long address, long offset, MemorySegment memory) {
        return (byte) BYTE.get(memory, effective(address, offset)) & 0xFF;
    }

    public static int i32_load16_s(long address, long offset, MemorySegment memory) {
        return (short) SHORT.get(memory, effective(address, offset));
    }

    public static int i32_load16_u(long address, long offset, MemorySegment memory) {
        return (short) SHORT.get(memory, effective(address, offset)) & 0xFFFF;
    }

    public static long i64_load8_s(long address, long offset, MemorySegment memory) {
        return (byte) BYTE.get(memory, effective(address, offset));
    }

    public static long i64_load8_u(long address, long offset, MemorySegment memory) {
        return (byte) BYTE.get(memory, effective(address, offset)) & 0xFFL;
    }

    public static long i64_load16_s(long address, long offset, MemorySegment memory) {
        return (short) SHORT.get(memory, effective(address, offset));
    }

    public static long i64_load16_u(long address, long offset, MemorySegment memory) {
        return (short) SHORT.get(memory, effective(address, offset)) & 0xFFFFL;
    }

    public static long i64_load32_s(long address, long offset, MemorySegment memory) {
        return (int) INT.get(memory, effective(address, offset));
    }

    public static long i64_load32_u(long address, long offset, MemorySegment memory) {
        return (int) INT.get(memory, effective(address, offset)) & 0xFFFFFFFFL;
    }

    public static void i32_store(long address, int value, long offset, MemorySegment memory) {
        INT.set(memory, effective(address, offset), value);
    }

    public static void i64_store(long address, long value, long offset, MemorySegment memory) {
        LONG.set(memory, effective(address, offset), value);
    }

    public static void f32_store(long address, float value, long offset, MemorySegment memory) {
        INT.set(memory, effective(address, offset), Float.floatToRawIntBits(value));
    }

    public static void f64_store(long address, double value, long offset, MemorySegment memory) {
        LONG.set(memory, effective(address, offset), Double.doubleToRawLongBits(value));
    }

    public static void i32_store8(long address, int value, long offset, MemorySegment memory) {
        BYTE.set(memory, effective(address, offset), (byte) value);
    }

    public static void i32_store16(long address, int value, long offset, MemorySegment memory) {
        SHORT.set(memory, effective(address, offset), (short) value);
    }

    public static void i64_store8(long address, long value, long offset, MemorySegment memory) {
        BYTE.set(memory, effective(address, offset), (byte) value);
    }

    public static void i64_store16(long address, long value, long offset, MemorySegment memory) {
        SHORT.set(memory, effective(address, offset), (short) value);
    }

    public static void i64_store32(long address, long value, long offset, MemorySegment memory) {
        INT.set(memory, effective(address, offset), (int) value);
    }

    public static int i32_load(int address, long offset, MemorySegment memory) {
        return (int) INT.get(memory, effective(address, offset));
    }

    public static long i64_load(int address, long offset, MemorySegment memory) {
        return (long) LONG.get(memory, effective(address, offset));
    }

    public static float f32_load(int address, long offset, MemorySegment memory) {
        return Float.intBitsToFloat((int) INT.get(memory, effective(address, offset)));
    }

    public static double f64_load(int address, long offset, MemorySegment memory) {
        return Double.longBitsToDouble((long) LONG.get(memory, effective(address, offset)));
    }

    public static int i32_load8_s(int address, long offset, MemorySegment memory) {
        return (byte) BYTE.get(memory, effective(address, offset));
    }

    public static int i32_load8_u(int address, long offset, MemorySegment memory) {
        return (byte) BYTE.get(memory, effective(address, offset)) & 0xFF;
    }

    public static int i32_load16_s(int address, long offset, MemorySegment memory) {
        return (short) SHORT.get(memory, effective(address, offset));
    }

    public static int i32_load16_u(int address, long offset, MemorySegment memory) {
        return (short) SHORT.get(memory, effective(address, offset)) & 0xFFFF;
    }

    public static long i64_load8_s(int address, long offset, MemorySegment memory) {
        return (byte) BYTE.get(memory, effective(address, offset));
    }

    public static long i64_load8_u(int address, long offset, MemorySegment memory) {
        return (byte) BYTE.get(memory, effective(address, offset)) & 0xFFL;
    }

    public static long i64_load16_s(int address, long offset, MemorySegment memory) {
        return (short) SHORT.get(memory, effective(address, offset));
    }

    public static long i64_load16_u(int address, long offset, MemorySegment memory) {
        return (short) SHORT.get(memory, effective(address, offset)) & 0xFFFFL;
    }

    public static long i64_load32_s(int address, long offset, MemorySegment memory) {
        return (int) INT.get(memory, effective(address, offset));
    }

    public static long i64_load32_u(int address, long offset, MemorySegment memory) {
        return (int) INT.get(memory, effective(address, offset)) & 0xFFFFFFFFL;
    }

    public static void i32_store(int address, int value, long offset, MemorySegment memory) {
        INT.set(memory, effective(address, offset), value);
    }

    public static void i64_store(int address, long value, long offset, MemorySegment memory) {
        LONG.set(memory, effective(address, offset), value);
    }

    public static void f32_store(int address, float value, long offset, MemorySegment memory) {
        INT.set(memory, effective(address, offset), Float.floatToRawIntBits(value));
    }

    public static void f64_store(int address, double value, long offset, MemorySegment memory) {
        LONG.set(memory, effective(address, offset), Double.doubleToRawLongBits(value));
    }

    public static void i32_store8(int address, int value, long offset, MemorySegment memory) {
        BYTE.set(memory, effective(address, offset), (byte) value);
    }

    public static void i32_store16(int address, int value, long offset, MemorySegment memory) {
        SHORT.set(memory, effective(address, offset), (short) value);
    }

    public static void i64_store8(int address, long value, long offset, MemorySegment memory) {
        BYTE.set(memory, effective(address, offset), (byte) value);
    }

    public static void i64_store16(int address, long value, long offset, MemorySegment memory) {
        SHORT.set(memory, effective(address, offset), (short) value);
    }

    public static void i64_store32(int address, long value, long offset, MemorySegment memory) {
        INT.set(memory, effective(address, offset), (int) value);
    }
}
