package dev.troupe.engine.runtime.stream;

/** How many turns of a loop can be done at once; less than one is none. Addresses are not negative once they have been found inside. */
public final class Turns {
    private Turns() {}

    /** The turns that find {@code first != second}, which the first turn compares; {@code growth} is that of their difference. */
    public static long notEqual(int first, int second, int growth) {
        long distance = first - second;
        // From below towards zero, or from above.
        return growth < 0 ? (distance - growth - 1) / -growth : (growth - 1 - distance) / growth;
    }

    /** The turns that find {@code first < second}, signed, if the distance shrinks by {@code step}. */
    public static long less(int first, int second, int step) {
        return ((long) second - first + step - 1) / step;
    }

    public static long lessUnsigned(int first, int second, int step) {
        return (Integer.toUnsignedLong(second) - Integer.toUnsignedLong(first) + step - 1) / step;
    }

    /** The turns that find {@code first <= second}. */
    public static long notGreater(int first, int second, int step) {
        return ((long) second - first + step) / step;
    }

    public static long notGreaterUnsigned(int first, int second, int step) {
        return (Integer.toUnsignedLong(second) - Integer.toUnsignedLong(first) + step) / step;
    }

    /** The turns whose accesses, the last of which ends {@code end} bytes behind the address, are inside the memory. */
    public static long inside(long turns, int address, long end, int step, int length) {
        return address < 0 ? 0 : Math.min(turns, (length - address - end + step) / step);
    }

    /**
     * The turns until a store may write what another access reads later: all if it is behind by at least {@code below} bytes, else as long
     * as it is further ahead than all turns and {@code above}.
     */
    public static long ordered(long turns, int store, int other, long below, long above, int step) {
        long ahead = (long) store - other;
        return ahead <= -below ? turns : Math.min(turns, (ahead - above) / step);
    }

    /** The turns until one of two accesses comes to where the other one began, that is, the lower one, with so many bytes more. */
    public static long apart(long turns, int first, int second, long firstMore, long secondMore, int firstStep, int secondStep) {
        long distance = (long) second - first;
        return Math.min(turns, distance > 0 ? (distance - firstMore) / firstStep : (-distance - secondMore) / secondStep);
    }

    /** The turns in which the lower bits of a number do not reach their end, but for the last one; none if the upper ones are others. */
    public static long beforeEnd(long turns, int number, int mask, int fixed, int step) {
        return (number & ~mask) != fixed ? 0 : Math.min(turns, ((long) mask - (number & mask) + step) / step);
    }

    /** How many words of a sum must have a value from the beginning. */
    public static int filled(int words) {
        return words <= StreamBuffers.WORDS / 8 ? StreamBuffers.WORDS / 8 : StreamBuffers.WORDS;
    }

    /** The words of the next block of a search, of which the first is small: what is looked for is often not far. */
    public static int block(int words, int done) {
        return Math.min(words - done, done == 0 ? StreamBuffers.WORDS / 4 : StreamBuffers.WORDS);
    }

    /** Whether one of the words is not zero. */
    public static boolean any(int[] words, int count) {
        int any = 0;
        for (int i = 0; i < count; i++) {
            any |= words[i];
        }
        return any != 0;
    }

    /** Two words as half of a vector. */
    public static long pair(int low, int high) {
        return low & 0xFFFFFFFFL | (long) high << 32;
    }

    /** Whether all words of a vector are equal. */
    public static boolean uniform(long low, long high) {
        return low == high && low == Long.rotateLeft(low, 32);
    }
}
