package dev.troupe.engine.runtime.stream;

/**
 * Vector instructions on one word of each operand, 32 bits: four bytes, two 16-bit numbers or one of 32 bits. Without branches and in
 * nothing but what HotSpot has vector instructions for, so that it makes vector code of loops over arrays of words. Named like the
 * instructions; the formulas are those of {@code runtime.vector.Lanes} (Hacker's Delight, 2-18).
 */
public final class Words {
    private static final int SIGNS_8 = 0x80808080;
    private static final int SIGNS_16 = 0x80008000;
    private static final int ONES_8 = 0x01010101;
    private static final int ONES_16 = 0x00010001;
    private static final int LOW_BYTES = 0x00FF00FF;
    private static final int INFINITE = 0x7F800000;
    private static final int BYTE = 8;
    private static final int HALF = 16;

    private Words() {}

    // Any shape

    public static int v128_and(int a, int b) {
        return a & b;
    }

    public static int v128_or(int a, int b) {
        return a | b;
    }

    public static int v128_xor(int a, int b) {
        return a ^ b;
    }

    public static int v128_not(int a) {
        return ~a;
    }

    public static int v128_andnot(int a, int b) {
        return a & ~b;
    }

    /** Bits of {@code a} where {@code mask} is set, else of {@code b}. */
    public static int v128_bitselect(int a, int b, int mask) {
        return b ^ (a ^ b) & mask;
    }

    // What narrow lanes share

    private static int add(int a, int b, int signs) {
        return (a & ~signs) + (b & ~signs) ^ (a ^ b) & signs;
    }

    private static int sub(int a, int b, int signs) {
        return (a | signs) - (b & ~signs) ^ (a ^ ~b) & signs;
    }

    /** All ones in the lanes whose top bit is set in {@code bits}. */
    private static int fill(int bits, int signs, int width) {
        int ones = (bits & signs) >>> width - 1;
        return (ones << width) - ones;
    }

    private static int eq(int a, int b, int signs, int width) {
        int difference = a ^ b;
        return fill(~((difference & ~signs) + ~signs | difference), signs, width);
    }

    private static int lessSigned(int a, int b, int signs, int width) {
        return fill(a & ~b | ~((a ^ b) | (a | signs) - (b & ~signs)), signs, width);
    }

    private static int lessUnsigned(int a, int b, int signs, int width) {
        return fill(~a & b | ~((a ^ b) | (a | signs) - (b & ~signs)), signs, width);
    }

    /** The greatest number in lanes where {@code a} is not negative, the least in the others. */
    private static int limit(int a, int signs, int width) {
        return ~signs + ((a & signs) >>> width - 1);
    }

    private static int addSaturatingSigned(int a, int b, int signs, int width) {
        int sum = add(a, b, signs);
        return v128_bitselect(limit(a, signs, width), sum, fill(~(a ^ b) & (a ^ sum), signs, width));
    }

    private static int subSaturatingSigned(int a, int b, int signs, int width) {
        int difference = sub(a, b, signs);
        return v128_bitselect(limit(a, signs, width), difference, fill((a ^ b) & (a ^ difference), signs, width));
    }

    /** As a difference of what is left: HotSpot makes no vectors of formulas with two similar operands. */
    private static int addSaturatingUnsigned(int a, int b, int signs, int width) {
        return ~subSaturatingUnsigned(~a, b, signs, width);
    }

    private static int subSaturatingUnsigned(int a, int b, int signs, int width) {
        return sub(a, b, signs) & ~lessUnsigned(a, b, signs, width);
    }

    private static int abs(int a, int signs, int width) {
        return add(a ^ fill(a, signs, width), (a & signs) >>> width - 1, signs);
    }

    private static int average(int a, int b, int signs) {
        return (a | b) - ((a ^ b) >>> 1 & ~signs);
    }

    private static int shl(int a, int count, int ones, int width) {
        return a << count & ones * ((1 << width) - (1 << count));
    }

    private static int shrUnsigned(int a, int count, int ones, int width) {
        return a >>> count & ones * ((1 << width - count) - 1);
    }

    private static int shrSigned(int a, int count, int ones, int width) {
        int kept = ones * ((1 << width - count) - 1);
        return a >>> count & kept | fill(a, ones << width - 1, width) & ~kept;
    }

    // Bytes

    public static int i8x16_splat(int value) {
        return (value & 0xFF) * ONES_8;
    }

    public static int i8x16_add(int a, int b) {
        return add(a, b, SIGNS_8);
    }

    public static int i8x16_sub(int a, int b) {
        return sub(a, b, SIGNS_8);
    }

    public static int i8x16_neg(int a) {
        return sub(0, a, SIGNS_8);
    }

    public static int i8x16_abs(int a) {
        return abs(a, SIGNS_8, BYTE);
    }

