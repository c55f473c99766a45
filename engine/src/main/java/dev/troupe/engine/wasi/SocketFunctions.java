package dev.troupe.engine.wasi;

import dev.troupe.engine.runtime.Caller;

/** The functions on sockets ({@code sock_*}); there is none to open one: the embedder grants listeners and connections. */
final class SocketFunctions extends Room {
    private static final int OK = 0;

    private final DescriptorTable table;

    SocketFunctions(WasiState state) {
        super(state);
        this.table = state.table();
    }

    int sockAccept(Caller caller, int fd, int flags, int result) throws Exception {
        var memory = Guest.memory(caller);
        Guest.check(memory, result, 4);
        if ((flags & ~Witx.NONBLOCK) != 0) {
            throw Errno.INVAL.error();
        }
        if (!(table.get(fd) instanceof ListenerDescriptor listener)) {
            throw (table.get(fd) instanceof SocketDescriptor ? Errno.INVAL : Errno.NOTSOCK).error();
        }
        listener.require(Rights.SOCK_ACCEPT);
        table.checkRoom();
        var connection = new ConnectionDescriptor(listener.accept(state.waiting(caller)), true, state.quota());
        connection.setFlags(flags);
        memory.writeInt(result, table.add(connection));
        return OK;
    }

    int sockRecv(Caller caller, int fd, int vectors, int count, int flags, int size, int resultFlags) throws Exception {
        var memory = Guest.memory(caller);
        Guest.check(memory, size, 4);
        Guest.check(memory, resultFlags, 2);
        var parts = Guest.vectors(memory, vectors, count);
        var connection = connection(fd, Rights.FD_READ);
        if ((flags & ~(Witx.RECV_PEEK | Witx.RECV_WAITALL)) != 0) {
            throw Errno.INVAL.error();
        }
        var waiting = state.waiting(caller);
        boolean peek = (flags & Witx.RECV_PEEK) != 0;
        boolean all = (flags & Witx.RECV_WAITALL) != 0 && !peek;
        int total = 0;
        for (int i = 0; i < parts.length; i += 2) {
            int done = 0;
            while (done < parts[i + 1] && (total == 0 || all || connection.readable() > 0)) {
                int address = parts[i] + done;
                int wanted = parts[i + 1] - done;
                int part = Guest.fill(
                        memory,
                        address,
                        wanted,
                        false,
                        (bytes, offset, length) -> peek
                                ? connection.peek(waiting, bytes, offset, length)
                                : connection.read(waiting, bytes, offset, length));
                done += part;
                total += part;
                if (part == 0 || peek) {
                    break;
                }
            }
            if (done < parts[i + 1] || peek) {
                break;
            }
        }
        memory.writeInt(size, total);
        memory.writeShort(resultFlags, (short) 0);
        return OK;
    }

    int sockSend(Caller caller, int fd, int vectors, int count, int flags, int size) throws Exception {
        var memory = Guest.memory(caller);
        Guest.check(memory, size, 4);
        var parts = Guest.vectors(memory, vectors, count);
        var connection = connection(fd, Rights.FD_WRITE);
        if (flags != 0) {
            throw Errno.INVAL.error();
        }
        memory.writeInt(size, DescriptorFunctions.write(state.waiting(caller), connection, memory, parts));
        return OK;
    }

    int sockShutdown(Caller caller, int fd, int how) throws Exception {
        var connection = connection(fd, Rights.SOCK_SHUTDOWN);
        if (how == 0 || (how & ~(Witx.SHUT_RD | Witx.SHUT_WR)) != 0) {
            throw Errno.INVAL.error();
        }
        connection.shutdown((how & Witx.SHUT_RD) != 0, (how & Witx.SHUT_WR) != 0);
        return OK;
    }

    private ConnectionDescriptor connection(int fd, long right) throws WasiError {
        var descriptor = table.get(fd);
        if (!(descriptor instanceof ConnectionDescriptor connection)) {
            throw (descriptor instanceof SocketDescriptor ? Errno.NOTCONN : Errno.NOTSOCK).error();
        }
        connection.require(right);
        return connection;
    }
}
