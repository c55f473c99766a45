package dev.troupe.engine.runtime.vector;

import java.lang.invoke.MethodHandles;

/** Vectors of sixteen bytes. */
public final class I8x16 {
    static final long SIGNS = 0x8080808080808080L;
    private static final long ONES = 0x0101010101010101L;
    private static final long LOWER = 0x00FF00FF00FF00FFL;
    private static final long NIBBLES = 0x0F0F0F0F0F0F0F0FL;
    private static final int WIDTH = 8;

    private I8x16() {}

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

    /** Whether any lanes are equal: {@code any_true} of {@code eq}. */
    public static int eq_any_true(long aLow, long aHigh, long bLow, long bHigh) {
        return anyZero(aLow ^ bLow, aHigh ^ bHigh) ? 1 : 0;
    }

    /** {@code bitmask} of {@code eq}; mostly no lanes are equal. */
    public static int eq_bitmask(long aLow, long aHigh, long bLow, long bHigh) {
        return anyZero(aLow ^ bLow, aHigh ^ bHigh) ? bitmask(eq_signs(aLow, bLow), eq_signs(aHigh, bHigh)) : 0;
    }

    /** A borrow makes a top bit of the lowest zero lane that had none; what it does to lanes above does not matter then. */
    private static boolean anyZero(long low, long high) {
        return ((low - ONES & ~low | high - ONES & ~high) & SIGNS) != 0;
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
        return (value & 0xFF) * ONES;
    }

    /** Eight lanes as a half; bits above the lanes do not count. */
    public static long pack(int a, int b, int c, int d, int e, int f, int g, int h) {
        int low = a & 0xFF | (b & 0xFF) << 8 | (c & 0xFF) << 16 | d << 24;
        int high = e & 0xFF | (f & 0xFF) << 8 | (g & 0xFF) << 16 | h << 24;
        return low & 0xFFFFFFFFL | (long) high << 32;
    }

    public static long popcnt(long a) {
        a -= a >>> 1 & 0x5555555555555555L;
        a = (a & 0x3333333333333333L) + (a >>> 2 & 0x3333333333333333L);
        return a + (a >>> 4) & 0x0F0F0F0F0F0F0F0FL;
    }

    public static int bitmask(long low, long high) {
        return signBits(low) | signBits(high) << 8;
    }

    private static int signBits(long half) {
        return (int) (((half & SIGNS) >>> 7) * 0x0102040810204080L >>> 56);
    }

    /** A half of the result, from both halves of an operand. */
    public static long narrow_i16x8_s(long low, long high) {
        return gather(clampSigned(low)) | gather(clampSigned(high)) << 32;
    }

    public static long narrow_i16x8_u(long low, long high) {
        if (((low | high) & 0xFF00FF00FF00FF00L) == 0) {
            return gather(low) | gather(high) << 32;
        }
        return gather(clampUnsigned(low)) | gather(clampUnsigned(high)) << 32;
    }

    /** Lanes of 16 bits that do not fit, which those are whose upper byte is not zero once 128 has been added, become the limit. */
    private static long clampSigned(long lanes) {
        long moved = (lanes & ~I16x8.SIGNS) + 0x0080008000800080L ^ lanes & I16x8.SIGNS;
        long limit = 0x007F007F007F007FL + (lanes >>> 15 & I16x8.ONES);
        return Lanes.select(limit, lanes, upper(moved));
    }

    private static long clampUnsigned(long lanes) {
        long negative = lanes >>> 15 & I16x8.ONES;
        return (lanes | upper(lanes)) & ~((negative << 8) - negative);
    }

    /** All ones in the lower byte of the lanes of 16 bits whose upper byte is not zero. */
    private static long upper(long lanes) {
        long ones = (lanes >>> 8 & LOWER) + LOWER >>> 8 & I16x8.ONES;
        return (ones << 8) - ones;
    }

    /** The even bytes, side by side in the low four. */
    public static long gather(long a) {
        a &= LOWER;
        a = (a | a >>> 8) & 0x0000FFFF0000FFFFL;
        return (a | a >>> 16) & 0xFFFFFFFFL;
    }

    /** A half of the result: the bytes of a that a half of the indices names, zero for those beyond. */
    public static long swizzle(long low, long high, long indices) {
        long result = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            int index = (int) (indices >>> shift) & 0xFF;
            long half = index < 8 ? low : high;
            long value = half >>> (index << 3) & 0xFF;
            result |= (index < 16 ? value : 0) << shift;
        }
        return result;
    }

    /** The same by a table of {@link #pairs}: two bytes at a time. */
    public static long swizzle(char[] pairs, long indices) {
        long nibbles = indices & NIBBLES;
        long two = nibbles | nibbles >>> 4;
        long result = pairs[(int) two & 0xFF]
                | (long) pairs[(int) (two >>> 16) & 0xFF] << 16
                | (long) pairs[(int) (two >>> 32) & 0xFF] << 32
                | (long) pairs[(int) (two >>> 48) & 0xFF] << 48;
        return result & ~beyond(indices);
    }

    /** What any two indices name in a table of sixteen bytes. The bootstrap method of a constant of generated code. */
    public static char[] pairs(MethodHandles.Lookup lookup, String name, Class<?> type, long low, long high) {
        var pairs = new char[256];
        for (int index = 0; index < pairs.length; index++) {
            pairs[index] = (char) swizzle(low, high, index & 15 | (index & 0xF0) << 4);
        }
        return pairs;
    }

    /** All ones in the lanes from 16 on. */
    private static long beyond(long indices) {
        return Lanes.fill((indices & ~SIGNS) + 0x7070707070707070L | indices, SIGNS, WIDTH);
    }
}
