package dev.troupe.engine.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Array instructions that take more than one JVM instruction (spec 4.6.4), for generated code. Indices and lengths are unsigned; each
 * checks everything before it writes.
 */
public final class ArrayBulk {
    private static final byte[] NO_BYTES = {};
    private static final Object[] NO_ELEMENTS = {};

    private ArrayBulk() {}

    /** @throws Trap of kind OUT_OF_MEMORY if no JVM array has this many elements */
    private static int size(int length) {
        return size(length, 1);
    }

    private static int size(int length, int scale) {
        long size = Integer.toUnsignedLong(length) * scale;
        if (size > Integer.MAX_VALUE) {
            throw new Trap(
                    TrapKind.OUT_OF_MEMORY, "out of memory: no array can have " + Integer.toUnsignedString(length) + " elements");
        }
        return (int) size;
    }

    // array.new: the elements, all of one value

    public static byte[] newI8(int value, int length) {
        var elements = new byte[size(length)];
        if ((byte) value != 0) {
            Arrays.fill(elements, (byte) value);
        }
        return elements;
    }

    public static short[] newI16(int value, int length) {
        var elements = new short[size(length)];
        if ((short) value != 0) {
            Arrays.fill(elements, (short) value);
        }
        return elements;
    }

    public static int[] newI32(int value, int length) {
        var elements = new int[size(length)];
        if (value != 0) {
            Arrays.fill(elements, value);
        }
        return elements;
    }

    public static long[] newI64(long value, int length) {
        var elements = new long[size(length)];
        if (value != 0) {
            Arrays.fill(elements, value);
        }
        return elements;
    }

    public static float[] newF32(float value, int length) {
        var elements = new float[size(length)];
        if (Float.floatToRawIntBits(value) != 0) {
            Arrays.fill(elements, value);
        }
        return elements;
    }

    public static double[] newF64(double value, int length) {
        var elements = new double[size(length)];
        if (Double.doubleToRawLongBits(value) != 0) {
            Arrays.fill(elements, value);
        }
        return elements;
    }

    public static long[] newV128(long low, long high, int length) {
        var elements = new long[size(length, 2)];
        if ((low | high) != 0) {
            fill(elements, 0, low, high, length);
        }
        return elements;
    }

    public static Object[] newRef(Object value, int length) {
        var elements = new Object[size(length)];
        if (value != null) {
            Arrays.fill(elements, value);
        }
        return elements;
    }

    // array.new_data, array.new_elem

    public static byte[] dataI8(int from, int length, ModuleInstance instance, int segment) {
        var data = data(from, length, 1, instance, segment);
        return decode(data, from, new byte[length], 0, length);
    }

    public static short[] dataI16(int from, int length, ModuleInstance instance, int segment) {
        var data = data(from, length, 2, instance, segment);
        return decode(data, from, new short[length], 0, length);
    }

    public static int[] dataI32(int from, int length, ModuleInstance instance, int segment) {
        var data = data(from, length, 4, instance, segment);
        return decode(data, from, new int[length], 0, length);
    }

    public static long[] dataI64(int from, int length, ModuleInstance instance, int segment) {
        var data = data(from, length, 8, instance, segment);
        return decode(data, from, new long[length], 0, length);
    }

    public static float[] dataF32(int from, int length, ModuleInstance instance, int segment) {
        var data = data(from, length, 4, instance, segment);
        return decode(data, from, new float[length], 0, length);
    }

    public static double[] dataF64(int from, int length, ModuleInstance instance, int segment) {
        var data = data(from, length, 8, instance, segment);
        return decode(data, from, new double[length], 0, length);
    }

    public static long[] dataV128(int from, int length, ModuleInstance instance, int segment) {
        var data = data(from, length, 16, instance, segment);
        return decode(data, from, new long[2 * length], 0, 2 * length);
    }

    public static Object[] elements(int from, int length, ModuleInstance instance, int segment) {
        var values = values(from, length, instance, segment);
        return Arrays.copyOfRange(values, from, from + length, Object[].class);
    }

    // array.fill, array.copy, array.init_data, array.init_elem

    public static void fill(Object array, int start, int value, int length) {
        check(array, start, length);
        switch ((WasmArray) array) {
            case WasmArray.OfI8 a -> Arrays.fill(a.elements, start, start + length, (byte) value);
            case WasmArray.OfI16 a -> Arrays.fill(a.elements, start, start + length, (short) value);
            case WasmArray a -> Arrays.fill(((WasmArray.OfI32) a).elements, start, start + length, value);
        }
    }

    public static void fill(Object array, int start, long value, int length) {
        check(array, start, length);
        Arrays.fill(((WasmArray.OfI64) array).elements, start, start + length, value);
    }

    public static void fill(Object array, int start, float value, int length) {
        check(array, start, length);
        Arrays.fill(((WasmArray.OfF32) array).elements, start, start + length, value);
    }

    public static void fill(Object array, int start, double value, int length) {
        check(array, start, length);
        Arrays.fill(((WasmArray.OfF64) array).elements, start, start + length, value);
    }

