package dev.troupe.engine.runtime.vector;

/** Vectors of eight 16-bit integers. */
public final class I16x8 {
    static final long SIGNS = 0x8000800080008000L;
    static final long ONES = 0x0001000100010001L;
    private static final long EVEN = 0x0000FFFF0000FFFFL;
    private static final int WIDTH = 16;

    private I16x8() {}

    public static long add(long a, long b) {
        return Lanes.add(a, b, SIGNS);
    }

    public static long sub(long a, long b) {
        return Lanes.sub(a, b, SIGNS);
    }

    public static long neg(long a) {
        return Lanes.sub(0, a, SIGNS);
    }

    public static long abs(long a) {
        return Lanes.abs(a, SIGNS, WIDTH);
    }

    public static long add_sat_s(long a, long b) {
        return Lanes.addSaturatingSigned(a, b, SIGNS, WIDTH);
    }

    public static long add_sat_u(long a, long b) {
        return Lanes.addSaturatingUnsigned(a, b, SIGNS, WIDTH);
    }

    public static long sub_sat_s(long a, long b) {
        return Lanes.subSaturatingSigned(a, b, SIGNS, WIDTH);
    }

    public static long sub_sat_u(long a, long b) {
        return Lanes.subSaturatingUnsigned(a, b, SIGNS, WIDTH);
    }

    public static long avgr_u(long a, long b) {
        return Lanes.average(a, b, SIGNS);
    }

    public static long eq(long a, long b) {
        return Lanes.eq(a, b, SIGNS, WIDTH);
    }

    /** The top bits of equal lanes, for those who look at nothing else. */
    public static long eq_signs(long a, long b) {
        return Lanes.eqSigns(a, b, SIGNS);
    }

    /** {@code sum - (a == b)} */
    public static long count_eq(long sum, long a, long b) {
        return Lanes.countEq(sum, a, b, SIGNS, WIDTH);
    }

    public static long ne(long a, long b) {
        return ~eq(a, b);
    }

    public static long lt_s(long a, long b) {
        return Lanes.lessSigned(a, b, SIGNS, WIDTH);
    }

    public static long lt_u(long a, long b) {
        return Lanes.lessUnsigned(a, b, SIGNS, WIDTH);
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

    public static long gt_u(long a, long b) {
        return lt_u(b, a);
    }

    public static long le_u(long a, long b) {
        return ~lt_u(b, a);
    }

    public static long ge_u(long a, long b) {
        return ~lt_u(a, b);
    }

    public static long min_s(long a, long b) {
        return Lanes.select(a, b, lt_s(a, b));
    }

    public static long max_s(long a, long b) {
        return Lanes.select(b, a, lt_s(a, b));
    }

    public static long min_u(long a, long b) {
        return Lanes.select(a, b, lt_u(a, b));
    }

    public static long max_u(long a, long b) {
        return Lanes.select(b, a, lt_u(a, b));
    }

    public static long shl(long a, int count) {
        return Lanes.shl(a, count & WIDTH - 1, ONES, WIDTH);
    }

    public static long shr_u(long a, int count) {
        return Lanes.shrUnsigned(a, count & WIDTH - 1, ONES, WIDTH);
    }

    public static long shr_s(long a, int count) {
        return Lanes.shrSigned(a, count & WIDTH - 1, ONES, WIDTH);
    }

    public static int all_true(long low, long high) {
        return Lanes.noneZero(low, SIGNS) && Lanes.noneZero(high, SIGNS) ? 1 : 0;
    }

    public static long splat(int value) {
        return (value & 0xFFFF) * ONES;
    }

    /** By the same number in all lanes, which is the usual case, two lanes at a time. */
    public static long mul(long a, long b) {
        long factor = b & 0xFFFF;
        if (b == factor * ONES) {
            return (a & EVEN) * factor & EVEN | ((a >>> 16 & EVEN) * factor & EVEN) << 16;
        }
        return pack(a * b, (a >>> 16) * (b >>> 16), (a >>> 32) * (b >>> 32), (a >>> 48) * (b >>> 48));
    }

    /** The low 16 bits of each. */
    private static long pack(long a, long b, long c, long d) {
        return a & 0xFFFF | (b & 0xFFFF) << 16 | (c & 0xFFFF) << 32 | d << 48;
    }

    /** Four lanes as a half; bits above the lanes do not count. */
    public static long pack(int a, int b, int c, int d) {
        return (a & 0xFFFF | b << 16) & 0xFFFFFFFFL | (long) (c & 0xFFFF | d << 16) << 32;
    }

    static int lane(long half, int index) {
        return (short) (half >>> (index << 4));
    }

    public static int bitmask(long low, long high) {
        return signBits(low) | signBits(high) << 4;
    }

    private static int signBits(long half) {
        return (int) (((half & SIGNS) >>> 15) * 0x0002000400080010L >>> 49) & 0xF;
    }

    public static long q15mulr_sat_s(long a, long b) {
        return pack(
                q15(lane(a, 0), lane(b, 0)), q15(lane(a, 1), lane(b, 1)), q15(lane(a, 2), lane(b, 2)), q15(lane(a, 3), lane(b, 3)));
    }

    private static int q15(int a, int b) {
        return Math.min(a * b + 0x4000 >> 15, Short.MAX_VALUE);
    }

    /** A half of the result, from both halves of an operand. */
    public static long narrow_i32x4_s(long low, long high) {
        return pack(clampSigned((int) low), clampSigned((int) (low >> 32)), clampSigned((int) high), clampSigned((int) (high >> 32)));
    }

    public static long narrow_i32x4_u(long low, long high) {
        return pack(
                clampUnsigned((int) low), clampUnsigned((int) (low >> 32)), clampUnsigned((int) high), clampUnsigned((int) (high >> 32)));
    }

    private static int clampSigned(int a) {
        return Math.max(Math.min(a, Short.MAX_VALUE), Short.MIN_VALUE);
    }

    private static int clampUnsigned(int a) {
        return Math.max(Math.min(a, 0xFFFF), 0);
    }

    /** Widens the four bytes in the low half of a long. */
    public static long extend_i8x16_u(long a) {
        a = (a & 0xFFFFL) | (a & 0xFFFF0000L) << 16;
        return (a | a << 8) & 0x00FF00FF00FF00FFL;
    }

    public static long extend_i8x16_s(long a) {
        long wide = extend_i8x16_u(a);
        return wide | (wide & 0x0080008000800080L) * 0x1FE;
    }

    public static long extadd_pairwise_i8x16_u(long a) {
        return (a & 0x00FF00FF00FF00FFL) + (a >>> 8 & 0x00FF00FF00FF00FFL);
    }

    public static long extadd_pairwise_i8x16_s(long a) {
        // With 128 added to each byte, and 256 too much: without its bit the sum is not negative.
        long sum = extadd_pairwise_i8x16_u(a ^ I8x16.SIGNS);
        long negative = ~sum & 0x0100010001000100L;
        return sum & 0x00FF00FF00FF00FFL | (negative << 8) - negative;
    }

    public static long extmul_i8x16_s(long a, long b) {
        return mul(extend_i8x16_s(a), extend_i8x16_s(b));
    }

    public static long extmul_i8x16_u(long a, long b) {
        return mul(extend_i8x16_u(a), extend_i8x16_u(b));
    }

    /** Both signed, and the sum of two products wraps around. */
    public static long relaxed_dot_i8x16_i7x16_s(long a, long b) {
        return add(mul(shr_s(shl(a, 8), 8), shr_s(shl(b, 8), 8)), mul(shr_s(a, 8), shr_s(b, 8)));
    }
}
