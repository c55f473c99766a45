package dev.troupe.engine.runtime.stream;

/** Instructions on the two 16-bit numbers of a word; see {@link Words}. */
public final class Shorts {
    private static final int SIGNS_16 = 0x80008000;
    private static final int ONES_16 = 0x00010001;
    private static final int LOW_BYTES = 0x00FF00FF;
    private static final int BYTE = 8;
    private static final int HALF = 16;

    private Shorts() {}

    public static int i16x8_splat(int value) {
        return (value & 0xFFFF) * ONES_16;
    }

    public static int i16x8_add(int a, int b) {
        return Words.add(a, b, SIGNS_16);
    }

    public static int i16x8_sub(int a, int b) {
        return Words.sub(a, b, SIGNS_16);
    }

    public static int i16x8_mul(int a, int b) {
        return a * b & 0xFFFF | (a >>> HALF) * (b >>> HALF) << HALF;
    }

    public static int i16x8_q15mulr_sat_s(int a, int b) {
        int low = (a << HALF >> HALF) * (b << HALF >> HALF) + 0x4000 >> 15;
        int high = (a >> HALF) * (b >> HALF) + 0x4000 >> 15;
        return Math.min(low, Short.MAX_VALUE) & 0xFFFF | Math.min(high, Short.MAX_VALUE) << HALF;
    }

    public static int i16x8_neg(int a) {
        return Words.sub(0, a, SIGNS_16);
    }

    public static int i16x8_abs(int a) {
        return Words.abs(a, SIGNS_16, HALF);
    }

    public static int i16x8_add_sat_s(int a, int b) {
        return Words.addSaturatingSigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_add_sat_u(int a, int b) {
        return Words.addSaturatingUnsigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_sub_sat_s(int a, int b) {
        return Words.subSaturatingSigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_sub_sat_u(int a, int b) {
        return Words.subSaturatingUnsigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_avgr_u(int a, int b) {
        return Words.average(a, b, SIGNS_16);
    }

    public static int i16x8_eq(int a, int b) {
        return Words.eq(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_ne(int a, int b) {
        return ~Words.eq(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_lt_s(int a, int b) {
        return Words.lessSigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_lt_u(int a, int b) {
        return Words.lessUnsigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_gt_s(int a, int b) {
        return Words.lessSigned(b, a, SIGNS_16, HALF);
    }

    public static int i16x8_gt_u(int a, int b) {
        return Words.lessUnsigned(b, a, SIGNS_16, HALF);
    }

    public static int i16x8_le_s(int a, int b) {
        return ~Words.lessSigned(b, a, SIGNS_16, HALF);
    }

    public static int i16x8_le_u(int a, int b) {
        return ~Words.lessUnsigned(b, a, SIGNS_16, HALF);
    }

    public static int i16x8_ge_s(int a, int b) {
        return ~Words.lessSigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_ge_u(int a, int b) {
        return ~Words.lessUnsigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_min_s(int a, int b) {
        return Words.v128_bitselect(a, b, Words.lessSigned(a, b, SIGNS_16, HALF));
    }

    public static int i16x8_max_s(int a, int b) {
        return Words.v128_bitselect(b, a, Words.lessSigned(a, b, SIGNS_16, HALF));
    }

    public static int i16x8_min_u(int a, int b) {
        return Words.v128_bitselect(a, b, Words.lessUnsigned(a, b, SIGNS_16, HALF));
    }

    public static int i16x8_max_u(int a, int b) {
        return Words.v128_bitselect(b, a, Words.lessUnsigned(a, b, SIGNS_16, HALF));
    }

    public static int i16x8_shl(int a, int count) {
        return Words.shl(a, count & HALF - 1, ONES_16, HALF);
    }

    public static int i16x8_shr_u(int a, int count) {
        return Words.shrUnsigned(a, count & HALF - 1, ONES_16, HALF);
    }

    public static int i16x8_shr_s(int a, int count) {
        return Words.shrSigned(a, count & HALF - 1, ONES_16, HALF);
    }

    /** A word of the result, from two words of an operand. */
    public static int i16x8_narrow_i32x4_s(int a, int b) {
        return Math.max(Math.min(a, Short.MAX_VALUE), Short.MIN_VALUE) & 0xFFFF
                | Math.max(Math.min(b, Short.MAX_VALUE), Short.MIN_VALUE) << HALF;
    }

    public static int i16x8_narrow_i32x4_u(int a, int b) {
        return Math.max(Math.min(a, 0xFFFF), 0) | Math.max(Math.min(b, 0xFFFF), 0) << HALF;
    }

    /** Widens the two bytes from bit {@code shift} on. */
    public static int i16x8_extend_i8x16_u(int a, int shift) {
        int pair = a >>> shift;
        return pair & 0xFF | (pair & 0xFF00) << 8;
    }

    public static int i16x8_extend_i8x16_s(int a, int shift) {
        int pair = a >> shift;
        return pair << 24 >> 24 & 0xFFFF | pair << 16 >> 24 << HALF;
    }

    public static int i16x8_extmul_i8x16_s(int a, int b, int shift) {
        return i16x8_mul(i16x8_extend_i8x16_s(a, shift), i16x8_extend_i8x16_s(b, shift));
    }

    public static int i16x8_extmul_i8x16_u(int a, int b, int shift) {
        return i16x8_mul(i16x8_extend_i8x16_u(a, shift), i16x8_extend_i8x16_u(b, shift));
    }

    public static int i16x8_extadd_pairwise_i8x16_u(int a) {
        return (a & LOW_BYTES) + (a >>> BYTE & LOW_BYTES);
    }

    public static int i16x8_extadd_pairwise_i8x16_s(int a) {
        int low = (a << 24 >> 24) + (a << 16 >> 24);
        int high = (a << 8 >> 24) + (a >> 24);
        return low & 0xFFFF | high << HALF;
    }
}
