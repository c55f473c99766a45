package dev.troupe.engine.runtime.vector;

/** Vectors of two 64-bit integers. */
public final class I64x2 {
    private I64x2() {}

    public static long splat(long value) {
        return value;
    }

    public static long add(long a, long b) {
        return a + b;
    }

    public static long sub(long a, long b) {
        return a - b;
    }

    public static long mul(long a, long b) {
        return a * b;
    }

    public static long neg(long a) {
        return -a;
    }

    public static long abs(long a) {
        return Math.abs(a);
    }

    public static long shl(long a, int count) {
        return a << count;
    }

    public static long shr_s(long a, int count) {
        return a >> count;
    }

    public static long shr_u(long a, int count) {
        return a >>> count;
    }

    public static long eq(long a, long b) {
        return ~ne(a, b);
    }

    /** Without a branch: the top bit of {@code d | -d} tells whether d is zero. */
    public static long ne(long a, long b) {
        long difference = a ^ b;
        return (difference | -difference) >> 63;
    }

    public static long lt_s(long a, long b) {
        return ((a & ~b) | (~(a ^ b) & (a - b))) >> 63;
    }

    public static long gt_s(long a, long b) {
        return lt_s(b, a);
    }

    public static long le_s(long a, long b) {
        return ~lt_s(b, a);
    }

    public static long ge_s(long a, long b) {
        return ~lt_s(a, b);
    }

    public static int all_true(long low, long high) {
        return low != 0 && high != 0 ? 1 : 0;
    }

    public static int bitmask(long low, long high) {
        return (int) (low >>> 63 | high >>> 62 & 2);
    }

    /** Widens the lane in the low half of a long. */
    public static long extend_i32x4_s(long a) {
        return (int) a;
    }

    public static long extend_i32x4_u(long a) {
        return a & 0xFFFFFFFFL;
    }

    public static long extmul_i32x4_s(long a, long b) {
        return (long) (int) a * (int) b;
    }

    public static long extmul_i32x4_u(long a, long b) {
        return (a & 0xFFFFFFFFL) * (b & 0xFFFFFFFFL);
    }
}
