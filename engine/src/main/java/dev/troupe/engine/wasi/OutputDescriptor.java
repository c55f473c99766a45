package dev.troupe.engine.wasi;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;

/** A standard output or error. */
final class OutputDescriptor extends Descriptor {
    private final OutputStream stream;
    private final boolean owned;
    private final boolean terminal;
    private final Quota quota;

    private OutputDescriptor(OutputStream stream, boolean owned, boolean terminal, Quota quota) {
        super(Rights.OUTPUT, 0);
        this.stream = stream;
        this.owned = owned;
        this.terminal = terminal;
        this.quota = quota;
    }

    static OutputDescriptor of(WasiOutput output, Quota quota) throws IOException {
        if (output instanceof WasiOutput.Stream stream) {
            return new OutputDescriptor(stream.stream(), false, false, quota);
        }
        if (output instanceof WasiOutput.File file) {
            return new OutputDescriptor(Files.newOutputStream(file.path()), true, false, quota);
        }
        if (output instanceof WasiOutput.Lines lines) {
            return new OutputDescriptor(new LineOutput(lines.consumer()), true, false, quota);
        }
        var error = ((WasiOutput.Inherited) output).error();
        return new OutputDescriptor(
                new FileOutputStream(error ? FileDescriptor.err : FileDescriptor.out), false, Terminal.isTerminal(), quota);
    }

    @Override
    int type() {
        return terminal ? Witx.TYPE_CHARACTER_DEVICE : Witx.TYPE_UNKNOWN;
    }

    @Override
    int write(Waiting waiting, byte[] bytes, int offset, int length) throws Exception {
        int allowed = quota.allow(length);
        waiting.run(() -> {
            stream.write(bytes, offset, allowed);
            stream.flush();
            return null;
        });
        quota.take(allowed);
        return allowed;
    }

    @Override
    int readable() throws WasiError {
        throw Errno.BADF.error();
    }

    @Override
    void sync(boolean metadata) throws IOException {
        stream.flush();
    }

    @Override
    void close() throws IOException {
        if (owned) {
            stream.close();
        } else {
            stream.flush();
        }
    }
}
