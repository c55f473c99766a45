package dev.troupe.engine.runtime.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Copies words of memory that lie so many bytes from one to the next, to arrays and back. */
public final class ScatteredWords {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

    private ScatteredWords() {}

    public static void load(byte[] memory, int address, int[] words, int count, int step) {
        for (int i = 0; i < count; i++) {
            words[i] = (int) WORD.get(memory, address + i * step);
        }
    }

    public static void load(byte[] memory, int address, float[] words, int count, int step) {
        for (int i = 0; i < count; i++) {
            words[i] = (float) FLOAT.get(memory, address + i * step);
        }
    }

    public static void store(byte[] memory, int address, int[] words, int count, int step) {
        for (int i = 0; i < count; i++) {
            WORD.set(memory, address + i * step, words[i]);
        }
    }

    public static void store(byte[] memory, int address, float[] words, int count, int step) {
        for (int i = 0; i < count; i++) {
            FLOAT.set(memory, address + i * step, words[i]);
        }
    }
}
