package dev.troupe.engine.runtime.stream;

/** Instructions on the four bytes of a word; see {@link Words}. */
public final class Bytes {
    private static final int SIGNS_8 = 0x80808080;
    private static final int ONES_8 = 0x01010101;
    private static final int BYTE = 8;
    private static final int HALF = 16;

    private Bytes() {}

    public static int i8x16_splat(int value) {
        return (value & 0xFF) * ONES_8;
    }

    public static int i8x16_add(int a, int b) {
        return Words.add(a, b, SIGNS_8);
    }

    public static int i8x16_sub(int a, int b) {
        return Words.sub(a, b, SIGNS_8);
    }

    public static int i8x16_neg(int a) {
        return Words.sub(0, a, SIGNS_8);
    }

    public static int i8x16_abs(int a) {
        return Words.abs(a, SIGNS_8, BYTE);
    }

    public static int i8x16_add_sat_s(int a, int b) {
        return Words.addSaturatingSigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_add_sat_u(int a, int b) {
        return Words.addSaturatingUnsigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_sub_sat_s(int a, int b) {
        return Words.subSaturatingSigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_sub_sat_u(int a, int b) {
        return Words.subSaturatingUnsigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_avgr_u(int a, int b) {
        return Words.average(a, b, SIGNS_8);
    }

    public static int i8x16_eq(int a, int b) {
        return Words.eq(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_ne(int a, int b) {
        return ~Words.eq(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_lt_s(int a, int b) {
        return Words.lessSigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_lt_u(int a, int b) {
        return Words.lessUnsigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_gt_s(int a, int b) {
        return Words.lessSigned(b, a, SIGNS_8, BYTE);
    }

    public static int i8x16_gt_u(int a, int b) {
        return Words.lessUnsigned(b, a, SIGNS_8, BYTE);
    }

    public static int i8x16_le_s(int a, int b) {
        return ~Words.lessSigned(b, a, SIGNS_8, BYTE);
    }

    public static int i8x16_le_u(int a, int b) {
        return ~Words.lessUnsigned(b, a, SIGNS_8, BYTE);
    }

    public static int i8x16_ge_s(int a, int b) {
        return ~Words.lessSigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_ge_u(int a, int b) {
        return ~Words.lessUnsigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_min_s(int a, int b) {
        return Words.v128_bitselect(a, b, Words.lessSigned(a, b, SIGNS_8, BYTE));
    }

    public static int i8x16_max_s(int a, int b) {
        return Words.v128_bitselect(b, a, Words.lessSigned(a, b, SIGNS_8, BYTE));
    }

    public static int i8x16_min_u(int a, int b) {
        return Words.v128_bitselect(a, b, Words.lessUnsigned(a, b, SIGNS_8, BYTE));
    }

    public static int i8x16_max_u(int a, int b) {
        return Words.v128_bitselect(b, a, Words.lessUnsigned(a, b, SIGNS_8, BYTE));
    }

    public static int i8x16_shl(int a, int count) {
        return Words.shl(a, count & BYTE - 1, ONES_8, BYTE);
    }

    public static int i8x16_shr_u(int a, int count) {
        return Words.shrUnsigned(a, count & BYTE - 1, ONES_8, BYTE);
    }

    public static int i8x16_shr_s(int a, int count) {
        return Words.shrSigned(a, count & BYTE - 1, ONES_8, BYTE);
    }

    public static int i8x16_popcnt(int a) {
        int pairs = a - (a >>> 1 & 0x55555555);
        int nibbles = (pairs & 0x33333333) + (pairs >>> 2 & 0x33333333);
        return nibbles + (nibbles >>> 4) & 0x0F0F0F0F;
    }

    /**
     * The coefficient, for each byte of a word, of the product of those bits of an index that {@code bits} has, in the polynomial modulo 2
     * that is what a table of 16 bytes has at the index: the sum of all entries whose index has no other bits.
     */
    public static int coefficient(long low, long high, int bits) {
        int sum = 0;
        for (int index = 0; index < 16; index++) {
            sum ^= (index & ~bits) == 0 ? (int) ((index < 8 ? low : high) >>> index % 8 * 8) & 0xFF : 0;
        }
        return sum * ONES_8;
    }

    /** Looks up the low four bits of each byte in a table that is given by its coefficients. */
    public static int i8x16_swizzle(
            int index, int c0, int c1, int c2, int c3, int c4, int c5, int c6, int c7, int c8, int c9, int c10, int c11, int c12, int c13,
            int c14, int c15) {
        int bit0 = bit(index);
        int bit1 = bit(index >>> 1);
        int bit2 = bit(index >>> 2);
        int low = c0 ^ c1 & bit0 ^ (c2 ^ c3 & bit0) & bit1 ^ (c4 ^ c5 & bit0 ^ (c6 ^ c7 & bit0) & bit1) & bit2;
        int high = c8 ^ c9 & bit0 ^ (c10 ^ c11 & bit0) & bit1 ^ (c12 ^ c13 & bit0 ^ (c14 ^ c15 & bit0) & bit1) & bit2;
        return low ^ high & bit(index >>> 3);
    }

    /** All ones in the bytes whose lowest bit is set. */
    private static int bit(int word) {
        int ones = word & ONES_8;
        return (ones << BYTE) - ones;
    }

    /** A word of the result, from two words of an operand. */
    public static int i8x16_narrow_i16x8_s(int a, int b) {
        return clampToByte(a) & 0xFF
                | (clampToByte(a >> HALF) & 0xFF) << 8
                | (clampToByte(b) & 0xFF) << 16
                | clampToByte(b >> HALF) << 24;
    }

    public static int i8x16_narrow_i16x8_u(int a, int b) {
        return clampToUnsignedByte(a)
                | clampToUnsignedByte(a >> HALF) << 8
                | clampToUnsignedByte(b) << 16
                | clampToUnsignedByte(b >> HALF) << 24;
    }

    private static int clampToByte(int a) {
        return Math.max(Math.min(a << HALF >> HALF, Byte.MAX_VALUE), Byte.MIN_VALUE);
    }

    private static int clampToUnsignedByte(int a) {
        return Math.max(Math.min(a << HALF >> HALF, 0xFF), 0);
    }
}
