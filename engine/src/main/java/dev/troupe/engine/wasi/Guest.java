package dev.troupe.engine.wasi;

import dev.troupe.engine.runtime.Caller;
import dev.troupe.engine.runtime.Memory;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The guest's memory as WASI functions use it: every range is checked before anything is done, and a bad one is the guest's error
 * ({@code EFAULT}), not a trap.
 */
final class Guest {
    /** As many vectors as Linux allows in one call. */
    private static final int MAX_VECTORS = 1024;

    /** How much is copied at a time for a memory that is no array. */
    private static final int CHUNK = 1 << 18;

    /** Moves bytes between an array and somewhere else. */
    interface Transfer {
        /** @return how many were moved */
        int apply(byte[] bytes, int offset, int length) throws Exception;
    }

    private Guest() {}

    static Memory memory(Caller caller) throws WasiError {
        var memory = caller.memory("memory");
        if (memory.isEmpty()) {
            throw Errno.FAULT.error();
        }
        return memory.get();
    }

    static void check(Memory memory, int address, int length) throws WasiError {
        if (!memory.contains(address, length)) {
            throw Errno.FAULT.error();
        }
    }

    static void checkArray(Memory memory, int address, int count, int size) throws WasiError {
        long length = Integer.toUnsignedLong(count) * size;
        if (length > Integer.MAX_VALUE) {
            throw Errno.FAULT.error();
        }
        check(memory, address, (int) length);
    }

    /**
     * Fills a checked range of memory.
     *
     * @param all whether to go on until the range is full or there is nothing left; else what one transfer gives will do
     * @return how many bytes were moved
     */
    static int fill(Memory memory, int address, int length, boolean all, Transfer source) throws Exception {
        if (memory.bytes != null) {
            return source.apply(memory.bytes, address, length);
        }
        var chunk = new byte[Math.min(length, CHUNK)];
        int done = 0;
        int count;
        do {
            int part = Math.min(chunk.length, length - done);
            count = source.apply(chunk, 0, part);
            memory.write(address + done, chunk, 0, count);
            done += count;
        } while (all && done < length && count == chunk.length);
        return done;
    }

    /**
     * Empties a checked range of memory.
     *
     * @return how many bytes were moved
     */
    static int drain(Memory memory, int address, int length, Transfer target) throws Exception {
        if (memory.bytes != null) {
            return target.apply(memory.bytes, address, length);
        }
        int done = 0;
        int count;
        int part;
        do {
            part = Math.min(CHUNK, length - done);
            count = target.apply(memory.read(address + done, part), 0, part);
            done += count;
        } while (done < length && count == part);
        return done;
    }

    /** A path: UTF-8, not empty, not too long, without NUL. */
    static String path(Memory memory, int address, int length, int limit) throws WasiError {
        check(memory, address, length);
        if (length == 0) {
            throw Errno.NOENT.error();
        }
        if (Integer.compareUnsigned(length, limit) > 0) {
            throw Errno.NAMETOOLONG.error();
        }
        var path = utf8(memory, address, length);
        if (path.indexOf('\0') >= 0) {
            throw Errno.ILSEQ.error();
        }
        return path;
    }

    private static String utf8(Memory memory, int address, int length) throws WasiError {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(memory.read(address, length)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Errno.ILSEQ.error();
        }
    }

    /**
     * Reads an array of {@code $iovec} or {@code $ciovec} and checks what they point to.
     *
     * @return addresses and lengths in turn
     */
    static int[] vectors(Memory memory, int address, int count) throws WasiError {
        if (Integer.compareUnsigned(count, MAX_VECTORS) > 0) {
            throw Errno.INVAL.error();
        }
        checkArray(memory, address, count, Witx.IOVEC_SIZE);
        var vectors = new int[2 * count];
        long total = 0;
        for (int i = 0; i < vectors.length; i += 2) {
            vectors[i] = memory.readInt(address + 4 * i);
            vectors[i + 1] = memory.readInt(address + 4 * i + 4);
            check(memory, vectors[i], vectors[i + 1]);
            total += Integer.toUnsignedLong(vectors[i + 1]);
        }
        if (total > Integer.MAX_VALUE) {
            throw Errno.INVAL.error();
        }
        return vectors;
    }
}
