package dev.troupe.engine.runtime;

import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.MemoryType;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A linear memory (spec 4.2.8): a flat byte array, so that the array's own bounds check is the memory's.
 *
 * <p>Addresses and lengths are in bytes, numbers little-endian. Accessors throw a {@link Trap} of kind
 * {@code OUT_OF_BOUNDS_MEMORY_ACCESS}, and then have changed nothing. Belongs to its store's thread.
 */
public final class Memory {
    private static final long MAX_ARRAY = Integer.MAX_VALUE - 8L;

    /** The contents, replaced when the memory grows. For generated code; others use the accessors. */
    public byte[] bytes;

    private final Store store;
    private final MemoryType type;
    private final List<WeakReference<ModuleInstance>> users = new ArrayList<>(1);

    private Memory(Store store, MemoryType type, byte[] bytes) {
        this.store = store;
        this.type = type;
        this.bytes = bytes;
    }

    /**
     * A new memory of the type's minimum size, all zero.
     *
     * @throws Trap of kind OUT_OF_MEMORY if the store's limit or the JVM does not allow that size
     */
    public static Memory create(Store store, MemoryType type) {
        long size = byteSize(type, type.limits().min());
        if (size < 0 || size > store.limits().memoryBytes()) {
            throw new Trap(
                    TrapKind.OUT_OF_MEMORY,
                    "out of memory: the memory's minimum of " + Long.toUnsignedString(type.limits().min()) + " pages exceeds the limit of "
                            + Math.min(store.limits().memoryBytes(), MAX_ARRAY) + " bytes");
        }
        try {
            return new Memory(store, type, new byte[(int) size]);
        } catch (OutOfMemoryError e) {
            throw new Trap(TrapKind.OUT_OF_MEMORY, "out of memory: no room for a memory of " + size + " bytes", e);
        }
    }

    /** The declared type; the current size is in {@link #pages()}. */
    public MemoryType type() {
        return type;
    }

    /** The type with the current size as its minimum, which is what imports are matched against (spec 4.5.2). */
    public MemoryType currentType() {
        var limits = new Limits(pages(), type.limits().hasMax(), type.limits().max());
        return new MemoryType(type.addressType(), limits, type.shared(), type.pageSizeLog2());
    }

    public Store store() {
        return store;
    }

    /** The current size in pages. */
    public int pages() {
        return bytes.length >>> type.pageSizeLog2();
    }

    /** The current size in bytes. */
    public long size() {
        return bytes.length;
    }

    /**
     * Grows by {@code delta} pages (unsigned).
     *
     * @return the size before in pages, or -1 if a limit or the JVM's heap does not allow it
     */
    public int grow(int delta) {
        int before = pages();
        long after = before + Integer.toUnsignedLong(delta);
        if (delta == 0) {
            return before;
        }
        if (type.limits().hasMax() && Long.compareUnsigned(after, type.limits().max()) > 0) {
            return -1;
        }
        long size = byteSize(type, after);
        if (size < 0 || size > store.limits().memoryBytes()) {
            return -1;
        }
        try {
            bytes = Arrays.copyOf(bytes, (int) size);
        } catch (OutOfMemoryError e) {
            return -1;
        }
        for (var user : users) {
            var instance = user.get();
            if (instance != null) {
                instance.memoryGrown();
            }
        }
        return before;
    }

    /** Makes {@code instance} learn of new arrays. */
    void addUser(ModuleInstance instance) {
        users.add(new WeakReference<>(instance));
    }

    private static long byteSize(MemoryType type, long pages) {
        return Long.compareUnsigned(pages, MAX_ARRAY >>> type.pageSizeLog2()) > 0 ? -1 : pages << type.pageSizeLog2();
    }

    public byte readByte(int address) {
        check(address, 1);
        return bytes[address];
    }

    public short readShort(int address) {
        check(address, 2);
        return (short) MemoryAccess.SHORT.get(bytes, address);
    }

    public int readInt(int address) {
        check(address, 4);
        return (int) MemoryAccess.INT.get(bytes, address);
    }

    public long readLong(int address) {
        check(address, 8);
        return (long) MemoryAccess.LONG.get(bytes, address);
    }

    public void writeByte(int address, byte value) {
        check(address, 1);
        bytes[address] = value;
    }

    public void writeShort(int address, short value) {
        check(address, 2);
        MemoryAccess.SHORT.set(bytes, address, value);
    }

    public void writeInt(int address, int value) {
        check(address, 4);
        MemoryAccess.INT.set(bytes, address, value);
    }

    public void writeLong(int address, long value) {
        check(address, 8);
        MemoryAccess.LONG.set(bytes, address, value);
    }

    /** A copy of {@code length} bytes (unsigned). */
    public byte[] read(int address, int length) {
        check(address, length);
        return Arrays.copyOfRange(bytes, address, address + length);
    }

    public void write(int address, byte[] source) {
        write(address, source, 0, source.length);
    }

    public void write(int address, byte[] source, int from, int length) {
        check(address, length);
        System.arraycopy(source, from, bytes, address, length);
    }

    public String readUtf8(int address, int length) {
        check(address, length);
        return new String(bytes, address, length, StandardCharsets.UTF_8);
    }

    /** Whether {@code length} bytes (unsigned) from {@code address} (unsigned) are inside. */
    public boolean contains(int address, int length) {
        return Integer.toUnsignedLong(address) + Integer.toUnsignedLong(length) <= bytes.length;
    }

    /**
     * Traps unless the whole range is inside.
     *
     * @param address unsigned
     * @param length unsigned
     */
    public void check(int address, int length) {
        if (!contains(address, length)) {
            throw new Trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
        }
    }
}