    public static void fill(Object array, int start, long low, long high, int length) {
        check(array, start, length);
        fill(((WasmArray.OfV128) array).elements, start, low, high, length);
    }

    public static void fill(Object array, int start, Object value, int length) {
        check(array, start, length);
        Arrays.fill(((WasmArray.OfRef) array).elements, start, start + length, value);
    }

    private static void fill(long[] elements, int start, long low, long high, int length) {
        for (int i = start; i < start + length; i++) {
            elements[2 * i] = low;
            elements[2 * i + 1] = high;
        }
    }

    /** The ranges may overlap. */
    public static void copy(Object destination, int to, Object source, int from, int length) {
        check(destination, to, length);
        check(source, from, length);
        int scale = source instanceof WasmArray.OfV128 ? 2 : 1;
        System.arraycopy(
                ((WasmArray) source).storage(), from * scale, ((WasmArray) destination).storage(), to * scale, length * scale);
    }

    public static void initData(Object array, int to, int from, int length, ModuleInstance instance, int segment) {
        check(array, to, length);
        switch ((WasmArray) array) {
            case WasmArray.OfI8 a -> decode(data(from, length, 1, instance, segment), from, a.elements, to, length);
            case WasmArray.OfI16 a -> decode(data(from, length, 2, instance, segment), from, a.elements, to, length);
            case WasmArray.OfI32 a -> decode(data(from, length, 4, instance, segment), from, a.elements, to, length);
            case WasmArray.OfI64 a -> decode(data(from, length, 8, instance, segment), from, a.elements, to, length);
            case WasmArray.OfF32 a -> decode(data(from, length, 4, instance, segment), from, a.elements, to, length);
            case WasmArray.OfF64 a -> decode(data(from, length, 8, instance, segment), from, a.elements, to, length);
            case WasmArray.OfV128 a -> decode(data(from, length, 16, instance, segment), from, a.elements, 2 * to, 2 * length);
            case WasmArray a -> throw new IllegalStateException("validation let array.init_data of references through");
        }
    }

    public static void initElem(Object array, int to, int from, int length, ModuleInstance instance, int segment) {
        check(array, to, length);
        System.arraycopy(values(from, length, instance, segment), from, ((WasmArray.OfRef) array).elements, to, length);
    }

    /** {@code array.get} of a function; segments and initial values hold stubs, in whose place it puts the function. */
    public static WasmFunction function(Object[] elements, int index) {
        var function = (WasmFunction) elements[index];
        if (function != null && function.type == null) {
            function = function.resolve();
            elements[index] = function;
        }
        return function;
    }

    private static void check(Object array, int start, int length) {
        if (array == null) {
            throw new Trap(TrapKind.NULL_ARRAY_REFERENCE);
        }
        if (Integer.toUnsignedLong(start) + Integer.toUnsignedLong(length) > ((WasmArray) array).length()) {
            throw new Trap(TrapKind.OUT_OF_BOUNDS_ARRAY_ACCESS);
        }
    }

    /** The bytes of a segment that has {@code length} elements of {@code size} bytes from {@code from} on. */
    private static byte[] data(int from, int length, int size, ModuleInstance instance, int segment) {
        var bytes = instance.data[segment] == null ? NO_BYTES : instance.data[segment];
        if (Integer.toUnsignedLong(from) + Integer.toUnsignedLong(length) * size > bytes.length) {
            throw new Trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
        }
        return bytes;
    }

    private static Object[] values(int from, int length, ModuleInstance instance, int segment) {
        var values = instance.elements[segment] == null ? NO_ELEMENTS : instance.elements[segment];
        if (Integer.toUnsignedLong(from) + Integer.toUnsignedLong(length) > values.length) {
            throw new Trap(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS);
        }
        return values;
    }

    private static ByteBuffer buffer(byte[] data, int from) {
        return ByteBuffer.wrap(data, from, data.length - from).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] decode(byte[] data, int from, byte[] elements, int to, int length) {
        System.arraycopy(data, from, elements, to, length);
        return elements;
    }

    private static short[] decode(byte[] data, int from, short[] elements, int to, int length) {
        buffer(data, from).asShortBuffer().get(elements, to, length);
        return elements;
    }

    private static int[] decode(byte[] data, int from, int[] elements, int to, int length) {
        buffer(data, from).asIntBuffer().get(elements, to, length);
        return elements;
    }

    private static long[] decode(byte[] data, int from, long[] elements, int to, int length) {
        buffer(data, from).asLongBuffer().get(elements, to, length);
        return elements;
    }

    private static float[] decode(byte[] data, int from, float[] elements, int to, int length) {
        buffer(data, from).asFloatBuffer().get(elements, to, length);
        return elements;
    }

    private static double[] decode(byte[] data, int from, double[] elements, int to, int length) {
        buffer(data, from).asDoubleBuffer().get(elements, to, length);
        return elements;
    }
}
