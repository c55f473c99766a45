package dev.troupe.engine.runtime.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Looks for bytes where they are in memory. All modules share these methods. */
public final class Searches {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SIGNS_8 = 0x80808080;
    private static final int ONES_8 = 0x01010101;

    private Searches() {}

    /** Whether a byte of so many words in memory is that of a word. */
    public static boolean equalBytes(byte[] memory, int address, int word, int count) {
        int any = 0;
        for (int i = 0; i < count; i++) {
            int difference = (int) WORDS.get(memory, address + Integer.BYTES * i) ^ word;
            // Exact as long as only asked of all bytes together: a borrow comes from a zero alone.
            any |= difference - ONES_8 & ~difference;
        }
        return (any & SIGNS_8) != 0;
    }

    /** Whether so many words at two places in memory differ. */
    public static boolean differ(byte[] memory, int first, int second, int count) {
        int bytes = count * Integer.BYTES;
        return Arrays.mismatch(memory, first, first + bytes, memory, second, second + bytes) >= 0;
    }
}
