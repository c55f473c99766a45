package dev.troupe.engine.module;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the values of the binary format (spec 5.2) from a range of a byte array. Mutable, for one thread.
 *
 * <p>Every method throws {@link MalformedModuleException} at the end of the range and where an encoding is not allowed.
 */
public final class BinaryReader {
    private final byte[] bytes;
    private final int end;
    private int position;

    public BinaryReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    public BinaryReader(Slice slice) {
        this(slice.bytes(), slice.start(), slice.end());
    }

    /** The index of the next byte in the array. */
    public int position() {
        return position;
    }

    public void position(int newPosition) {
        position = newPosition;
    }

    /** The index after the last byte that may be read. */
    public int end() {
        return end;
    }

    public boolean atEnd() {
        return position >= end;
    }

    public int remaining() {
        return end - position;
    }

    public byte[] bytes() {
        return bytes;
    }

    /** The next byte as 0 to 255, without moving, or -1 at the end. */
    public int peek() {
        return position < end ? bytes[position] & 0xFF : -1;
    }

    /** A byte as 0 to 255. */
    public int readByte() {
        if (position >= end) {
            throw unexpectedEnd();
        }
        return bytes[position++] & 0xFF;
    }

    public void skip(int count) {
        if (count < 0 || count > end - position) {
            throw unexpectedEnd();
        }
        position += count;
    }

    /** An unsigned 32-bit integer, as the bits of an int. */
    public int readU32() {
        int first = readByte();
        if (first < 0x80) {
            return first;
        }
        int value = first & 0x7F;
        for (int shift = 7; shift < 28; shift += 7) {
            int b = readByte();
            value |= (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        int last = readByte();
        check((last & 0x70) == 0, "integer too large");
        check(last < 0x80, "integer representation too long");
        return value | last << 28;
    }

    /** An unsigned 64-bit integer, as the bits of a long. */
    public long readU64() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int b = readByte();
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        int last = readByte();
        check((last & 0x7E) == 0, "integer too large");
        check(last < 0x80, "integer representation too long");
        return value | (long) last << 63;
    }

    public int readS32() {
        return (int) readSigned(32);
    }

    /** A signed 33-bit integer: a type index if not negative. */
    public long readS33() {
        return readSigned(33);
    }

    public long readS64() {
        return readSigned(64);
    }

    private long readSigned(int bits) {
        if (position < end && bytes[position] >= 0) {
            // One byte of seven bits
            return bytes[position++] << 25 >> 25;
        }
        long value = 0;
        int shift = 0;
        while (true) {
            int b = readByte();
            int left = bits - shift;
            if (left < 7) {
                int signBits = -1 << (left - 1) & 0x7F;
                check((b & signBits) == 0 || (b & signBits) == signBits, "integer too large");
            }
            value |= (long) (b & 0x7F) << shift;
            shift += 7;
            if (b < 0x80) {
                return shift < 64 ? value << (64 - shift) >> (64 - shift) : value;
            }
            check(shift < bits, "integer representation too long");
        }
    }

    /** Four bytes, little-endian: the bits of an f32, or a fixed-width integer. */
    public int readI32Bits() {
        int at = position;
        skip(4);
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }

    /** Eight bytes, little-endian: the bits of an f64, or half a vector. */
    public long readI64Bits() {
        return readI32Bits() & 0xFFFF_FFFFL | (long) readI32Bits() << 32;
    }

    /**
     * The length of a vector or the size of a section, at most the number of bytes left (counted, like the reference interpreter
     * does, from the length itself). The caller must still not reserve memory for as many elements, but take them one by one.
     */
    public int readLength() {
        int at = position;
        int length = readU32();
        if (Integer.compareUnsigned(length, end - at) > 0) {
            throw MalformedModuleException.atOffset(
                    "length out of bounds: " + Integer.toUnsignedString(length) + ", but " + (end - position) + " bytes are left", at);
        }
        return length;
    }

    /** A name: a length and that many bytes of UTF-8 (spec 5.2.4). */
    public String readName() {
        int length = readLength();
        int at = position;
        skip(length);
        boolean ascii = true;
        for (int i = at; i < position && ascii; i++) {
            ascii = bytes[i] >= 0;
        }
        if (ascii) {
            return new String(bytes, at, length, StandardCharsets.US_ASCII);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length)).toString();
        } catch (CharacterCodingException e) {
            throw MalformedModuleException.atOffset("malformed UTF-8 encoding", at);
        }
    }

    private void check(boolean condition, String reason) {
        if (!condition) {
            throw MalformedModuleException.atOffset(reason, position - 1L);
        }
    }

    private MalformedModuleException unexpectedEnd() {
        return MalformedModuleException.atOffset("unexpected end of section or function", end);
    }
}
