package dev.troupe.engine.runtime.vector;

/** Vectors of four 32-bit integers. */
public final class I32x4 {
    static final long SIGNS = 0x8000000080000000L;
    private static final long ONES = 0x0000000100000001L;
    private static final int WIDTH = 32;
    private static final long LOW = 0xFFFFFFFFL;

    private I32x4() {}

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

    public static long eq(long a, long b) {
        return Lanes.eq(a, b, SIGNS, WIDTH);
    }

    /** The top bits of equal lanes, for those who look at nothing else. */
    public static long eq_signs(long a, long b) {
        return Lanes.eqSigns(a, b, SIGNS);
    }

    public static long ne(long a, long b) {
        return ~eq(a, b);
    }

    public static long lt_s(long a, long b) {
        return I32x4.pack((int) (((long) (int) a - (int) b) >> 63), (int) (((a >> 32) - (b >> 32)) >> 63));
    }

    public static long lt_u(long a, long b) {
        return I32x4.pack((int) (((a & LOW) - (b & LOW)) >> 63), (int) (((a >>> 32) - (b >>> 32)) >> 63));
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
        return pack((int) a >> count, (int) (a >> 32) >> count);
    }

    public static int all_true(long low, long high) {
        return Lanes.noneZero(low, SIGNS) && Lanes.noneZero(high, SIGNS) ? 1 : 0;
    }

    /** The lane {@code place} bytes behind the first. */
    public static int lane(long low, long high, int place) {
        return (int) ((place < 8 ? low : high) >>> (place << 3));
    }

    /** Two lanes as a half. */
    public static long pack(int first, int second) {
        return first & LOW | (long) second << 32;
    }

    public static long splat(int value) {
        return pack(value, value);
    }

    public static long mul(long a, long b) {
        return a * b & LOW | (a >>> 32) * (b >>> 32) << 32;
    }

    public static int bitmask(long low, long high) {
        return (int) (low >>> 31 & 1 | low >>> 62 & 2 | high >>> 29 & 4 | high >>> 60 & 8);
    }

    public static long dot_i16x8_s(long a, long b) {
        return pack(
                (short) a * (short) b + (short) (a >> 16) * (short) (b >> 16),
                (short) (a >> 32) * (short) (b >> 32) + (int) (a >> 48) * (int) (b >> 48));
    }

    /** Widens the two lanes in the low half of a long. */
    public static long extend_i16x8_s(long a) {
        return pack((short) a, (int) a >> 16);
    }

    public static long extend_i16x8_u(long a) {
        return a & 0xFFFFL | (a & 0xFFFF0000L) << 16;
    }

    public static long extadd_pairwise_i16x8_s(long a) {
        return pack((short) a + ((int) a >> 16), (short) (a >> 32) + (int) (a >> 48));
    }

    public static long extadd_pairwise_i16x8_u(long a) {
        return (a & 0x0000FFFF0000FFFFL) + (a >>> 16 & 0x0000FFFF0000FFFFL);
    }

    public static long extmul_i16x8_s(long a, long b) {
        return pack((short) a * (short) b, ((int) a >> 16) * ((int) b >> 16));
    }

    public static long extmul_i16x8_u(long a, long b) {
        return pack((char) a * (char) b, ((int) a >>> 16) * ((int) b >>> 16));
    }

    public static long trunc_sat_f32x4_s(long a) {
        return pack((int) F32x4.first(a), (int) F32x4.second(a));
    }

    public static long trunc_sat_f32x4_u(long a) {
        return pack(unsigned(F32x4.first(a)), unsigned(F32x4.second(a)));
    }

    /** The low half of the result, from both halves of the operand. */
    public static long trunc_sat_f64x2_s_zero(long low, long high) {
        return pack((int) Double.longBitsToDouble(low), (int) Double.longBitsToDouble(high));
    }

    public static long trunc_sat_f64x2_u_zero(long low, long high) {
        return pack(unsigned(Double.longBitsToDouble(low)), unsigned(Double.longBitsToDouble(high)));
    }

    private static int unsigned(double a) {
        return (int) Math.max(0L, Math.min((long) a, LOW));
    }

    public static long relaxed_dot_i8x16_i7x16_add_s(long a, long b, long c) {
        return add(extadd_pairwise_i16x8_s(I16x8.relaxed_dot_i8x16_i7x16_s(a, b)), c);
    }
}
