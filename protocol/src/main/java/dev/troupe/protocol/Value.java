package dev.troupe.protocol;

/** A WebAssembly number or vector. Floating-point values keep all their bits, NaN payloads included, on any way through a cluster. */
public sealed interface Value {
    record I32(int value) implements Value {
        @Override
        public Object boxed() {
            return value;
        }
    }

    record I64(long value) implements Value {
        @Override
        public Object boxed() {
            return value;
        }
    }

    /** @param bits the IEEE 754 representation */
    record F32(int bits) implements Value {
        public float value() {
            return Float.intBitsToFloat(bits);
        }

        @Override
        public Object boxed() {
            return value();
        }

        @Override
        public String toString() {
            return "F32[" + value() + "]";
        }
    }

    /** @param bits the IEEE 754 representation */
    record F64(long bits) implements Value {
        public double value() {
            return Double.longBitsToDouble(bits);
        }

        @Override
        public Object boxed() {
            return value();
        }

        @Override
        public String toString() {
            return "F64[" + value() + "]";
        }
    }

    /** Lane 0 is in the lowest bits of {@code low}. */
    record V128(long low, long high) implements Value {
        @Override
        public Object boxed() {
            return this;
        }
    }

    static Value i32(int value) {
        return new I32(value);
    }

    static Value i64(long value) {
        return new I64(value);
    }

    static Value f32(float value) {
        return new F32(Float.floatToRawIntBits(value));
    }

    static Value f64(double value) {
        return new F64(Double.doubleToRawLongBits(value));
    }

    static Value v128(long low, long high) {
        return new V128(low, high);
    }

    /**
     * The value as a Java number: {@code Integer}, {@code Long}, {@code Float} or {@code Double}; a v128 as itself. A signalling NaN
     * may become quiet on its way through a Java {@code float} or {@code double}.
     */
    Object boxed();
}
