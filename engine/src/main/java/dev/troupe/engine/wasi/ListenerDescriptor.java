package dev.troupe.engine.wasi;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A granted listener. */
final class ListenerDescriptor extends SocketDescriptor {
    private final ServerSocketChannel channel;
    private SocketChannel accepted;

    ListenerDescriptor(ServerSocketChannel channel) throws IOException {
        super(Rights.LISTENER, Rights.CONNECTION);
        this.channel = channel;
        channel.configureBlocking(false);
    }

    @Override
    SelectableChannel channel() {
        return channel;
    }

    @Override
    int readOperation() {
        return SelectionKey.OP_ACCEPT;
    }

    SocketChannel accept(Waiting waiting) throws Exception {
        while (readable() < 0) {
            await(waiting, SelectionKey.OP_ACCEPT);
        }
        var connection = accepted;
        accepted = null;
        return connection;
    }

    /** The way to know whether there is somebody is to accept them. */
    @Override
    int readable() throws IOException {
        if (accepted == null) {
            accepted = channel.accept();
        }
        return accepted == null ? -1 : 1;
    }

    @Override
    void close() throws IOException {
        if (accepted != null) {
            accepted.close();
        }
    }
}
