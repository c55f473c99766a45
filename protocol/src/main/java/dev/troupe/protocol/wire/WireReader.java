package dev.troupe.protocol.wire;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Reads what {@link WireWriter} wrote, trusting nothing: lengths are checked before anything is allocated. */
final class WireReader {
    /** The bytes are no message. Becomes the {@code NotSerializableException} that Akka asks for. */
    static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        MalformedException(String message) {
            super(message, null, false, false);
        }
    }

    private final ActorRefResolver resolver;
    private final byte[] buffer;
    private int position;

    WireReader(ActorRefResolver resolver, byte[] buffer) {
        this.resolver = resolver;
        this.buffer = buffer;
    }

    void end() {
        if (position != buffer.length) {
            throw new MalformedException((buffer.length - position) + " bytes too many");
        }
    }

    private void need(long count) {
        if (count < 0 || count > buffer.length - position) {
            throw new MalformedException("truncated at byte " + position + ": " + count + " more expected");
        }
    }

    int u8() {
        need(1);
        return buffer[position++] & 0xff;
    }

    boolean bool() {
        int value = u8();
        if (value > 1) {
            throw new MalformedException("not a boolean: " + value);
        }
        return value == 1;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new MalformedException("number too long at byte " + position);
    }

    long signed() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A count or size that must fit into an int. */
    int count() {
        long value = varint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new MalformedException("number out of range: " + Long.toUnsignedString(value));
        }
        return (int) value;
    }

    int signedInt() {
        long value = signed();
        if (value != (int) value) {
            throw new MalformedException("number out of range: " + value);
        }
        return (int) value;
    }

    int fixed32() {
        need(4);
        int value = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            value |= (buffer[position++] & 0xff) << shift;
        }
        return value;
    }

    long fixed64() {
        need(8);
        long value = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            value |= (buffer[position++] & 0xffL) << shift;
        }
        return value;
    }

    byte[] bytes() {
        int length = count();
        need(length);
        position += length;
        return Arrays.copyOfRange(buffer, position - length, position);
    }

    String string() {
        int length = count();
        need(length);
        position += length;
        return new String(buffer, position - length, length, StandardCharsets.UTF_8);
    }

    Duration duration() {
        long seconds = signed();
        int nanos = count();
        try {
            return Duration.ofSeconds(seconds, nanos);
        } catch (ArithmeticException e) {
            throw new MalformedException("duration out of range: " + seconds + " s");
        }
    }

    <T> ActorRef<T> actor() {
        var text = string();
        try {
            return resolver.resolveActorRef(text);
        } catch (RuntimeException e) {
            throw new MalformedException("not an actor reference: " + e.getMessage());
        }
    }

    <E extends Enum<E>> E constant(Class<E> type) {
        var name = string();
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("no " + type.getSimpleName() + ": " + name);
        }
    }

    <T> List<T> list(Function<WireReader, T> element) {
        int count = count();
        // An element takes at least one byte, so a count beyond the rest is a lie.
        need(count);
        var values = new ArrayList<T>(count);
        for (int i = 0; i < count; i++) {
            values.add(element.apply(this));
        }
        return values;
    }
}
