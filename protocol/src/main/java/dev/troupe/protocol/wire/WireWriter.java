package dev.troupe.protocol.wire;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** Appends to a growing byte array; the counterpart of {@link WireReader}. */
final class WireWriter {
    private final ActorRefResolver resolver;
    private byte[] buffer = new byte[128];
    private int size;

    WireWriter(ActorRefResolver resolver) {
        this.resolver = resolver;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    private void reserve(int count) {
        if (buffer.length - size < count) {
            buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, count), (int) Math.min(buffer.length * 2L, Integer.MAX_VALUE - 8)));
        }
    }

    void u8(int value) {
        reserve(1);
        buffer[size++] = (byte) value;
    }

    void bool(boolean value) {
        u8(value ? 1 : 0);
    }

    /** Unsigned LEB128. */
    void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            u8((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        u8((int) rest);
    }

    /** Zigzag LEB128: short for numbers near zero of either sign. */
    void signed(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    void fixed32(int value) {
        reserve(4);
        for (int shift = 0; shift < 32; shift += 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
    }

    void fixed64(long value) {
        reserve(8);
        for (int shift = 0; shift < 64; shift += 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
    }

    void bytes(byte[] value) {
        varint(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
    }

    void string(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    void duration(Duration value) {
        signed(value.getSeconds());
        varint(value.getNano());
    }

    void actor(ActorRef<?> value) {
        string(resolver.toSerializationFormat(value));
    }

    void constant(Enum<?> value) {
        string(value.name());
    }

    <T> void list(List<T> values, BiConsumer<WireWriter, T> element) {
        varint(values.size());
        for (var value : values) {
            element.accept(this, value);
        }
    }
}
