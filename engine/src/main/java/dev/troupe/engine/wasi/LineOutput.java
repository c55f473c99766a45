package dev.troupe.engine.wasi;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts what is written into lines. */
final class LineOutput extends OutputStream {
    private static final int MAX_LINE = 1 << 16;
    private final Consumer<String> consumer;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LineOutput(Consumer<String> consumer) {
        this.consumer = consumer;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int start = offset;
        for (int i = offset; i < end; i++) {
            if (bytes[i] == '\n') {
                line.write(bytes, start, i - start);
                emit();
                start = i + 1;
            } else if (line.size() + i - start >= MAX_LINE) {
                line.write(bytes, start, i - start);
                emit();
                start = i;
            }
        }
        line.write(bytes, start, end - start);
    }

    private void emit() {
        var text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        consumer.accept(text);
    }

    @Override
    public void close() {
        if (line.size() > 0) {
            emit();
        }
    }
}
