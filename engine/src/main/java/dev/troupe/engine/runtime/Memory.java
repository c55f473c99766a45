package dev.troupe.engine.runtime;

import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.MemoryType;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A linear memory (spec 4.2.8).
 *
 * <p>Addresses and lengths are in bytes and unsigned, numbers little-endian. Accessors throw a {@link Trap} of kind
 * {@code OUT_OF_BOUNDS_MEMORY_ACCESS}, and then have changed nothing. Belongs to its store's thread, unless its type is shared:
 * a shared memory belongs to no store, any number of threads may use it at once, and what they write without atomic instructions
 * becomes visible to others as plain Java fields do.
 *
 * <p>Accessors do not check the thread: what a second one reads while a guest runs may be stale or torn, and what it writes lost, but
 * nothing outside the memory is touched. {@link #grow} checks.
 */
public abstract sealed class Memory permits ArrayMemory, SegmentMemory {
    /**
     * The contents of a memory of form {@code ARRAY} or {@code ROOMY}, replaced when it grows beyond them. For generated code; others use
     * the accessors.
     */
    public byte[] bytes;

    /** How many of {@link #bytes} are the memory's; the others are zero. For generated code; others use {@link #size()}. */
    public int length;

    /** The contents of a memory of another form, as long as the memory is now. For generated code; others use the accessors. */
    public MemorySegment segment;

    final MemoryType type;
    /** The size in bytes that growth may not exceed. */
    final long limit;

    private final Store store;
    private final List<WeakReference<ModuleInstance>> users = new ArrayList<>(1);
    /** With how many users to look for those that are gone. */
    private int manyUsers = 64;

    Memory(Store store, MemoryType type, long limit) {
        this.store = store;
        this.type = type;
        this.limit = limit;
    }

    /**
     * A new memory of the type's minimum size, all zero. A shared one takes the store's limits, but does not belong to it.
     *
     * @throws Trap of kind OUT_OF_MEMORY if the store's limit or the JVM does not allow that size
     */
    public static Memory create(Store store, MemoryType type) {
        return create(store, type, store.limits().memoryBytes(), null, null);
    }

    /** {@link #create(Store, MemoryType)} for an instance of a module, whose instances may have shown that it needs room to grow. */
    public static Memory create(Store store, MemoryType type, GrowthHistory history) {
        return create(store, type, history, null);
    }

    /** A new memory with the contents of an image, or null. */
    static Memory create(Store store, MemoryType type, GrowthHistory history, MemoryImage image) {
        return create(store, type, store.limits().memoryBytes(), history, image);
    }

    /**
     * A new shared memory (threads proposal) of the type's minimum size, all zero.
     *
     * @param memoryBytes a size that it may not exceed, whatever its type says
     * @throws Trap of kind OUT_OF_MEMORY if the limit or the system does not allow that size
     */
    public static Memory createShared(MemoryType type, long memoryBytes) {
        if (!type.shared()) {
            throw new IllegalArgumentException("an unshared memory needs a store");
        }
        return create(null, type, memoryBytes, null, null);
    }

    private static Memory create(Store store, MemoryType type, long limit, GrowthHistory history, MemoryImage image) {
        long size = image == null ? MemoryForm.bytesOrMax(type, type.limits().min()) : image.size;
        if (size > limit) {
            throw new Trap(
                    TrapKind.OUT_OF_MEMORY,
                    "out of memory: the memory's " + (image == null ? "minimum" : "captured size") + " of "
                            + Long.toUnsignedString(size >>> type.pageSizeLog2()) + " pages exceeds the limit of " + limit + " bytes");
        }
        try {
            return MemoryForm.of(type, limit) == MemoryForm.ARRAY
                    ? new ArrayMemory(store, type, limit, size, history, image)
                    : new SegmentMemory(type.shared() ? null : store, type, limit, size, image);
        } catch (OutOfMemoryError e) {
            throw new Trap(TrapKind.OUT_OF_MEMORY, "out of memory: no room for a memory of " + size + " bytes", e);
        }
    }

    /** The declared type; the current size is in {@link #pages()}. */
    public final MemoryType type() {
        return type;
    }

    /** The type with the current size as its minimum, which is what imports are matched against (spec 4.5.2). */
    public final MemoryType currentType() {
        var limits = new Limits(pages(), type.limits().hasMax(), type.limits().max());
        return new MemoryType(type.addressType(), limits, type.shared(), type.pageSizeLog2());
    }

    /** The store it belongs to; null for a shared memory. */
    public final Store store() {
        return store;
    }

    public abstract MemoryForm form();

    /** The current size in pages. */
    public final long pages() {
        return size() >>> type.pageSizeLog2();
    }

    /** The current size in bytes. */
    public abstract long size();

    /** {@link #grow(long)} by an unsigned number of pages. */
    public final int grow(int delta) {
        return (int) grow(Integer.toUnsignedLong(delta));
    }

    /**
     * Grows by {@code delta} pages (unsigned).
     *
     * @return the size before in pages, or -1 if a limit or the system does not allow it
     * @throws Trap of kind CONCURRENT_USE if another thread is executing in its store
     */
    public abstract long grow(long delta);

    /** The size in bytes after growing from {@code before} to {@code before + delta} pages, or -1 if type or limit do not allow it. */
    final long sizeAfter(long before, long delta) {
        if (store != null) {
            store.checkThread();
            store.pollBefore(size());
        }
        long after = before + delta;
        if (Long.compareUnsigned(after, before) < 0 || Long.compareUnsigned(after, MemoryForm.maxPages(type)) > 0) {
            return -1;
        }
        long size = MemoryForm.bytesOrMax(type, after);
        return size > limit ? -1 : size;
    }

    /** Makes {@code instance} learn of new contents, where growing replaces them. */
    void addUser(ModuleInstance instance) {
        if (users.size() >= manyUsers) {
            users.removeIf(user -> user.get() == null);
            manyUsers = Math.max(manyUsers, 2 * users.size());
        }
        users.add(new WeakReference<>(instance));
    }

    int userCount() {
        return users.size();
    }

    /** Lets those who asked for it look at the new contents. */
    final void tellUsers() {
        for (var user : users) {
            var instance = user.get();
            if (instance != null) {
                instance.memoryGrown();
            }
        }
    }

    /** Gives this memory the size and contents of an image. */
    abstract void restore(MemoryImage image);

    public abstract byte readByte(long address);

    public abstract short readShort(long address);

    public abstract int readInt(long address);

    public abstract long readLong(long address);

    public abstract void writeByte(long address, byte value);

    public abstract void writeShort(long address, short value);

    public abstract void writeInt(long address, int value);

    public abstract void writeLong(long address, long value);

    /** Copies {@code length} bytes into an array. */
    public abstract void read(long address, byte[] target, int to, int length);

    public abstract void write(long address, byte[] source, int from, int length);

    /** Sets {@code length} bytes to {@code value}; stops before {@link Store#PIECE pieces} if the store is interrupted. */
    public final void fill(long address, byte value, long length) {
        check(address, length);
        for (long done = 0; done < length; done += Store.PIECE) {
            pollBefore(length - done);
            fillUnchecked(address + done, value, Math.min(Store.PIECE, length - done));
        }
    }

    /** Copies from {@code source}, which may be this memory; stops before {@link Store#PIECE pieces} if the store is interrupted. */
    public final void copy(Memory source, long to, long from, long length) {
        source.check(from, length);
        check(to, length);
        // Where the ranges overlap, pieces must be copied from the end that is not overwritten first.
        boolean backwards = to > from;
        for (long done = 0; done < length;) {
            pollBefore(length - done);
            long piece = Math.min(Store.PIECE, length - done);
            long start = backwards ? length - done - piece : done;
            copyUnchecked(source, to + start, from + start, piece);
            done += piece;
        }
    }

    /** {@link #fill(long, byte, long)} for generated code, as {@link #copy(Memory, int, int, int)}. */
    final void fill(int address, byte value, int length) {
        if (isBrief(address, length)) {
            Arrays.fill(bytes, address, address + length, value);
        } else {
            fill(Integer.toUnsignedLong(address), value, Integer.toUnsignedLong(length));
        }
    }

    /**
     * {@link #copy(Memory, long, long, long)} for generated code, most of whose copies are short: C2 inlines this, and around it nothing
     * has to make room for the long ones.
     */
    final void copy(Memory source, int to, int from, int length) {
        if (isBrief(to, length) && source.isBrief(from, length)) {
            System.arraycopy(source.bytes, from, bytes, to, length);
        } else {
            copy(source, Integer.toUnsignedLong(to), Integer.toUnsignedLong(from), Integer.toUnsignedLong(length));
        }
    }

    /** Whether these are bytes of an array, and so few that nobody who wants to interrupt waits for them. */
    private boolean isBrief(int address, int length) {
        return bytes != null && Integer.compareUnsigned(length, Store.MUCH_WORK) < 0 && address >= 0 && address <= this.length - length;
    }

    private void pollBefore(long bytes) {
        if (store != null) {
            store.pollBefore(bytes);
        }
    }

    abstract void fillUnchecked(long address, byte value, long length);

    private void copyUnchecked(Memory source, long to, long from, long length) {
        if (bytes != null && source.bytes != null) {
            System.arraycopy(source.bytes, (int) from, bytes, (int) to, (int) length);
        } else {
            MemorySegment.copy(source.contents(), from, contents(), to, length);
        }
    }

    /** The whole contents, in whatever form. */
    abstract MemorySegment contents();

    public final byte readByte(int address) {
        return readByte(Integer.toUnsignedLong(address));
    }

    public final short readShort(int address) {
        return readShort(Integer.toUnsignedLong(address));
    }

    public final int readInt(int address) {
        return readInt(Integer.toUnsignedLong(address));
    }

    public final long readLong(int address) {
        return readLong(Integer.toUnsignedLong(address));
    }

    public final void writeByte(int address, byte value) {
        writeByte(Integer.toUnsignedLong(address), value);
    }

    public final void writeShort(int address, short value) {
        writeShort(Integer.toUnsignedLong(address), value);
    }

    public final void writeInt(int address, int value) {
        writeInt(Integer.toUnsignedLong(address), value);
    }

    public final void writeLong(int address, long value) {
        writeLong(Integer.toUnsignedLong(address), value);
    }

    /** A copy of {@code length} bytes (unsigned). */
    public final byte[] read(int address, int length) {
        return read(Integer.toUnsignedLong(address), length);
    }

    /** A copy of {@code length} bytes (unsigned). */
    public final byte[] read(long address, int length) {
        check(address, Integer.toUnsignedLong(length));
        var copy = new byte[length];
        read(address, copy, 0, length);
        return copy;
    }

    public final void write(int address, byte[] source) {
        write(Integer.toUnsignedLong(address), source, 0, source.length);
    }

    public final void write(int address, byte[] source, int from, int length) {
        write(Integer.toUnsignedLong(address), source, from, length);
    }

    public final String readUtf8(int address, int length) {
        return new String(read(address, length), StandardCharsets.UTF_8);
    }

    /** Whether {@code length} bytes (unsigned) from {@code address} (unsigned) are inside. */
    public final boolean contains(int address, int length) {
        return contains(Integer.toUnsignedLong(address), Integer.toUnsignedLong(length));
    }

    /** Whether {@code length} bytes (unsigned) from {@code address} (unsigned) are inside. */
    public final boolean contains(long address, long length) {
        long size = size();
        return Long.compareUnsigned(length, size) <= 0 && Long.compareUnsigned(address, size - length) <= 0;
    }

    /** Traps unless the whole range (unsigned) is inside. */
    public final void check(int address, int length) {
        check(Integer.toUnsignedLong(address), Integer.toUnsignedLong(length));
    }

    /** Traps unless the whole range (unsigned) is inside. */
    public final void check(long address, long length) {
        if (!contains(address, length)) {
            throw new Trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
        }
    }

    /** As {@link #check}, and the range in the array too. */
    final void check(long address, byte[] array, int from, int length) {
        Objects.checkFromIndexSize(from, length, array.length);
        check(address, length);
    }
}
