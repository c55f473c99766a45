package dev.troupe.engine.wasi;

import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.runtime.Caller;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.WasmFunction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A guest without a module: a memory, and Java code that calls the WASI functions as a module would. */
final class TestGuest implements Caller, AutoCloseable {
    static final int SUCCESS = 0;
    static final int FD_STDIN = 0;
    static final int FD_STDOUT = 1;
    static final int FD_ROOT = 3;

    /** Where results go. */
    static final int RESULT = 64;

    final Store store = Store.create();
    final Memory memory = Memory.create(store, MemoryType.of(Limits.atLeast(4)));
    final WasiState state;
    private final Abi abi;
    private int next = 1024;

    TestGuest(WasiConfig config) {
        this(config, Abi.PREVIEW1);
    }

    TestGuest(WasiConfig config, Abi abi) {
        this.abi = abi;
        state = new WasiState(config);
        try {
            state.open();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public Optional<Memory> memory(String name) {
        return name.equals("memory") ? Optional.of(memory) : Optional.empty();
    }

    @Override
    public Optional<WasmFunction> function(String name) {
        return Optional.empty();
    }

    private Object room(Class<?> room) {
        if (room == ProcessFunctions.class) {
            return new ProcessFunctions(state);
        } else if (room == DescriptorFunctions.class) {
            return new DescriptorFunctions(state, abi);
        } else if (room == PathFunctions.class) {
            return new PathFunctions(state, abi);
        } else if (room == PollFunctions.class) {
            return new PollFunctions(state, abi);
        }
        return new SocketFunctions(state);
    }

    /** Calls a function by its WASI name; {@link String} arguments become two: address and length. */
    Errno call(String name, Object... arguments) {
        var entry = Functions.all().get(name);
        var definition = entry.definition();
        List<Object> all = new ArrayList<>(List.of(room(entry.room()), this));
        for (var argument : arguments) {
            if (argument instanceof String text) {
                var bytes = text.getBytes(StandardCharsets.UTF_8);
                all.add(put(bytes));
                all.add(bytes.length);
            } else {
                boolean wide = definition.type().params().get(all.size() - 2) == dev.troupe.engine.module.ValType.I64;
                long number = ((Number) argument).longValue();
                all.add(wide ? (Object) number : (Object) (int) number);
            }
        }
        try {
            var result = definition.target().invokeWithArguments(all);
            return result == null ? Errno.SUCCESS : Errno.values()[(int) result];
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(name + " threw", e);
        }
    }

    /** Calls a function that must succeed. */
    void ok(String name, Object... arguments) {
        var errno = call(name, arguments);
        if (errno != Errno.SUCCESS) {
            throw new AssertionError(name + " gave " + errno);
        }
    }

    int put(byte[] bytes) {
        if (next + bytes.length + 8 > memory.size() / 2) {
            next = 1024;
        }
        int address = next;
        memory.write(address, bytes);
        next = (next + bytes.length + 7) & -8;
        return address;
    }

    int result() {
        return memory.readInt(RESULT);
    }

    /** Opens below the first directory with all rights that make sense. */
    int open(String path, int openFlags) {
        return open(FD_ROOT, path, openFlags, 0);
    }

    int open(int fd, String path, int openFlags, int flags) {
        ok("path_open", fd, 1, path, openFlags, fileRights(openFlags), Rights.FILE | Rights.DIRECTORY, flags, RESULT);
        return result();
    }

    Errno tryOpen(int fd, String path, int openFlags) {
        return call("path_open", fd, 1, path, openFlags, fileRights(openFlags), Rights.FILE | Rights.DIRECTORY, 0, RESULT);
    }

    /** Opens for reading. */
    Errno tryRead(String path) {
        return call("path_open", FD_ROOT, 1, path, 0, Rights.FD_READ, 0, 0, RESULT);
    }

    private static long fileRights(int openFlags) {
        return (openFlags & Witx.DIRECTORY) != 0 ? Rights.DIRECTORY : Rights.FILE;
    }

    int write(int fd, String text) {
        ok("fd_write", fd, vector(text), 1, RESULT);
        return result();
    }

    /** A vector that points to a text. */
    int vector(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return vector(put(bytes), bytes.length);
    }

    int vector(int address, int length) {
        int vector = put(new byte[8]);
        memory.writeInt(vector, address);
        memory.writeInt(vector + 4, length);
        return vector;
    }

    String read(int fd, int length) {
        int buffer = put(new byte[length]);
        ok("fd_read", fd, vector(buffer, length), 1, RESULT);
        return memory.readUtf8(buffer, result());
    }

    long seek(int fd, long offset, int whence) {
        ok("fd_seek", fd, offset, whence, RESULT);
        return memory.readLong(RESULT);
    }

    void writeFile(String path, String text) {
        int fd = open(path, Witx.CREAT | Witx.TRUNC);
        write(fd, text);
        ok("fd_close", fd);
    }

    String readFile(String path) {
        ok("path_open", FD_ROOT, 1, path, 0, Rights.FD_READ, 0, 0, RESULT);
        int fd = result();
        var text = read(fd, 4096);
        ok("fd_close", fd);
        return text;
    }

    /** The names in a directory, read through a buffer of the given size. */
    List<String> list(int fd, int bufferSize) {
        var names = new ArrayList<String>();
        int buffer = put(new byte[bufferSize]);
        long cookie = 0;
        while (true) {
            ok("fd_readdir", fd, buffer, bufferSize, cookie, RESULT);
            int used = result();
            int position = 0;
            while (position + Witx.DIRENT_SIZE <= used) {
                int length = memory.readInt(buffer + position + 16);
                if (position + Witx.DIRENT_SIZE + length > used) {
                    break;
                }
                cookie = memory.readLong(buffer + position);
                names.add(memory.readUtf8(buffer + position + Witx.DIRENT_SIZE, length));
                position += Witx.DIRENT_SIZE + length;
            }
            if (used < bufferSize) {
                return names;
            }
        }
    }

    @Override
    public void close() throws java.io.IOException {
        state.close();
    }
}
