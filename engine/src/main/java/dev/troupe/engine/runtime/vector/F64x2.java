package dev.troupe.engine.runtime.vector;

import dev.troupe.engine.runtime.Numeric;

/** Vectors of two 64-bit floating-point numbers. */
public final class F64x2 {
    private F64x2() {}

    private static double lane(long half) {
        return Double.longBitsToDouble(half);
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    public static long splat(double value) {
        return bits(value);
    }

    public static long add(long a, long b) {
        return bits(lane(a) + lane(b));
    }

    public static long sub(long a, long b) {
        return bits(lane(a) - lane(b));
    }

    public static long mul(long a, long b) {
        return bits(lane(a) * lane(b));
    }

    public static long div(long a, long b) {
        return bits(lane(a) / lane(b));
    }

    public static long min(long a, long b) {
        return bits(Numeric.f64_min(lane(a), lane(b)));
    }

    public static long max(long a, long b) {
        return bits(Numeric.f64_max(lane(a), lane(b)));
    }

    public static long pmin(long a, long b) {
        return lane(b) < lane(a) ? b : a;
    }

    public static long pmax(long a, long b) {
        return lane(a) < lane(b) ? b : a;
    }

    public static long abs(long a) {
        return a & Long.MAX_VALUE;
    }

    public static long neg(long a) {
        return a ^ Long.MIN_VALUE;
    }

    public static long sqrt(long a) {
        return bits(Numeric.f64_sqrt(lane(a)));
    }

    public static long ceil(long a) {
        return bits(Numeric.f64_ceil(lane(a)));
    }

    public static long floor(long a) {
        return bits(Numeric.f64_floor(lane(a)));
    }

    public static long trunc(long a) {
        return bits(Numeric.f64_trunc(lane(a)));
    }

    public static long nearest(long a) {
        return bits(Numeric.f64_nearest(lane(a)));
    }

    public static long eq(long a, long b) {
        return lane(a) == lane(b) ? -1 : 0;
    }

    public static long ne(long a, long b) {
        return lane(a) != lane(b) ? -1 : 0;
    }

    public static long lt(long a, long b) {
        return lane(a) < lane(b) ? -1 : 0;
    }

    public static long gt(long a, long b) {
        return lane(a) > lane(b) ? -1 : 0;
    }

    public static long le(long a, long b) {
        return lane(a) <= lane(b) ? -1 : 0;
    }

    public static long ge(long a, long b) {
        return lane(a) >= lane(b) ? -1 : 0;
    }

    /** Converts the lane in the low half of a long. */
    public static long convert_i32x4_s(long a) {
        return bits((int) a);
    }

    public static long convert_i32x4_u(long a) {
        return bits(a & 0xFFFFFFFFL);
    }

    public static long promote_f32x4(long a) {
        return bits(F32x4.first(a));
    }

    /** a * b + c, rounded once. */
    public static long relaxed_madd(long a, long b, long c) {
        return bits(Math.fma(lane(a), lane(b), lane(c)));
    }

    public static long relaxed_nmadd(long a, long b, long c) {
        return relaxed_madd(neg(a), b, c);
    }
}
