package dev.troupe.engine.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Array instructions that take more than one JVM instruction (spec 4.6.4), for generated code. Indices and lengths are unsigned; each
 * checks everything before it writes.
 */
public final class ArrayBulk {
    private static final int VECTOR_BYTES = 16;
    /** At least, with compressed references or without. */
    private static final int REFERENCE_BYTES = 4;

    /** From so many elements on it is asked before an allocation whether to stop: code without loops may make a million large arrays. */
    private static final int MUCH = 1 << 7;

    private ArrayBulk() {}

    /** Work on the elements {@code from} to {@code to}. */
    @FunctionalInterface
    interface Work {
        void on(int from, int to);
    }

    /** Works on {@code length} elements of some bytes each from {@code start} on, and looks before each piece whether to stop. */
    static void inPieces(Store store, int start, int length, int elementBytes, Work work) {
        int piece = Store.PIECE / elementBytes;
        for (int at = start, left = length; left > 0;) {
            int now = Math.min(piece, left);
            store.pollBefore((long) left * elementBytes);
            work.on(at, at + now);
            at += now;
            left -= now;
        }
    }

    /** Copies between arrays, which may be one, likewise. */
    static void copyInPieces(Store store, Object source, int from, Object destination, int to, int length, int elementBytes) {
        int piece = Store.PIECE / elementBytes;
        // Where the ranges overlap, the pieces must be copied from the end that is not overwritten first.
        boolean backwards = to > from;
        for (int left = length; left > 0;) {
            int now = Math.min(piece, left);
            store.pollBefore((long) left * elementBytes);
            int at = backwards ? left - now : length - left;
            System.arraycopy(source, from + at, destination, to + at, now);
            left -= now;
        }
    }

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

    public static byte[] newI8(int value, int length, ModuleInstance instance) {
        var elements = newI8(size(length), instance);
        if ((byte) value != 0) {
            inPieces(instance.store, 0, length, Byte.BYTES, (from, to) -> Arrays.fill(elements, from, to, (byte) value));
        }
        return elements;
    }

    public static short[] newI16(int value, int length, ModuleInstance instance) {
        var elements = newI16(size(length), instance);
        if ((short) value != 0) {
            inPieces(instance.store, 0, length, Short.BYTES, (from, to) -> Arrays.fill(elements, from, to, (short) value));
        }
        return elements;
    }

    public static int[] newI32(int value, int length, ModuleInstance instance) {
        var elements = newI32(size(length), instance);
        if (value != 0) {
            inPieces(instance.store, 0, length, Integer.BYTES, (from, to) -> Arrays.fill(elements, from, to, value));
        }
        return elements;
    }

    public static long[] newI64(long value, int length, ModuleInstance instance) {
        var elements = newI64(size(length), instance);
        if (value != 0) {
            inPieces(instance.store, 0, length, Long.BYTES, (from, to) -> Arrays.fill(elements, from, to, value));
        }
        return elements;
    }

    public static float[] newF32(float value, int length, ModuleInstance instance) {
        var elements = newF32(size(length), instance);
        if (Float.floatToRawIntBits(value) != 0) {
            inPieces(instance.store, 0, length, Float.BYTES, (from, to) -> Arrays.fill(elements, from, to, value));
        }
        return elements;
    }

    public static double[] newF64(double value, int length, ModuleInstance instance) {
        var elements = newF64(size(length), instance);
        if (Double.doubleToRawLongBits(value) != 0) {
            inPieces(instance.store, 0, length, Double.BYTES, (from, to) -> Arrays.fill(elements, from, to, value));
        }
        return elements;
    }

    public static long[] newV128(long low, long high, int length, ModuleInstance instance) {
        var elements = newV128(length, instance);
        if ((low | high) != 0) {
            inPieces(instance.store, 0, length, VECTOR_BYTES, (from, to) -> fill(elements, from, to, low, high));
        }
        return elements;
    }

    public static Object[] newRef(Object value, int length, ModuleInstance instance) {
        var elements = newRef(size(length), instance);
        if (value != null) {
            inPieces(instance.store, 0, length, REFERENCE_BYTES, (from, to) -> Arrays.fill(elements, from, to, value));
        }
        return elements;
    }

    // array.new_default; all but the last throw NegativeArraySizeException for what no array can have

    public static byte[] newI8(int length, ModuleInstance instance) {
        if (length >= MUCH) {
            instance.store.poll();
        }
        return new byte[length];
    }

    public static short[] newI16(int length, ModuleInstance instance) {
        if (length >= MUCH) {
            instance.store.poll();
        }
        return new short[length];
    }

    public static int[] newI32(int length, ModuleInstance instance) {
        if (length >= MUCH) {
            instance.store.poll();
        }
        return new int[length];
    }

    public static long[] newI64(int length, ModuleInstance instance) {
        if (length >= MUCH) {
            instance.store.poll();
        }
        return new long[length];
    }

