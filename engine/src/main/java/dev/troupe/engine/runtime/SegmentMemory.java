package dev.troupe.engine.runtime;

import dev.troupe.engine.module.MemoryType;
import java.lang.foreign.MemorySegment;

/**
 * A memory off the heap, freed when nothing refers to it any more.
 *
 * <p>Where the system lets it, address space is reserved up to the size that type and limit allow, so that growing only moves
 * the end. Otherwise an unshared memory is copied when it grows past its reservation, and a shared one, which other threads are
 * writing to, cannot grow so far. Growth of a shared memory is ordered by its lock; the new end is published by a volatile field.
 */
final class SegmentMemory extends Memory {
    /** Address space for a memory without limits; beyond, growing copies. */
    private static final long MAX_RESERVED = 1L << 36;

    private final MemoryForm form;
    private final Waiters waiters;
    private Reservation reservation;
    private volatile long size;

    SegmentMemory(Store store, MemoryType type, long limit, long size, MemoryImage image) {
        super(store, type, limit);
        form = type.shared() ? MemoryForm.SHARED : MemoryForm.SEGMENT;
        waiters = type.shared() ? new Waiters() : null;
        reservation = Reservation.of(size, reach());
        resize(size);
        if (image != null) {
            write(image);
        }
    }

    private void write(MemoryImage image) {
        image.parts().forEach(part -> write(part.address(), part.bytes(), 0, part.bytes().length));
    }

    /** What to reserve: all that a shared memory may ever have. */
    private long reach() {
        long reach = Math.min(limit, MemoryForm.bytesOrMax(type, MemoryForm.maxPages(type)));
        return form == MemoryForm.SHARED ? reach : Math.min(reach, MAX_RESERVED);
    }

    private void resize(long newSize) {
        reservation.use(newSize);
        segment = reservation.segment().asSlice(0, newSize);
        size = newSize;
    }

    @Override
    public MemoryForm form() {
        return form;
    }

    /** Who waits for this memory's addresses, if it is shared; otherwise null. */
    Waiters waiters() {
        return waiters;
    }

    /** The contents and what is reserved behind them: at least up to the next multiple of eight bytes. */
    MemorySegment reserved() {
        return reservation.segment();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public synchronized long grow(long delta) {
        long before = pages();
        long newSize = sizeAfter(before, delta);
        if (delta == 0 || newSize < 0) {
            return delta == 0 ? before : -1;
        }
        if (newSize > reservation.segment().byteSize()) {
            if (form == MemoryForm.SHARED) {
                return -1;
            }
            try {
                var larger = Reservation.of(newSize, reach());
                MemorySegment.copy(segment, 0, larger.segment(), 0, size);
                reservation = larger;
            } catch (OutOfMemoryError e) {
                return -1;
            }
        }
        resize(newSize);
        tellUsers();
        return before;
    }

    @Override
    void restore(MemoryImage image) {
        // What is beyond the end must be zero when the memory grows again.
        segment.fill((byte) 0);
        if (image.size > reservation.segment().byteSize()) {
            reservation = Reservation.of(image.size, reach());
        }
        resize(image.size);
        write(image);
        tellUsers();
    }

    @Override
    void addUser(ModuleInstance instance) {
        if (form != MemoryForm.SHARED) {
            super.addUser(instance);
        }
    }

    @Override
    public byte readByte(long address) {
        check(address, 1);
        return segment.get(SegmentAccess.BYTE_LAYOUT, address);
    }

    @Override
    public short readShort(long address) {
        check(address, 2);
        return segment.get(SegmentAccess.SHORT_LAYOUT, address);
    }

    @Override
    public int readInt(long address) {
        check(address, 4);
        return segment.get(SegmentAccess.INT_LAYOUT, address);
    }

    @Override
    public long readLong(long address) {
        check(address, 8);
        return segment.get(SegmentAccess.LONG_LAYOUT, address);
    }

    @Override
    public void writeByte(long address, byte value) {
        check(address, 1);
        segment.set(SegmentAccess.BYTE_LAYOUT, address, value);
    }

    @Override
    public void writeShort(long address, short value) {
        check(address, 2);
        segment.set(SegmentAccess.SHORT_LAYOUT, address, value);
    }

    @Override
    public void writeInt(long address, int value) {
        check(address, 4);
        segment.set(SegmentAccess.INT_LAYOUT, address, value);
    }

    @Override
    public void writeLong(long address, long value) {
        check(address, 8);
        segment.set(SegmentAccess.LONG_LAYOUT, address, value);
    }

    @Override
    public void read(long address, byte[] target, int to, int length) {
        check(address, target, to, length);
        MemorySegment.copy(segment, SegmentAccess.BYTE_LAYOUT, address, target, to, length);
    }

    @Override
    public void write(long address, byte[] source, int from, int length) {
        check(address, source, from, length);
        MemorySegment.copy(source, from, segment, SegmentAccess.BYTE_LAYOUT, address, length);
    }

    @Override
    void fillUnchecked(long address, byte value, long length) {
        segment.asSlice(address, length).fill(value);
    }

    @Override
    MemorySegment contents() {
        return segment;
    }
}
