package dev.troupe.actors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** What a command writes, held until it ends. Writing more than the limit fails, in the guest. */
final class BoundedOutput extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long limit;

    BoundedOutput(long limit) {
        this.limit = limit;
    }

    @Override
    public void write(int value) throws IOException {
        reserve(1);
        bytes.write(value);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        reserve(length);
        bytes.write(source, offset, length);
    }

    private void reserve(int count) throws IOException {
        if (bytes.size() + (long) count > limit) {
            throw new IOException("more than " + limit + " bytes of output");
        }
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
