package dev.troupe.engine.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A granted or accepted connection. What was looked at but not taken yet waits in a buffer. */
final class ConnectionDescriptor extends SocketDescriptor {
    private static final int CHUNK = 1 << 16;

    private final SocketChannel channel;
    private final boolean owned;
    private final Quota quota;
    private final ByteBuffer ahead = ByteBuffer.allocate(8192).limit(0);
    private boolean ended;

    ConnectionDescriptor(SocketChannel channel, boolean owned, Quota quota) throws IOException {
        super(Rights.CONNECTION, 0);
        this.channel = channel;
        this.owned = owned;
        this.quota = quota;
        channel.configureBlocking(false);
    }

    @Override
    SelectableChannel channel() {
        return channel;
    }

    @Override
    int readOperation() {
        return SelectionKey.OP_READ;
    }

    @Override
    int read(Waiting waiting, byte[] bytes, int offset, int length) throws Exception {
        while (length > 0 && readable() < 0) {
            await(waiting, SelectionKey.OP_READ);
        }
        int count = Math.min(length, ahead.remaining());
        ahead.get(bytes, offset, count);
        return count;
    }

    /** Like {@link #read}, and leaves what it read. */
    int peek(Waiting waiting, byte[] bytes, int offset, int length) throws Exception {
        int count = read(waiting, bytes, offset, length);
        ahead.position(ahead.position() - count);
        return count;
    }

    @Override
    int write(Waiting waiting, byte[] bytes, int offset, int length) throws Exception {
        int allowed = quota.allow(length);
        int done = 0;
        while (done < allowed) {
            int count = channel.write(ByteBuffer.wrap(bytes, offset + done, Math.min(CHUNK, allowed - done)));
            done += count;
            quota.take(count);
            if (count == 0) {
                if (done > 0) {
                    break;
                }
                await(waiting, SelectionKey.OP_WRITE);
            }
        }
        return done;
    }

    void shutdown(boolean input, boolean output) throws IOException {
        if (input) {
            channel.shutdownInput();
            ended = true;
        }
        if (output) {
            channel.shutdownOutput();
        }
    }

    @Override
    int readable() throws IOException {
        if (!ahead.hasRemaining() && !ended) {
            ahead.clear();
            int count = 0;
            try {
                count = channel.read(ahead);
            } finally {
                ahead.flip();
            }
            ended = count < 0;
            if (count == 0) {
                return -1;
            }
        }
        return ahead.remaining();
    }

    @Override
    boolean hangup() {
        return ended && !ahead.hasRemaining();
    }

    @Override
    void close() throws IOException {
        if (owned) {
            channel.close();
        }
    }
}
