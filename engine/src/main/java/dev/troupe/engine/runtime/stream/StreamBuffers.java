package dev.troupe.engine.runtime.stream;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Where loops over words keep what they calculate. One thread at a time; nothing outlives the call of a generated method. */
public final class StreamBuffers {
    /** The words that are calculated at a time: a few such arrays fit the processor's first cache. */
    public static final int WORDS = 1024;

    private static final ValueLayout WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** What the last such loops have collected, two longs for each vector. */
    public final long[] results = new long[16];

    private int[][] arrays = new int[0][];

    /** Copies words of memory. */
    public static void load(byte[] memory, int address, int[] words, int count) {
        MemorySegment.copy(MemorySegment.ofArray(memory), WORD, address, words, 0, count);
    }

    /** Copies words to memory. */
    public static void store(byte[] memory, int address, int[] words, int count) {
        MemorySegment.copy(words, 0, MemorySegment.ofArray(memory), WORD, address, count);
    }

    /** The array of a number, with anything in it. */
    public int[] words(int number) {
        if (number >= arrays.length) {
            int from = arrays.length;
            arrays = Arrays.copyOf(arrays, number + 1);
            for (int i = from; i <= number; i++) {
                arrays[i] = new int[WORDS];
            }
        }
        return arrays[number];
    }
}
