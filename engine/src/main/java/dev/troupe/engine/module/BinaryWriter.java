package dev.troupe.engine.module;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer that writes the value, type and instruction encodings of the binary format (spec 5.2 to 5.4), always in
 * their shortest form. Shared by the text parser, which emits bodies, and the encoder. Not thread-safe.
 */
public final class BinaryWriter {
    private byte[] bytes;
    private int size;

    public BinaryWriter() {
        this(64);
    }

    public BinaryWriter(int capacity) {
        bytes = new byte[capacity];
    }

    public int size() {
        return size;
    }

    /** Forgets everything after the first {@code newSize} bytes. */
    public void truncate(int newSize) {
        size = newSize;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    public BinaryWriter u8(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    public BinaryWriter bytes(byte[] source) {
        return bytes(source, 0, source.length);
    }

    public BinaryWriter bytes(byte[] source, int start, int end) {
        ensure(end - start);
        System.arraycopy(source, start, bytes, size, end - start);
        size += end - start;
        return this;
    }

    public BinaryWriter bytes(Slice slice) {
        return bytes(slice.bytes(), slice.start(), slice.end());
    }

    /** Appends everything that {@code other} holds from {@code start} on. */
    public BinaryWriter tail(BinaryWriter other, int start) {
        return bytes(other.bytes, start, other.size);
    }

    /** An unsigned 32-bit LEB128. */
    public BinaryWriter u32(int value) {
        return u64(Integer.toUnsignedLong(value));
    }

    /** An unsigned 64-bit LEB128. */
    public BinaryWriter u64(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    /** A signed LEB128; the shortest form is the same for 32, 33 and 64 bits. */
    public BinaryWriter signed(long value) {
        ensure(10);
        long rest = value;
        while (rest < -0x40 || rest > 0x3F) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>= 7;
        }
        bytes[size++] = (byte) (rest & 0x7F);
        return this;
    }

    /** Four bytes, little endian. */
    public BinaryWriter fixed32(int value) {
        ensure(4);
        for (int i = 0; i < 4; i++) {
            bytes[size++] = (byte) (value >>> 8 * i);
        }
        return this;
    }

    /** Eight bytes, little endian. */
    public BinaryWriter fixed64(long value) {
        return fixed32((int) value).fixed32((int) (value >>> 32));
    }

    /** A name: its length in UTF-8, then its bytes. */
    public BinaryWriter name(String name) {
        return vector(name.getBytes(StandardCharsets.UTF_8));
    }

    /** A length, then the bytes. */
    public BinaryWriter vector(byte[] content) {
        return u32(content.length).bytes(content);
    }

    public BinaryWriter opcode(Opcode opcode) {
        if (opcode.prefix() == 0) {
            return u8(opcode.code());
        }
        return u8(opcode.prefix()).u32(opcode.code());
    }

    public BinaryWriter heapType(HeapType type) {
        return switch (type) {
            case AbstractHeapType a -> u8(a.code());
            case TypeIndex t -> signed(Integer.toUnsignedLong(t.index()));
            case CanonicalType c -> throw new IllegalArgumentException("a canonical type has no binary form: " + c);
        };
    }

    public BinaryWriter storageType(StorageType type) {
        return switch (type) {
            case PackedType p -> u8(p == PackedType.I8 ? 0x78 : 0x77);
            case NumType n -> u8(switch (n) {
                case I32 -> 0x7F;
                case I64 -> 0x7E;
                case F32 -> 0x7D;
                case F64 -> 0x7C;
            });
            case VecType v -> u8(0x7B);
            case RefType r -> refType(r);
        };
    }

    private BinaryWriter refType(RefType type) {
        if (type.nullable() && type.heapType() instanceof AbstractHeapType a) {
            return u8(a.code());
        }
        return u8(type.nullable() ? 0x63 : 0x64).heapType(type.heapType());
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
