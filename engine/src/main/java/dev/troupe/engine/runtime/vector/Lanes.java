package dev.troupe.engine.runtime.vector;

/**
 * Integer arithmetic on all lanes of a long at once, for lanes of 8, 16 and 32 bits: {@code signs} has the top bit of every lane set.
 * The classes of the shapes call these with constants, which HotSpot folds.
 *
 * <p>The idea throughout (Hacker's Delight, 2-18): calculate with the top bits cleared or set, so that no carry or borrow leaves its
 * lane, then put the top bits right.
 */
final class Lanes {
    private Lanes() {}

    static long add(long a, long b, long signs) {
        return ((a & ~signs) + (b & ~signs)) ^ ((a ^ b) & signs);
    }

    static long sub(long a, long b, long signs) {
        return ((a | signs) - (b & ~signs)) ^ ((a ^ ~b) & signs);
    }

    /** All ones in the lanes whose top bit is set in {@code bits}. */
    static long fill(long bits, long signs, int width) {
        long ones = (bits & signs) >>> (width - 1);
        return (ones << width) - ones;
    }

    static long eq(long a, long b, long signs, int width) {
        long difference = a ^ b;
        return fill(~(((difference & ~signs) + ~signs) | difference), signs, width);
    }

    /** The top bits of equal lanes, and nothing else. */
    static long eqSigns(long a, long b, long signs) {
        long difference = a ^ b;
        return ~(((difference & ~signs) + ~signs) | difference) & signs;
    }

    /** A sum, with one more in the lanes where the others are equal; no carry leaves a lane that has not come to half of what it can be. */
    static long countEq(long sum, long a, long b, long signs, int width) {
        long ones = eqSigns(a, b, signs) >>> width - 1;
        return (sum & signs) == 0 ? sum + ones : (sum & ~signs) + ones ^ sum & signs;
    }

    static long lessSigned(long a, long b, long signs, int width) {
        return fill((a & ~b) | ~((a ^ b) | ((a | signs) - (b & ~signs))), signs, width);
    }

    static long lessUnsigned(long a, long b, long signs, int width) {
        return fill((~a & b) | ~((a ^ b) | ((a | signs) - (b & ~signs))), signs, width);
    }

    /** Bits of {@code a} where {@code mask} is set, else of {@code b}. */
    static long select(long a, long b, long mask) {
        return b ^ ((a ^ b) & mask);
    }

    static long addSaturatingSigned(long a, long b, long signs, int width) {
        long sum = add(a, b, signs);
        return select(limit(a, signs, width), sum, fill(~(a ^ b) & (a ^ sum), signs, width));
    }

    static long subSaturatingSigned(long a, long b, long signs, int width) {
        long difference = sub(a, b, signs);
        return select(limit(a, signs, width), difference, fill((a ^ b) & (a ^ difference), signs, width));
    }

    /** The greatest number in lanes where {@code a} is not negative, the least in the others. */
    private static long limit(long a, long signs, int width) {
        return ~signs + ((a & signs) >>> (width - 1));
    }

    static long addSaturatingUnsigned(long a, long b, long signs, int width) {
        long sum = add(a, b, signs);
        return sum | fill((a & b) | ((a | b) & ~sum), signs, width);
    }

    static long subSaturatingUnsigned(long a, long b, long signs, int width) {
        return sub(a, b, signs) & ~lessUnsigned(a, b, signs, width);
    }

    static long abs(long a, long signs, int width) {
        long negative = fill(a, signs, width);
        return add(a ^ negative, (a & signs) >>> (width - 1), signs);
    }

    /** (a + b + 1) / 2, unsigned. */
    static long average(long a, long b, long signs) {
        return (a | b) - (((a ^ b) >>> 1) & ~signs);
    }

    /** {@code ones} has the lowest bit of every lane set. */
    static long shl(long a, int count, long ones, int width) {
        return (a << count) & ones * ((1L << width) - (1L << count));
    }

    static long shrUnsigned(long a, int count, long ones, int width) {
        return (a >>> count) & ones * ((1L << width - count) - 1);
    }

    static long shrSigned(long a, int count, long ones, int width) {
        long kept = ones * ((1L << width - count) - 1);
        return ((a >>> count) & kept) | (fill(a, ones << width - 1, width) & ~kept);
    }

    static boolean noneZero(long a, long signs) {
        return ((((a & ~signs) + ~signs) | a) & signs) == signs;
    }
}
