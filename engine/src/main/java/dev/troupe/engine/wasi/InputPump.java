package dev.troupe.engine.wasi;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/**
 * Makes a stream whose reads cannot be interrupted readable with interruption and with a look ahead: a daemon thread reads one buffer
 * whenever somebody wants to know what comes next, and ends when the stream does. Thread-safe.
 */
final class InputPump {
    private static final int BUFFER_SIZE = 8192;

    private final InputStream stream;
    private byte[] buffer = new byte[BUFFER_SIZE];
    private int position;
    private int limit;
    private boolean wanted;
    private boolean ended;
    private boolean started;
    private IOException failure;

    /** One for the process: there is one standard input. */
    private static final class Inherited {
        private static final InputPump PUMP = new InputPump(new FileInputStream(FileDescriptor.in));
    }

    InputPump(InputStream stream) {
        this.stream = stream;
    }

    static InputPump inherited() {
        return Inherited.PUMP;
    }

    /** Waits for bytes; 0 at the end. */
    synchronized int read(byte[] target, int offset, int length) throws IOException, InterruptedException {
        while (position == limit && !ended) {
            request();
            wait();
        }
        if (position < limit) {
            int count = Math.min(length, limit - position);
            System.arraycopy(buffer, position, target, offset, count);
            position += count;
            return count;
        }
        if (failure != null) {
            throw failure;
        }
        return 0;
    }

    /** The number of bytes at hand, 0 at the end, -1 if there are none yet; then the thread goes looking. */
    synchronized int readable() {
        if (position < limit) {
            return limit - position;
        }
        if (ended) {
            return 0;
        }
        request();
        return -1;
    }

    /** Waits until {@link #readable} has an answer, at most so many nanoseconds. */
    synchronized void await(long nanos) throws InterruptedException {
        if (readable() < 0) {
            // 0 would wait without an end, which is meant for the longest time only.
            wait(nanos == Long.MAX_VALUE ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        }
    }

    private void request() {
        wanted = true;
        if (!started) {
            started = true;
            Thread.ofPlatform().daemon().name("troupe-wasi-stdin").start(this::run);
        }
        notifyAll();
    }

    private void run() {
        var chunk = new byte[BUFFER_SIZE];
        while (true) {
            synchronized (this) {
                while (!wanted) {
                    try {
                        wait();
                    } catch (InterruptedException ignored) {
                        return;
                    }
                }
                wanted = false;
            }
            int count = -1;
            IOException thrown = null;
            try {
                count = stream.read(chunk, 0, chunk.length);
            } catch (IOException e) {
                thrown = e;
            }
            synchronized (this) {
                if (count > 0) {
                    System.arraycopy(chunk, 0, buffer, 0, count);
                    position = 0;
                    limit = count;
                } else if (count < 0) {
                    ended = true;
                    failure = thrown;
                }
                wanted = false;
                notifyAll();
                if (ended) {
                    buffer = null;
                    return;
                }
            }
        }
    }
}
