package dev.troupe.engine.runtime.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Counts equal bytes where they are in memory. HotSpot makes vector code of this one loop, which all modules share. */
public final class Counts {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SIGNS_8 = 0x80808080;
    private static final int ONES_8 = 0x01010101;
    private static final int LANES = 4;
    /** Words of which each byte of a vector can be counted in a byte. */
    private static final int MAX_WORDS = 255 * LANES;

    private Counts() {}

    /**
     * Adds to a result, byte by byte of a vector, how many bytes of memory are those of a word.
     *
     * @param count of the words in memory, which are whole vectors
     * @param ones room for words
     */
    public static void equalBytes(byte[] memory, int address, int word, int count, int[] ones, long[] results, int result) {
        for (int done = 0; done < count; done += MAX_WORDS) {
            int some = Math.min(MAX_WORDS, count - done);
            compare(memory, address + done * Integer.BYTES, word, ones, some);
            add(ones, some, results, 2 * result);
        }
    }

    private static void compare(byte[] memory, int address, int word, int[] ones, int count) {
        for (int i = 0; i < count; i++) {
            int difference = (int) WORDS.get(memory, address + Integer.BYTES * i) ^ word;
            ones[i] = ~((difference & ~SIGNS_8) + ~SIGNS_8 | difference) >>> 7 & ONES_8;
        }
    }

    private static void add(int[] ones, int count, long[] results, int low) {
        int a = 0;
        int b = 0;
        int c = 0;
        int d = 0;
        for (int i = 0; i < count; i += LANES) {
            a += ones[i];
            b += ones[i + 1];
            c += ones[i + 2];
            d += ones[i + 3];
        }
        results[low] = Turns.pair(sum((int) results[low], a), sum((int) (results[low] >>> Integer.SIZE), b));
        results[low + 1] = Turns.pair(sum((int) results[low + 1], c), sum((int) (results[low + 1] >>> Integer.SIZE), d));
    }

    private static int sum(int a, int b) {
        return Words.add(a, b, SIGNS_8);
    }
}
