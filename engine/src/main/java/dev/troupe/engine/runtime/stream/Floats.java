package dev.troupe.engine.runtime.stream;

/** Vector instructions on one word of each operand that is a float; otherwise like {@link Words}. */
public final class Floats {
    /** To add it changes nothing but signalling NaNs, which {@link Math#min(float, float)} lets pass. */
    private static final float QUIET = -0f;

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

    public static int i32x4_trunc_sat_f32x4_s(float a) {
        return (int) a;
    }

    /** a * b + c, rounded once. */
    public static float f32x4_relaxed_madd(float a, float b, float c) {
        return Math.fma(a, b, c);
    }

    public static float f32x4_relaxed_nmadd(float a, float b, float c) {
        return Math.fma(-a, b, c);
    }
}