    public static float[] newF32(int length, ModuleInstance instance) {
        if (length >= MUCH) {
            instance.store.poll();
        }
        return new float[length];
    }

    public static double[] newF64(int length, ModuleInstance instance) {
        if (length >= MUCH) {
            instance.store.poll();
        }
        return new double[length];
    }

    public static Object[] newRef(int length, ModuleInstance instance) {
        if (length >= MUCH) {
            instance.store.poll();
        }
        return new Object[length];
    }

    public static long[] newV128(int length, ModuleInstance instance) {
        int size = size(length, 2);
        if (length >= MUCH) {
            instance.store.poll();
        }
        return new long[size];
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
        instance.store.pollBefore((long) length * REFERENCE_BYTES);
        return Arrays.copyOfRange(values, from, from + length, Object[].class);
    }

    // array.fill, array.copy, array.init_data, array.init_elem

    public static void fill(Object array, int start, int value, int length, ModuleInstance instance) {
        check(array, start, length);
        Work work = switch ((WasmArray) array) {
            case WasmArray.OfI8 a -> (from, to) -> Arrays.fill(a.elements, from, to, (byte) value);
            case WasmArray.OfI16 a -> (from, to) -> Arrays.fill(a.elements, from, to, (short) value);
            case WasmArray a -> (from, to) -> Arrays.fill(((WasmArray.OfI32) a).elements, from, to, value);
        };
        inPieces(instance.store, start, length, Integer.BYTES, work);
    }

    public static void fill(Object array, int start, long value, int length, ModuleInstance instance) {
        check(array, start, length);
        var elements = ((WasmArray.OfI64) array).elements;
        inPieces(instance.store, start, length, Long.BYTES, (from, to) -> Arrays.fill(elements, from, to, value));
    }

    public static void fill(Object array, int start, float value, int length, ModuleInstance instance) {
        check(array, start, length);
        var elements = ((WasmArray.OfF32) array).elements;
        inPieces(instance.store, start, length, Float.BYTES, (from, to) -> Arrays.fill(elements, from, to, value));
    }

    public static void fill(Object array, int start, double value, int length, ModuleInstance instance) {
        check(array, start, length);
        var elements = ((WasmArray.OfF64) array).elements;
        inPieces(instance.store, start, length, Double.BYTES, (from, to) -> Arrays.fill(elements, from, to, value));
    }

    public static void fill(Object array, int start, long low, long high, int length, ModuleInstance instance) {
        check(array, start, length);
        var elements = ((WasmArray.OfV128) array).elements;
        inPieces(instance.store, start, length, VECTOR_BYTES, (from, to) -> fill(elements, from, to, low, high));
    }

    public static void fill(Object array, int start, Object value, int length, ModuleInstance instance) {
        check(array, start, length);
        var elements = ((WasmArray.OfRef) array).elements;
        inPieces(instance.store, start, length, REFERENCE_BYTES, (from, to) -> Arrays.fill(elements, from, to, value));
    }

    private static void fill(long[] elements, int from, int to, long low, long high) {
        for (int i = from; i < to; i++) {
            elements[2 * i] = low;
            elements[2 * i + 1] = high;
        }
    }

    /** The ranges may overlap. */
    public static void copy(Object destination, int to, Object source, int from, int length, ModuleInstance instance) {
        check(destination, to, length);
        check(source, from, length);
        int scale = source instanceof WasmArray.OfV128 ? 2 : 1;
        copyInPieces(instance.store, ((WasmArray) source).storage(), from * scale, ((WasmArray) destination).storage(), to * scale,
                length * scale, Long.BYTES);
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
        copyInPieces(instance.store, values(from, length, instance, segment), from, ((WasmArray.OfRef) array).elements, to, length,
                REFERENCE_BYTES);
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
        check(array, Integer.toUnsignedLong(start), Integer.toUnsignedLong(length));
    }

    /** Traps unless it is an array that has the whole range, of 32-bit numbers. */
    static void check(Object array, long start, long length) {
        if (array == null) {
            throw new Trap(TrapKind.NULL_ARRAY_REFERENCE);
        }
        if (start + length > ((WasmArray) array).length()) {
            throw new Trap(TrapKind.OUT_OF_BOUNDS_ARRAY_ACCESS);
        }
    }

    /** The bytes of a segment that has {@code length} elements of {@code size} bytes from {@code from} on. */
    private static byte[] data(int from, int length, int size, ModuleInstance instance, int segment) {
        var bytes = Bulk.data(Integer.toUnsignedLong(from), Integer.toUnsignedLong(length) * size, instance, segment);
        instance.store.pollBefore((long) length * size);
        return bytes;
    }

    private static Object[] values(int from, int length, ModuleInstance instance, int segment) {
        return Bulk.elements(Integer.toUnsignedLong(from), Integer.toUnsignedLong(length), instance, segment);
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
