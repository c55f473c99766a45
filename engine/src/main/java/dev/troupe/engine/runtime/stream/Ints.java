package dev.troupe.engine.runtime.stream;

/** Instructions on the 32-bit number that a word is; see {@link Words}. */
public final class Ints {
    private static final int HALF = 16;

    private Ints() {}

    public static int i32x4_splat(int value) {
        return value;
    }

    public static int i32x4_add(int a, int b) {
        return a + b;
    }

    public static int i32x4_sub(int a, int b) {
        return a - b;
    }

    public static int i32x4_mul(int a, int b) {
        return a * b;
    }

    public static int i32x4_neg(int a) {
        return -a;
    }

    public static int i32x4_abs(int a) {
        return Math.abs(a);
    }

    public static int i32x4_shl(int a, int count) {
        return a << count;
    }

    public static int i32x4_shr_s(int a, int count) {
        return a >> count;
    }

    public static int i32x4_shr_u(int a, int count) {
        return a >>> count;
    }

    public static int i32x4_eq(int a, int b) {
        return ~i32x4_ne(a, b);
    }

    /** The top bit of {@code d | -d} tells whether d is zero. */
    public static int i32x4_ne(int a, int b) {
        int difference = a ^ b;
        return (difference | -difference) >> 31;
    }

    public static int i32x4_lt_s(int a, int b) {
        return (a & ~b | ~(a ^ b) & a - b) >> 31;
    }

    public static int i32x4_lt_u(int a, int b) {
        return (~a & b | ~(a ^ b) & a - b) >> 31;
    }

    public static int i32x4_gt_s(int a, int b) {
        return i32x4_lt_s(b, a);
    }

    public static int i32x4_gt_u(int a, int b) {
        return i32x4_lt_u(b, a);
    }

    public static int i32x4_le_s(int a, int b) {
        return ~i32x4_lt_s(b, a);
    }

    public static int i32x4_le_u(int a, int b) {
        return ~i32x4_lt_u(b, a);
    }

    public static int i32x4_ge_s(int a, int b) {
        return ~i32x4_lt_s(a, b);
    }

    public static int i32x4_ge_u(int a, int b) {
        return ~i32x4_lt_u(a, b);
    }

    public static int i32x4_min_s(int a, int b) {
        return Math.min(a, b);
    }

    public static int i32x4_max_s(int a, int b) {
        return Math.max(a, b);
    }

    public static int i32x4_min_u(int a, int b) {
        return Math.min(a ^ Integer.MIN_VALUE, b ^ Integer.MIN_VALUE) ^ Integer.MIN_VALUE;
    }

    public static int i32x4_max_u(int a, int b) {
        return Math.max(a ^ Integer.MIN_VALUE, b ^ Integer.MIN_VALUE) ^ Integer.MIN_VALUE;
    }

    /** Widens the number from bit {@code shift} on. */
    public static int i32x4_extend_i16x8_s(int a, int shift) {
        return a >> shift << HALF >> HALF;
    }

    public static int i32x4_extend_i16x8_u(int a, int shift) {
        return a >>> shift & 0xFFFF;
    }

    public static int i32x4_extmul_i16x8_s(int a, int b, int shift) {
        return i32x4_extend_i16x8_s(a, shift) * i32x4_extend_i16x8_s(b, shift);
    }

    public static int i32x4_extmul_i16x8_u(int a, int b, int shift) {
        return i32x4_extend_i16x8_u(a, shift) * i32x4_extend_i16x8_u(b, shift);
    }

    public static int i32x4_extadd_pairwise_i16x8_s(int a) {
        return (a << HALF >> HALF) + (a >> HALF);
    }

    public static int i32x4_extadd_pairwise_i16x8_u(int a) {
        return (a & 0xFFFF) + (a >>> HALF);
    }

    public static int i32x4_trunc_sat_f32x4_s(float a) {
        return (int) a;
    }
}
