package dev.troupe.engine.runtime;

import dev.troupe.engine.module.MemoryType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A memory in a flat byte array, so that the array's own bounds check is the memory's. */
final class ArrayMemory extends Memory {
    private static final long MAX_ARRAY = Integer.MAX_VALUE - 8L;

    ArrayMemory(Store store, MemoryType type, long limit, long size, MemoryImage image) {
        super(store, type, limit);
        if (size > MAX_ARRAY) {
            throw new OutOfMemoryError("no array has " + size + " bytes");
        }
        bytes = image == null ? new byte[(int) size] : image.toArray();
    }

    @Override
    public MemoryForm form() {
        return MemoryForm.ARRAY;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public long grow(long delta) {
        long before = pages();
        long size = sizeAfter(before, delta);
        if (delta == 0 || size < 0 || size > MAX_ARRAY) {
            return delta == 0 ? before : -1;
        }
        try {
            bytes = Arrays.copyOf(bytes, (int) size);
        } catch (OutOfMemoryError e) {
            return -1;
        }
        tellUsers();
        return before;
    }

    @Override
    void restore(MemoryImage image) {
        if (image.size == bytes.length) {
            image.copyTo(bytes);
        } else {
            bytes = image.toArray();
            tellUsers();
        }
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
        return MemorySegment.ofArray(bytes);
    }
}
