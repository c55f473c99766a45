package dev.troupe.engine.runtime;

import dev.troupe.engine.module.MemoryType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * A memory in a flat byte array: one of just its length, so that the array's own bounds check is the memory's, or one with room to grow.
 */
final class ArrayMemory extends Memory {
    private static final long MAX_ARRAY = Integer.MAX_VALUE - 8L;

    /** What a memory with room is longer than it must be: a quarter. */
    private static final int ROOM = 4;

    private final MemoryForm form;
    private final GrowthHistory history;
    private final long born = System.nanoTime();
    /** Bytes that growing has copied, or would have without room. */
    private long copied;
    /** How long that took, or would have. */
    private long nanos;

    /**
     * @param history of the module whose memory it is; null for a memory of the host
     * @param image null for a memory that is all zero
     */
    ArrayMemory(Store store, MemoryType type, long limit, long size, GrowthHistory history, MemoryImage image) {
        super(store, type, limit);
        if (size > MAX_ARRAY) {
            throw new OutOfMemoryError("no array has " + size + " bytes");
        }
        this.history = history;
        boolean roomy = history != null && reach() > size && history.wantsRoom(born);
        form = roomy ? MemoryForm.ROOMY : MemoryForm.ARRAY;
        replace((int) size, image == null ? byte[]::new : image::toArray);
    }

    /** How large it may become. */
    private long reach() {
        return Math.min(Math.min(limit, MAX_ARRAY), MemoryForm.bytesOrMax(type, MemoryForm.maxPages(type)));
    }

    /** Another array for so many bytes. */
    private void replace(int size, IntFunction<byte[]> array) {
        bytes = allocate(size, array);
        length = size;
    }

    private byte[] allocate(int size, IntFunction<byte[]> array) {
        if (form == MemoryForm.ROOMY) {
            try {
                return array.apply((int) Math.max(size, Math.min(size + (long) size / ROOM, reach())));
            } catch (OutOfMemoryError e) {
                // Without room there may be enough.
            }
        }
        return array.apply(size);
    }

    @Override
    public MemoryForm form() {
        return form;
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public long grow(long delta) {
        long before = pages();
        long size = sizeAfter(before, delta);
        if (delta == 0 || size < 0 || size > MAX_ARRAY) {
            return delta == 0 ? before : -1;
        }
        int end = length;
        if (size <= bytes.length) {
            length = (int) size;
            nanos += history.nanosToCopy(end);
        } else {
            long start = System.nanoTime();
            try {
                replace((int) size, room -> Arrays.copyOf(bytes, room));
            } catch (OutOfMemoryError e) {
                return -1;
            }
            nanos += System.nanoTime() - start;
        }
        copied += end;
        if (history != null) {
            history.grown(born, copied, nanos);
        }
        tellUsers();
        return before;
    }

    @Override
    void restore(MemoryImage image) {
        int size = (int) image.size;
        if (size == length) {
            image.copyTo(bytes, size);
            return;
        }
        if (form == MemoryForm.ROOMY && size <= bytes.length) {
            image.copyTo(bytes, Math.max(size, length));
            length = size;
        } else {
            replace(size, image::toArray);
        }
        tellUsers();
    }

    @Override
    public byte readByte(long address) {
        check(address, 1);
        return bytes[(int) address];
    }

    @Override
    public short readShort(long address) {
        check(address, 2);
        return (short) MemoryAccess.SHORT.get(bytes, (int) address);
    }

    @Override
    public int readInt(long address) {
        check(address, 4);
        return (int) MemoryAccess.INT.get(bytes, (int) address);
    }

    @Override
    public long readLong(long address) {
        check(address, 8);
        return (long) MemoryAccess.LONG.get(bytes, (int) address);
    }

    @Override
    public void writeByte(long address, byte value) {
        check(address, 1);
        bytes[(int) address] = value;
    }

    @Override
    public void writeShort(long address, short value) {
        check(address, 2);
        MemoryAccess.SHORT.set(bytes, (int) address, value);
    }

    @Override
    public void writeInt(long address, int value) {
        check(address, 4);
        MemoryAccess.INT.set(bytes, (int) address, value);
    }

    @Override
    public void writeLong(long address, long value) {
        check(address, 8);
        MemoryAccess.LONG.set(bytes, (int) address, value);
    }

    @Override
    public void read(long address, byte[] target, int to, int length) {
        check(address, target, to, length);
        System.arraycopy(bytes, (int) address, target, to, length);
    }

    @Override
    public void write(long address, byte[] source, int from, int length) {
        check(address, source, from, length);
        System.arraycopy(source, from, bytes, (int) address, length);
    }

    @Override
    void fillUnchecked(long address, byte value, long length) {
        Arrays.fill(bytes, (int) address, (int) (address + length), value);
    }

    @Override
    MemorySegment contents() {
        return MemorySegment.ofArray(bytes).asSlice(0, length);
    }
}
