package dev.troupe.engine.runtime;

import dev.troupe.engine.types.DefType;

/**
 * An array instance (spec 4.2.15): a JVM array and the type. Each array type has a generated subclass of the class of its storage,
 * whose superclass is that of the declared supertype, so that a cast is the JVM's.
 *
 * <p>The methods here are for the embedder: convenient, not fast. Equality is identity. Belongs to the thread of the store whose
 * instances refer to it.
 */
public abstract non-sealed class WasmArray extends GcObject {
    private WasmArray() {}

    /** The canonical type that the array was created with. */
    public abstract DefType type();

    public abstract int length();

    /**
     * An element, boxed as {@link WasmFunction#call} gives results; packed ones as sign-extended {@code Integer}.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public abstract Object get(int index);

    /**
     * Changes an element.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if the array is immutable
     * @throws WrongArgumentsException if the value does not fit the element type
     */
    public final void set(int index, Object value) {
        var field = type().arrayType().field();
        if (!field.mutable()) {
            throw new IllegalStateException("the array is immutable");
        }
        Calls.require(Calls.unpacked(field), value, "element " + index);
        put(index, value);
    }

    abstract void put(int index, Object value);

    /** The JVM array. */
    abstract Object storage();

    @Override
    public String toString() {
        return "array of " + length() + " of type " + type();
    }

    /** Storage class of {@code i8}. */
    public abstract static class OfI8 extends WasmArray {
        public final byte[] elements;

        protected OfI8(byte[] elements) {
            this.elements = elements;
        }

        @Override
        public final int length() {
            return elements.length;
        }

        @Override
        public final Object get(int index) {
            return (int) elements[index];
        }

        @Override
        final void put(int index, Object value) {
            elements[index] = ((Integer) value).byteValue();
        }

        @Override
        final Object storage() {
            return elements;
        }
    }

    /** Storage class of {@code i16}. */
    public abstract static class OfI16 extends WasmArray {
        public final short[] elements;

        protected OfI16(short[] elements) {
            this.elements = elements;
        }

        @Override
        public final int length() {
            return elements.length;
        }

        @Override
        public final Object get(int index) {
            return (int) elements[index];
        }

        @Override
        final void put(int index, Object value) {
            elements[index] = ((Integer) value).shortValue();
        }

        @Override
        final Object storage() {
            return elements;
        }
    }

    /** Storage class of {@code i32}. */
    public abstract static class OfI32 extends WasmArray {
        public final int[] elements;

        protected OfI32(int[] elements) {
            this.elements = elements;
        }

        @Override
        public final int length() {
            return elements.length;
        }

        @Override
        public final Object get(int index) {
            return elements[index];
        }

        @Override
        final void put(int index, Object value) {
            elements[index] = (Integer) value;
        }

        @Override
        final Object storage() {
            return elements;
        }
    }

    /** Storage class of {@code i64}. */
    public abstract static class OfI64 extends WasmArray {
        public final long[] elements;

        protected OfI64(long[] elements) {
            this.elements = elements;
        }

        @Override
        public final int length() {
            return elements.length;
        }

        @Override
        public final Object get(int index) {
            return elements[index];
        }

        @Override
        final void put(int index, Object value) {
            elements[index] = (Long) value;
        }

        @Override
        final Object storage() {
            return elements;
        }
    }

    /** Storage class of {@code f32}. */
    public abstract static class OfF32 extends WasmArray {
        public final float[] elements;

        protected OfF32(float[] elements) {
            this.elements = elements;
        }

        @Override
        public final int length() {
            return elements.length;
        }

        @Override
        public final Object get(int index) {
            return elements[index];
        }

        @Override
        final void put(int index, Object value) {
            elements[index] = (Float) value;
        }

        @Override
        final Object storage() {
            return elements;
        }
    }

    /** Storage class of {@code f64}. */
    public abstract static class OfF64 extends WasmArray {
        public final double[] elements;

        protected OfF64(double[] elements) {
            this.elements = elements;
        }

        @Override
        public final int length() {
            return elements.length;
        }

        @Override
        public final Object get(int index) {
            return elements[index];
        }

        @Override
        final void put(int index, Object value) {
            elements[index] = (Double) value;
        }

        @Override
        final Object storage() {
            return elements;
        }
    }

    /** Storage class of {@code v128}: two longs an element, the low half first. */
    public abstract static class OfV128 extends WasmArray {
        public final long[] elements;

        protected OfV128(long[] elements) {
            this.elements = elements;
        }

        /** For generated code. */
        public final long low(int index) {
            return elements[at(index)];
        }

        /** For generated code. */
        public final long high(int index) {
            return elements[at(index) + 1];
        }

        /** For generated code. */
        public final void put(int index, long low, long high) {
            int at = at(index);
            elements[at] = low;
            elements[at + 1] = high;
        }

        private int at(int index) {
            if (Integer.compareUnsigned(index, length()) >= 0) {
                throw new ArrayIndexOutOfBoundsException(index);
            }
            return 2 * index;
        }

        @Override
        public final int length() {
            return elements.length / 2;
        }

        @Override
        public final Object get(int index) {
            return new V128(low(index), high(index));
        }

        @Override
        final void put(int index, Object value) {
            put(index, ((V128) value).low(), ((V128) value).high());
        }

        @Override
        final Object storage() {
            return elements;
        }
    }

    /** Storage class of references of all types. */
    public abstract static class OfRef extends WasmArray {
        public final Object[] elements;

        protected OfRef(Object[] elements) {
            this.elements = elements;
        }

        @Override
        public final int length() {
            return elements.length;
        }

        @Override
        public final Object get(int index) {
            return elements[index] instanceof WasmFunction function ? function.resolve() : elements[index];
        }

        @Override
        final void put(int index, Object value) {
            elements[index] = value;
        }

        @Override
        final Object storage() {
            return elements;
        }
    }
}
