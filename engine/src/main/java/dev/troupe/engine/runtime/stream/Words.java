package dev.troupe.engine.runtime.stream;

/**
 * Vector instructions on one word of each operand, 32 bits: those of any shape here, of bytes in {@link Bytes}, of 16-bit numbers in
 * {@link Shorts}, of 32-bit ones in {@link Ints} and of floats in {@link Floats}. Without branches and in nothing but what HotSpot has
 * vector instructions for, so that it makes vector code of loops over arrays of words. Named like the instructions; the formulas are
 * those of {@code runtime.vector.Lanes} (Hacker's Delight, 2-18).
 */
public final class Words {
    private Words() {}

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

    // What narrow lanes share; signs are the top bits of the lanes, ones their lowest

    static int add(int a, int b, int signs) {
        return (a & ~signs) + (b & ~signs) ^ (a ^ b) & signs;
    }

    static int sub(int a, int b, int signs) {
        return (a | signs) - (b & ~signs) ^ (a ^ ~b) & signs;
    }

    /** All ones in the lanes whose top bit is set in {@code bits}. */
    static int fill(int bits, int signs, int width) {
        int ones = (bits & signs) >>> width - 1;
        return (ones << width) - ones;
    }

    static int eq(int a, int b, int signs, int width) {
        int difference = a ^ b;
        return fill(~((difference & ~signs) + ~signs | difference), signs, width);
    }

    static int lessSigned(int a, int b, int signs, int width) {
        return fill(a & ~b | ~((a ^ b) | (a | signs) - (b & ~signs)), signs, width);
    }

    static int lessUnsigned(int a, int b, int signs, int width) {
        return fill(~a & b | ~((a ^ b) | (a | signs) - (b & ~signs)), signs, width);
    }

    /** The greatest number in lanes where {@code a} is not negative, the least in the others. */
    static int limit(int a, int signs, int width) {
        return ~signs + ((a & signs) >>> width - 1);
    }

    static int addSaturatingSigned(int a, int b, int signs, int width) {
        int sum = add(a, b, signs);
        return v128_bitselect(limit(a, signs, width), sum, fill(~(a ^ b) & (a ^ sum), signs, width));
    }

    static int subSaturatingSigned(int a, int b, int signs, int width) {
        int difference = sub(a, b, signs);
        return v128_bitselect(limit(a, signs, width), difference, fill((a ^ b) & (a ^ difference), signs, width));
    }

    /** As a difference of what is left: HotSpot makes no vectors of formulas with two similar operands. */
    static int addSaturatingUnsigned(int a, int b, int signs, int width) {
        return ~subSaturatingUnsigned(~a, b, signs, width);
    }

    static int subSaturatingUnsigned(int a, int b, int signs, int width) {
        return sub(a, b, signs) & ~lessUnsigned(a, b, signs, width);
    }

    static int abs(int a, int signs, int width) {
        return add(a ^ fill(a, signs, width), (a & signs) >>> width - 1, signs);
    }

    static int average(int a, int b, int signs) {
        return (a | b) - ((a ^ b) >>> 1 & ~signs);
    }

    static int shl(int a, int count, int ones, int width) {
        return a << count & ones * ((1 << width) - (1 << count));
    }

    static int shrUnsigned(int a, int count, int ones, int width) {
        return a >>> count & ones * ((1 << width - count) - 1);
    }

    static int shrSigned(int a, int count, int ones, int width) {
        int kept = ones * ((1 << width - count) - 1);
        return a >>> count & kept | fill(a, ones << width - 1, width) & ~kept;
    }
}