    public static int i8x16_add_sat_s(int a, int b) {
        return addSaturatingSigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_add_sat_u(int a, int b) {
        return addSaturatingUnsigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_sub_sat_s(int a, int b) {
        return subSaturatingSigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_sub_sat_u(int a, int b) {
        return subSaturatingUnsigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_avgr_u(int a, int b) {
        return average(a, b, SIGNS_8);
    }

    public static int i8x16_eq(int a, int b) {
        return eq(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_ne(int a, int b) {
        return ~eq(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_lt_s(int a, int b) {
        return lessSigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_lt_u(int a, int b) {
        return lessUnsigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_gt_s(int a, int b) {
        return lessSigned(b, a, SIGNS_8, BYTE);
    }

    public static int i8x16_gt_u(int a, int b) {
        return lessUnsigned(b, a, SIGNS_8, BYTE);
    }

    public static int i8x16_le_s(int a, int b) {
        return ~lessSigned(b, a, SIGNS_8, BYTE);
    }

    public static int i8x16_le_u(int a, int b) {
        return ~lessUnsigned(b, a, SIGNS_8, BYTE);
    }

    public static int i8x16_ge_s(int a, int b) {
        return ~lessSigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_ge_u(int a, int b) {
        return ~lessUnsigned(a, b, SIGNS_8, BYTE);
    }

    public static int i8x16_min_s(int a, int b) {
        return v128_bitselect(a, b, lessSigned(a, b, SIGNS_8, BYTE));
    }

    public static int i8x16_max_s(int a, int b) {
        return v128_bitselect(b, a, lessSigned(a, b, SIGNS_8, BYTE));
    }

    public static int i8x16_min_u(int a, int b) {
        return v128_bitselect(a, b, lessUnsigned(a, b, SIGNS_8, BYTE));
    }

    public static int i8x16_max_u(int a, int b) {
        return v128_bitselect(b, a, lessUnsigned(a, b, SIGNS_8, BYTE));
    }

    public static int i8x16_shl(int a, int count) {
        return shl(a, count & BYTE - 1, ONES_8, BYTE);
    }

    public static int i8x16_shr_u(int a, int count) {
        return shrUnsigned(a, count & BYTE - 1, ONES_8, BYTE);
    }

    public static int i8x16_shr_s(int a, int count) {
        return shrSigned(a, count & BYTE - 1, ONES_8, BYTE);
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

    // 16-bit numbers

    public static int i16x8_splat(int value) {
        return (value & 0xFFFF) * ONES_16;
    }

    public static int i16x8_add(int a, int b) {
        return add(a, b, SIGNS_16);
    }

    public static int i16x8_sub(int a, int b) {
        return sub(a, b, SIGNS_16);
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
        return sub(0, a, SIGNS_16);
    }

    public static int i16x8_abs(int a) {
        return abs(a, SIGNS_16, HALF);
    }

    public static int i16x8_add_sat_s(int a, int b) {
        return addSaturatingSigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_add_sat_u(int a, int b) {
        return addSaturatingUnsigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_sub_sat_s(int a, int b) {
        return subSaturatingSigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_sub_sat_u(int a, int b) {
        return subSaturatingUnsigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_avgr_u(int a, int b) {
        return average(a, b, SIGNS_16);
    }

    public static int i16x8_eq(int a, int b) {
        return eq(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_ne(int a, int b) {
        return ~eq(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_lt_s(int a, int b) {
        return lessSigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_lt_u(int a, int b) {
        return lessUnsigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_gt_s(int a, int b) {
        return lessSigned(b, a, SIGNS_16, HALF);
    }

    public static int i16x8_gt_u(int a, int b) {
        return lessUnsigned(b, a, SIGNS_16, HALF);
    }

    public static int i16x8_le_s(int a, int b) {
        return ~lessSigned(b, a, SIGNS_16, HALF);
    }

    public static int i16x8_le_u(int a, int b) {
        return ~lessUnsigned(b, a, SIGNS_16, HALF);
    }

    public static int i16x8_ge_s(int a, int b) {
        return ~lessSigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_ge_u(int a, int b) {
        return ~lessUnsigned(a, b, SIGNS_16, HALF);
    }

    public static int i16x8_min_s(int a, int b) {
        return v128_bitselect(a, b, lessSigned(a, b, SIGNS_16, HALF));
    }

    public static int i16x8_max_s(int a, int b) {
        return v128_bitselect(b, a, lessSigned(a, b, SIGNS_16, HALF));
    }

    public static int i16x8_min_u(int a, int b) {
        return v128_bitselect(a, b, lessUnsigned(a, b, SIGNS_16, HALF));
    }

    public static int i16x8_max_u(int a, int b) {
        return v128_bitselect(b, a, lessUnsigned(a, b, SIGNS_16, HALF));
    }

    public static int i16x8_shl(int a, int count) {
        return shl(a, count & HALF - 1, ONES_16, HALF);
    }

    public static int i16x8_shr_u(int a, int count) {
        return shrUnsigned(a, count & HALF - 1, ONES_16, HALF);
    }

    public static int i16x8_shr_s(int a, int count) {
        return shrSigned(a, count & HALF - 1, ONES_16, HALF);
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

    // 32-bit numbers

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

    // The bits of floats

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
        return i32x4_lt_s(ordered(a), ordered(b)) & ~unordered(a, b);
    }

    public static int f32x4_gt(int a, int b) {
        return f32x4_lt(b, a);
    }

    public static int f32x4_le(int a, int b) {
        return i32x4_le_s(ordered(a), ordered(b)) & ~unordered(a, b);
    }

    public static int f32x4_ge(int a, int b) {
        return f32x4_le(b, a);
    }

    public static int f32x4_pmin(int a, int b) {
        return v128_bitselect(b, a, f32x4_lt(b, a));
    }

    public static int f32x4_pmax(int a, int b) {
        return v128_bitselect(b, a, f32x4_lt(a, b));
    }
}
