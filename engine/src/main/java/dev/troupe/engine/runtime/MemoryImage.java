package dev.troupe.engine.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The contents of a memory at one moment: its size, and those parts that are not zero. Immutable, shared by all that start from it. */
final class MemoryImage {
    /** What is looked at as a whole. */
    private static final int BLOCK = 1 << 12;
    /** Zeros that are rather kept than made the border between two parts. */
    private static final int GAP = 4 * BLOCK;
    /** The largest part. */
    private static final int PART = 1 << 26;
    private static final byte[] ZEROS = new byte[BLOCK];

    /** A part of the contents. */
    record Part(long address, byte[] bytes) {
        long end() {
            return address + bytes.length;
        }
    }

    final long size;
    private final List<Part> parts = new ArrayList<>();

    MemoryImage(Memory memory) {
        size = memory.size();
        var block = new byte[BLOCK];
        long start = -1;
        long end = -1;
        for (long address = 0; address < size; address += BLOCK) {
            int length = (int) Math.min(BLOCK, size - address);
            memory.read(address, block, 0, length);
            if (Arrays.equals(block, 0, length, ZEROS, 0, length)) {
                continue;
            }
            if (start >= 0 && (address - end > GAP || address + length - start > PART)) {
                parts.add(new Part(start, memory.read(start, (int) (end - start))));
                start = -1;
            }
            start = start < 0 ? address : start;
            end = address + length;
        }
        if (start >= 0) {
            parts.add(new Part(start, memory.read(start, (int) (end - start))));
        }
    }

    List<Part> parts() {
        return parts;
    }

    /**
     * A new array with the contents.
     *
     * @param length of the array, at least the image's size
     */
    byte[] toArray(int length) {
        // What the first part fills is not cleared before, if it is at the start.
        boolean fromStart = !parts.isEmpty() && parts.getFirst().address == 0;
        var array = fromStart ? Arrays.copyOf(parts.getFirst().bytes, length) : new byte[length];
        for (int i = fromStart ? 1 : 0; i < parts.size(); i++) {
            copy(parts.get(i), array);
        }
        return array;
    }

    /** Overwrites the first {@code length} bytes of an array, which are at least the image's size. */
    void copyTo(byte[] array, int length) {
        int end = 0;
        for (var part : parts) {
            Arrays.fill(array, end, (int) part.address, (byte) 0);
            copy(part, array);
            end = (int) part.end();
        }
        Arrays.fill(array, end, length, (byte) 0);
    }

    private static void copy(Part part, byte[] array) {
        System.arraycopy(part.bytes, 0, array, (int) part.address, part.bytes.length);
    }

    /** The bytes that are kept. */
    long keptBytes() {
        return parts.stream().mapToLong(part -> part.bytes.length).sum();
    }
}
