package dev.troupe.engine.wasi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where a guest's standard input comes from. Immutable; what it opens is opened for each instance anew. */
public sealed interface WasiInput {
    /** At its end from the start. The default. */
    static WasiInput empty() {
        return new Bytes(new byte[0]);
    }

    /** Do not modify the array afterwards. */
    static WasiInput bytes(byte[] contents) {
        return new Bytes(contents);
    }

    /** The text in UTF-8. */
    static WasiInput text(String contents) {
        return new Bytes(contents.getBytes(StandardCharsets.UTF_8));
    }

    /** A file, read from its start. */
    static WasiInput file(Path path) {
        return new File(path);
    }

    /**
     * A stream, never closed. As a read from it cannot be interrupted in general, a thread of its own waits for it; that thread reads
     * when the guest reads, so that up to 8 KiB may be taken that the guest never asks for.
     */
    static WasiInput stream(InputStream stream) {
        return new Stream(stream);
    }

    /** This process's standard input; a terminal if that is one. What one instance leaves over the next one gets. */
    static WasiInput inherit() {
        return new Inherited();
    }

    record Bytes(byte[] contents) implements WasiInput {
        public Bytes {
            Objects.requireNonNull(contents, "contents");
        }
    }

    record File(Path path) implements WasiInput {
        public File {
            Objects.requireNonNull(path, "path");
        }

        InputStream open() throws IOException {
            return Files.newInputStream(path);
        }
    }

    record Stream(InputStream stream) implements WasiInput {
        public Stream {
            Objects.requireNonNull(stream, "stream");
        }
    }

    record Inherited() implements WasiInput {}
}
