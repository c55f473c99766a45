package dev.troupe.engine.runtime.stream;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Where loops over words keep what they calculate. One thread at a time; nothing outlives the call of a generated method. */
public final class StreamBuffers {
    /** The words that are calculated at a time: a few such arrays fit the processor's first cache. */
    public static final int WORDS = 1024;

    private static final int VECTOR = 16;
    private static final int SEARCHES = 64;
    private static final int MOST_WAITS = 1023;
    private static final ValueLayout WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** What the last such loops have collected, two longs for each vector. */
    public final long[] results = new long[16];

    /** How often a search has yet to be left to its loop, and how often it will be if it ends at once again. */
    private final int[] waits = new int[SEARCHES];
    private final int[] penalties = new int[SEARCHES];
    private int[][] arrays = new int[0][];
    private float[][] floats = new float[0][];

    /** Whether a search, by a number that others may have too, is better left to its loop, since it found what it looked for at once. */
    public boolean waits(int search) {
        int index = search & SEARCHES - 1;
        if (waits[index] == 0) {
            return false;
        }
        waits[index]--;
        return true;
    }

    /** Tells how many words a search went through. */
    public void searched(int search, int words) {
        int index = search & SEARCHES - 1;
        penalties[index] = words > 0 ? 0 : Math.min(2 * penalties[index] + 1, MOST_WAITS);
        waits[index] = penalties[index];
    }

    /** Copies words of memory. */
    public static void load(byte[] memory, int address, int[] words, int count) {
        MemorySegment.copy(MemorySegment.ofArray(memory), WORD, address, words, 0, count);
    }

    /** Copies words to memory. */
    public static void store(byte[] memory, int address, int[] words, int count) {
        MemorySegment.copy(words, 0, MemorySegment.ofArray(memory), WORD, address, count);
    }

    /**
     * Copies words of memory from {@code further} bytes behind the address on. But where there is no word done yet, the vector at the
     * address is another one than in memory, which may even begin behind it.
     */
    public static void loadBehind(byte[] memory, int address, int further, long low, long high, int done, int[] words, int count) {
        int first = 0;
        if (done == 0) {
            var bytes = ByteBuffer.allocate(2 * VECTOR).order(ByteOrder.LITTLE_ENDIAN).putLong(low).putLong(high);
            bytes.put(memory, address + VECTOR, Math.min(VECTOR, memory.length - address - VECTOR));
            for (; first < VECTOR / Integer.BYTES && further + first * Integer.BYTES < VECTOR; first++) {
                words[first] = bytes.getInt(further + first * Integer.BYTES);
            }
        }
        MemorySegment.copy(MemorySegment.ofArray(memory), WORD, address + further + first * Integer.BYTES, words, first, count - first);
    }

    /** Keeps the vector at an address as a result. */
    public void keep(byte[] memory, int address, int number) {
        var bytes = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
        results[number * 2] = bytes.getLong(address);
        results[number * 2 + 1] = bytes.getLong(address + Long.BYTES);
    }

    /** Copies words of memory. */
    public static void load(byte[] memory, int address, float[] words, int count) {
        MemorySegment.copy(MemorySegment.ofArray(memory), FLOAT, address, words, 0, count);
    }

    /** Copies words to memory. */
    public static void store(byte[] memory, int address, float[] words, int count) {
        MemorySegment.copy(words, 0, MemorySegment.ofArray(memory), FLOAT, address, count);
    }

    /** Copies words as they are. */
    public static void bits(float[] from, int[] to, int count) {
        MemorySegment.copy(MemorySegment.ofArray(from), WORD, 0, to, 0, count);
    }

    /** Copies words as they are. */
    public static void bits(int[] from, float[] to, int count) {
        MemorySegment.copy(MemorySegment.ofArray(from), FLOAT, 0, to, 0, count);
    }

    /** The array of a number, with anything in it. */
    public int[] words(int number) {
        if (number >= arrays.length) {
            arrays = Arrays.copyOf(arrays, number + 1);
        }
        if (arrays[number] == null) {
            arrays[number] = new int[WORDS];
        }
        return arrays[number];
    }

    /** The array of a number for floats. */
    public float[] floats(int number) {
        if (number >= floats.length) {
            floats = Arrays.copyOf(floats, number + 1);
        }
        if (floats[number] == null) {
            floats[number] = new float[WORDS];
        }
        return floats[number];
    }
}
