package dev.troupe.protocol.wire;

import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * One row of the table of messages.
 *
 * @param manifest the message's name and the version of its layout
 * @param type the record
 * @param writer appends its components
 * @param reader makes it from them, in the same order
 */
record Codec<T>(String manifest, Class<T> type, BiConsumer<WireWriter, T> writer, Function<WireReader, T> reader) {
    void write(WireWriter out, Object message) {
        writer.accept(out, type.cast(message));
    }
}
