package dev.troupe.engine.runtime.vector;

import dev.troupe.engine.runtime.Numeric;

/** Vectors of four 32-bit floating-point numbers. */
public final class F32x4 {
    private static final long LOW = 0xFFFFFFFFL;

    private F32x4() {}

    static float first(long half) {
        return Float.intBitsToFloat((int) half);
    }

    static float second(long half) {
        return Float.intBitsToFloat((int) (half >>> 32));
    }

    /** Two lanes as a half. */
    public static long pack(float first, float second) {
        return Float.floatToRawIntBits(first) & LOW | (long) Float.floatToRawIntBits(second) << 32;
    }

    public static long splat(float value) {
        return pack(value, value);
    }

    public static long add(long a, long b) {
        return pack(first(a) + first(b), second(a) + second(b));
    }

    public static long sub(long a, long b) {
        return pack(first(a) - first(b), second(a) - second(b));
    }

    public static long mul(long a, long b) {
        return pack(first(a) * first(b), second(a) * second(b));
    }

    public static long div(long a, long b) {
        return pack(first(a) / first(b), second(a) / second(b));
    }

    public static long min(long a, long b) {
        return pack(Numeric.f32_min(first(a), first(b)), Numeric.f32_min(second(a), second(b)));
    }

    public static long max(long a, long b) {
        return pack(Numeric.f32_max(first(a), first(b)), Numeric.f32_max(second(a), second(b)));
    }

    public static long pmin(long a, long b) {
        return Lanes.select(b, a, lt(b, a));
    }

    public static long pmax(long a, long b) {
        return Lanes.select(b, a, lt(a, b));
    }

    public static long abs(long a) {
        return a & 0x7FFFFFFF7FFFFFFFL;
    }

    public static long neg(long a) {
        return a ^ 0x8000000080000000L;
    }

    public static long sqrt(long a) {
        return pack(Numeric.f32_sqrt(first(a)), Numeric.f32_sqrt(second(a)));
    }

    public static long ceil(long a) {
        return pack(Numeric.f32_ceil(first(a)), Numeric.f32_ceil(second(a)));
    }

    public static long floor(long a) {
        return pack(Numeric.f32_floor(first(a)), Numeric.f32_floor(second(a)));
    }

    public static long trunc(long a) {
        return pack(Numeric.f32_trunc(first(a)), Numeric.f32_trunc(second(a)));
    }

    public static long nearest(long a) {
        return pack(Numeric.f32_nearest(first(a)), Numeric.f32_nearest(second(a)));
    }

    public static long eq(long a, long b) {
        return (first(a) == first(b) ? LOW : 0) | (second(a) == second(b) ? ~LOW : 0);
    }

    public static long ne(long a, long b) {
        return (first(a) != first(b) ? LOW : 0) | (second(a) != second(b) ? ~LOW : 0);
    }

    public static long lt(long a, long b) {
        return (first(a) < first(b) ? LOW : 0) | (second(a) < second(b) ? ~LOW : 0);
    }

    public static long gt(long a, long b) {
        return (first(a) > first(b) ? LOW : 0) | (second(a) > second(b) ? ~LOW : 0);
    }

    public static long le(long a, long b) {
        return (first(a) <= first(b) ? LOW : 0) | (second(a) <= second(b) ? ~LOW : 0);
    }

    public static long ge(long a, long b) {
        return (first(a) >= first(b) ? LOW : 0) | (second(a) >= second(b) ? ~LOW : 0);
    }

    public static long convert_i32x4_s(long a) {
        return pack((float) (int) a, (float) (int) (a >> 32));
    }

    public static long convert_i32x4_u(long a) {
        return pack((float) (a & LOW), (float) (a >>> 32));
    }

    /** The low half of the result, from both halves of the operand. */
    public static long demote_f64x2_zero(long low, long high) {
        return pack((float) Double.longBitsToDouble(low), (float) Double.longBitsToDouble(high));
    }

    /** a * b + c, rounded once. */
    public static long relaxed_madd(long a, long b, long c) {
        return pack(Math.fma(first(a), first(b), first(c)), Math.fma(second(a), second(b), second(c)));
    }

    public static long relaxed_nmadd(long a, long b, long c) {
        return relaxed_madd(neg(a), b, c);
    }
}
