package dev.troupe.engine.compile.outline;

import java.util.Arrays;

/** A set of locals of one function: bits in a {@code long[]}, since the analysis makes very many of them. */
final class LocalSet {
    private LocalSet() {}

    static long[] empty(int locals) {
        return new long[(locals + 63) >>> 6];
    }

    static void add(long[] set, int local) {
        set[local >>> 6] |= 1L << local;
    }

    static void remove(long[] set, int local) {
        set[local >>> 6] &= ~(1L << local);
    }

    /** Adds all of {@code other}; says whether that changed anything. */
    static boolean addAll(long[] set, long[] other) {
        boolean changed = false;
        for (int i = 0; i < set.length; i++) {
            long united = set[i] | other[i];
            changed |= united != set[i];
            set[i] = united;
        }
        return changed;
    }

    static long[] intersection(long[] a, long[] b) {
        var result = a.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] &= b[i];
        }
        return result;
    }

    static boolean isEmpty(long[] set) {
        for (long word : set) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    static void clear(long[] set) {
        Arrays.fill(set, 0);
    }

    static int[] toArray(long[] set) {
        int size = 0;
        for (long word : set) {
            size += Long.bitCount(word);
        }
        var result = new int[size];
        int n = 0;
        for (int i = 0; i < set.length; i++) {
            for (long word = set[i]; word != 0; word &= word - 1) {
                result[n++] = (i << 6) + Long.numberOfTrailingZeros(word);
            }
        }
        return result;
    }
}
