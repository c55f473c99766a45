package dev.troupe.engine.wasi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A standard input that never waits: bytes or a file. */
final class InputDescriptor extends Descriptor {
    private final InputStream stream;

    InputDescriptor(InputStream stream) {
        super(Rights.INPUT, 0);
        this.stream = stream;
    }

    static Descriptor of(WasiInput input) throws IOException {
        if (input instanceof WasiInput.Bytes bytes) {
            return new InputDescriptor(new ByteArrayInputStream(bytes.contents()));
        }
        if (input instanceof WasiInput.File file) {
            return new InputDescriptor(file.open());
        }
        return input instanceof WasiInput.Stream stream
                ? new PumpedDescriptor(new InputPump(stream.stream()), false)
                : new PumpedDescriptor(InputPump.inherited(), Terminal.isTerminal());
    }

    @Override
    int type() {
        return Witx.TYPE_UNKNOWN;
    }

    @Override
    int read(Waiting waiting, byte[] bytes, int offset, int length) throws IOException {
        return Math.max(0, stream.read(bytes, offset, length));
    }

    @Override
    int readable() throws IOException {
        return stream.available();
    }

    @Override
    void close() throws IOException {
        stream.close();
    }
}
