package dev.troupe.engine.runtime.vector;

import java.util.SplittableRandom;

/** Lanes of a long, one at a time: the naive model that the vector methods are compared with. */
final class Halves {
    /** Numbers where lanes overflow, saturate or change sign; the rest are random. */
    private static final long[] EDGES = {
        0, 1, -1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000L, Long.MAX_VALUE, Long.MIN_VALUE
    };

    private Halves() {}

    static long signed(long half, int lane, int width) {
        return half << 64 - width - lane * width >> 64 - width;
    }

    static long unsigned(long half, int lane, int width) {
        return half << 64 - width - lane * width >>> 64 - width;
    }

    static long with(long half, int lane, int width, long value) {
        return half | (value & -1L >>> 64 - width) << lane * width;
    }

    /** A half whose lanes are edges or random. */
    static long random(SplittableRandom random, int width) {
        long half = 0;
        for (int lane = 0; lane < 64 / width; lane++) {
            half = with(half, lane, width, random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextLong());
        }
        return half;
    }
}
