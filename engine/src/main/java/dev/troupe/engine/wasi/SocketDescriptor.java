package dev.troupe.engine.wasi;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

/** A granted or accepted socket. The channel is in non-blocking mode always; waiting is done with a selector. */
abstract class SocketDescriptor extends Descriptor {
    SocketDescriptor(long rights, long inheriting) {
        super(rights, inheriting);
    }

    abstract SelectableChannel channel();

    /** The {@link java.nio.channels.SelectionKey} operation that {@link #readable} waits for. */
    abstract int readOperation();

    @Override
    int type() {
        return Witx.TYPE_SOCKET_STREAM;
    }

    /** Waits until the operation can be done, or fails if the descriptor does not wait. */
    final void await(Waiting waiting, int operation) throws Exception {
        if (has(Witx.NONBLOCK)) {
            throw Errno.AGAIN.error();
        }
        waiting.run(() -> {
            try (var selector = Selector.open()) {
                channel().register(selector, operation);
                select(selector, Long.MAX_VALUE);
            }
            return null;
        });
    }

    /** Waits for a selector, at most so many nanoseconds. */
    static void select(Selector selector, long nanos) throws IOException, InterruptedException {
        if (nanos == Long.MAX_VALUE) {
            selector.select();
        } else {
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
