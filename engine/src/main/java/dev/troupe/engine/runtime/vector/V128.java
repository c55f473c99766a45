package dev.troupe.engine.runtime.vector;

/** Vectors of 128 bits, whatever they mean. */
public final class V128 {
    private V128() {}

    public static long not(long a) {
        return ~a;
    }

    public static long andnot(long a, long b) {
        return a & ~b;
    }

    /** Bits of {@code a} where {@code mask} is set, else of {@code b}. */
    public static long bitselect(long a, long b, long mask) {
        return Lanes.select(a, b, mask);
    }

    public static int any_true(long low, long high) {
        return (low | high) != 0 ? 1 : 0;
    }
}
