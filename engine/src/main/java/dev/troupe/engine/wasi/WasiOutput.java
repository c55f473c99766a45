package dev.troupe.engine.wasi;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/** Where a guest's standard output or error goes. Immutable; what it opens is opened for each instance anew. */
public sealed interface WasiOutput {
    /** Nowhere: writing succeeds. The default. */
    static WasiOutput discard() {
        return new Stream(OutputStream.nullOutputStream());
    }

    /** A stream, flushed after every write of the guest, never closed. */
    static WasiOutput stream(OutputStream stream) {
        return new Stream(stream);
    }

    /** A file, created or emptied when the instance is made. */
    static WasiOutput file(Path path) {
        return new File(path);
    }

    /**
     * Called on the instance's thread for each line, without its line feed, decoded as UTF-8; a last line without one comes when the
     * instance is closed, a line of more than 64 KiB in pieces.
     */
    static WasiOutput lines(Consumer<String> consumer) {
        return new Lines(consumer);
    }

    /** This process's standard output; a terminal if that is one. */
    static WasiOutput inheritStdout() {
        return new Inherited(false);
    }

    /** This process's standard error; a terminal if that is one. */
    static WasiOutput inheritStderr() {
        return new Inherited(true);
    }

    record Stream(OutputStream stream) implements WasiOutput {
        public Stream {
            Objects.requireNonNull(stream, "stream");
        }
    }

    record File(Path path) implements WasiOutput {
        public File {
            Objects.requireNonNull(path, "path");
        }
    }

    record Lines(Consumer<String> consumer) implements WasiOutput {
        public Lines {
            Objects.requireNonNull(consumer, "consumer");
        }
    }

    record Inherited(boolean error) implements WasiOutput {}
}
