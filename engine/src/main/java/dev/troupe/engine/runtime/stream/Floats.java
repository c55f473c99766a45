package dev.troupe.engine.runtime.stream;

/** Vector instructions on one word of each operand that is a float; otherwise like {@link Words}. */
public final class Floats {
    /** To add it changes nothing but signalling NaNs, which {@link Math#min(float, float)} lets pass. */
    private static final float QUIET = -0f;

    private static final int INFINITE = 0x7F800000;

    private Floats() {}

    public static float f32x4_add(float a, float b) {
        return a + b;
    }

    public static float f32x4_sub(float a, float b) {
        return a - b;
    }

    public static float f32x4_mul(float a, float b) {
        return a * b;
    }

    public static float f32x4_div(float a, float b) {
        return a / b;
    }

    public static float f32x4_min(float a, float b) {
        return Math.min(a, b) + QUIET;
    }

    public static float f32x4_max(float a, float b) {
        return Math.max(a, b) + QUIET;
    }

    public static float f32x4_abs(float a) {
        return Math.abs(a);
    }

    public static float f32x4_neg(float a) {
        return -a;
    }

    public static float f32x4_sqrt(float a) {
        return (float) Math.sqrt(a);
    }

    public static float f32x4_ceil(float a) {
        return (float) Math.ceil(a);
    }

    public static float f32x4_floor(float a) {
        return (float) Math.floor(a);
    }

    public static float f32x4_nearest(float a) {
        return (float) Math.rint(a);
    }

    public static float f32x4_convert_i32x4_s(int a) {
        return (float) a;
    }

    /** a * b + c, rounded once. */
    public static float f32x4_relaxed_madd(float a, float b, float c) {
        return Math.fma(a, b, c);
    }

    public static float f32x4_relaxed_nmadd(float a, float b, float c) {
        return Math.fma(-a, b, c);
    }

    // What is told by the bits

    /** In the order of floats, where there is one: numbers that are equal only if those are, with one zero. */
    private static int ordered(int a) {
        int negative = a >> 31;
        return (a & Integer.MAX_VALUE ^ negative) - negative;
    }

    /** All ones if one is not a number. */
    private static int unordered(int a, int b) {
        return (INFINITE - (a & Integer.MAX_VALUE) | INFINITE - (b & Integer.MAX_VALUE)) >> 31;
    }

    public static int f32x4_lt(int a, int b) {
        return Ints.i32x4_lt_s(ordered(a), ordered(b)) & ~unordered(a, b);
    }

    public static int f32x4_gt(int a, int b) {
        return f32x4_lt(b, a);
    }

    public static int f32x4_le(int a, int b) {
        return Ints.i32x4_le_s(ordered(a), ordered(b)) & ~unordered(a, b);
    }

    public static int f32x4_ge(int a, int b) {
        return f32x4_le(b, a);
    }

    public static int f32x4_pmin(int a, int b) {
        return Words.v128_bitselect(b, a, f32x4_lt(b, a));
    }

    public static int f32x4_pmax(int a, int b) {
        return Words.v128_bitselect(b, a, f32x4_lt(a, b));
    }
}
