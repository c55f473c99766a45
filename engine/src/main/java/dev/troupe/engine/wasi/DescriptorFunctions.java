package dev.troupe.engine.wasi;

import dev.troupe.engine.runtime.Caller;
import dev.troupe.engine.runtime.Memory;
import java.io.IOException;

/** The functions on open descriptors ({@code fd_*}). */
final class DescriptorFunctions extends Room {
    private static final int OK = 0;

    private final DescriptorTable table;
    private final Abi abi;

    DescriptorFunctions(WasiState state, Abi abi) {
        super(state);
        this.table = state.table();
        this.abi = abi;
    }

    /** Hints are taken note of only. */
    int fdAdvise(Caller caller, int fd, long offset, long length, int advice) throws WasiError {
        var descriptor = table.get(fd, Rights.FD_ADVISE);
        if (advice < 0 || advice > Witx.MAX_ADVICE) {
            throw Errno.INVAL.error();
        }
        descriptor.advise(offset, length);
        return OK;
    }

    int fdAllocate(Caller caller, int fd, long offset, long length) throws IOException, WasiError {
        table.get(fd, Rights.FD_ALLOCATE).allocate(offset, length);
        return OK;
    }

    int fdClose(Caller caller, int fd) throws IOException, WasiError {
        table.close(fd);
        return OK;
    }

    int fdDatasync(Caller caller, int fd) throws IOException, WasiError {
        table.get(fd, Rights.FD_DATASYNC).sync(false);
        return OK;
    }

    int fdSync(Caller caller, int fd) throws IOException, WasiError {
        table.get(fd, Rights.FD_SYNC).sync(true);
        return OK;
    }

    int fdFdstatGet(Caller caller, int fd, int result) throws WasiError {
        var memory = Guest.memory(caller);
        Guest.check(memory, result, Witx.FDSTAT_SIZE);
        var descriptor = table.get(fd);
        memory.writeLong(result, descriptor.type() | descriptor.flags() << 16);
        memory.writeLong(result + 8, descriptor.rights());
        memory.writeLong(result + 16, descriptor.inheriting());
        return OK;
    }

    int fdFdstatSetFlags(Caller caller, int fd, int flags) throws WasiError {
        var descriptor = table.get(fd, Rights.FD_FDSTAT_SET_FLAGS);
        if ((flags & ~Witx.ALL_FD_FLAGS) != 0) {
            throw Errno.INVAL.error();
        }
        descriptor.setFlags(flags);
        return OK;
    }

    int fdFdstatSetRights(Caller caller, int fd, long base, long inheriting) throws WasiError {
        table.get(fd).restrict(base, inheriting);
        return OK;
    }

    int fdFilestatGet(Caller caller, int fd, int result) throws IOException, WasiError {
        var memory = Guest.memory(caller);
        Guest.check(memory, result, abi.statSize());
        abi.writeStat(memory, result, table.get(fd, Rights.FD_FILESTAT_GET).stat());
        return OK;
    }

    int fdFilestatSetSize(Caller caller, int fd, long size) throws IOException, WasiError {
        table.get(fd, Rights.FD_FILESTAT_SET_SIZE).setSize(size);
        return OK;
    }

    int fdFilestatSetTimes(Caller caller, int fd, long accessed, long modified, int flags) throws IOException, WasiError {
        var descriptor = table.get(fd, Rights.FD_FILESTAT_SET_TIMES);
        var times = state.times(accessed, modified, flags);
        descriptor.setTimes(times.accessed(), times.modified());
        return OK;
    }

    int fdPrestatGet(Caller caller, int fd, int result) throws WasiError {
        var memory = Guest.memory(caller);
        Guest.check(memory, result, Witx.PRESTAT_SIZE);
        memory.writeLong(result, (long) guestName(fd).length << 32);
        return OK;
    }

    int fdPrestatDirName(Caller caller, int fd, int buffer, int length) throws WasiError {
        var memory = Guest.memory(caller);
        Guest.check(memory, buffer, length);
        var name = guestName(fd);
        if (Integer.compareUnsigned(length, name.length) < 0) {
            throw Errno.NAMETOOLONG.error();
        }
        memory.write(buffer, name);
        return OK;
    }

    private byte[] guestName(int fd) throws WasiError {
        if (!(table.get(fd) instanceof DirectoryDescriptor directory) || directory.guestName() == null) {
            throw Errno.BADF.error();
        }
        return directory.guestName();
    }

    int fdRead(Caller caller, int fd, int vectors, int count, int result) throws Exception {
        var memory = Guest.memory(caller);
        Guest.check(memory, result, 4);
        var parts = Guest.vectors(memory, vectors, count);
        memory.writeInt(result, read(state.waiting(caller), table.get(fd), memory, parts));
        return OK;
    }

    /** Reads into each vector in turn; waits for the first bytes only. */
    static int read(Waiting waiting, Descriptor descriptor, Memory memory, int[] vectors) throws Exception {
        requireUnlessDirectory(descriptor, Rights.FD_READ);
        int total = 0;
        for (int i = 0; i < vectors.length; i += 2) {
            if (vectors[i + 1] == 0 && !(descriptor instanceof DirectoryDescriptor)) {
                continue;
            }
            if (total > 0 && descriptor.readable() <= 0) {
                break;
            }
            int part = Guest.fill(
                    memory,
                    vectors[i],
                    vectors[i + 1],
                    descriptor instanceof OpenFile,
                    (bytes, offset, length) -> descriptor.read(waiting, bytes, offset, length));
            total += part;
            if (part < vectors[i + 1]) {
                break;
            }
        }
        return total;
    }

    int fdWrite(Caller caller, int fd, int vectors, int count, int result) throws Exception {
        var memory = Guest.memory(caller);
        Guest.check(memory, result, 4);
        var parts = Guest.vectors(memory, vectors, count);
        memory.writeInt(result, write(state.waiting(caller), table.get(fd), memory, parts));
        return OK;
    }

    static int write(Waiting waiting, Descriptor descriptor, Memory memory, int[] vectors) throws Exception {
        requireUnlessDirectory(descriptor, Rights.FD_WRITE);
        int total = 0;
        for (int i = 0; i < vectors.length; i += 2) {
            int part;
            try {
                part = Guest.drain(
                        memory,
                        vectors[i],
                        vectors[i + 1],
                        (bytes, offset, length) -> descriptor.write(waiting, bytes, offset, length));
            } catch (WasiError e) {
                if (total == 0) {
                    throw e;
                }
                break;
            }
            total += part;
            if (part < vectors[i + 1]) {
                break;
            }
        }
        return total;
    }

    int fdPread(Caller caller, int fd, int vectors, int count, long offset, int result) throws Exception {
        var memory = Guest.memory(caller);
        Guest.check(memory, result, 4);
        var parts = Guest.vectors(memory, vectors, count);
        var descriptor = table.get(fd);
        requireUnlessDirectory(descriptor, Rights.FD_READ);
        checkOffset(descriptor, offset);
        int total = 0;
        for (int i = 0; i < parts.length; i += 2) {
            var position = new Position(offset + total);
            int part = Guest.fill(
                    memory,
                    parts[i],
                    parts[i + 1],
                    true,
                    (bytes, from, length) -> position.advance(descriptor.readAt(position.value, bytes, from, length)));
            total += part;
            if (part < parts[i + 1]) {
                break;
            }
        }
        memory.writeInt(result, total);
        return OK;
    }

    int fdPwrite(Caller caller, int fd, int vectors, int count, long offset, int result) throws Exception {
        var memory = Guest.memory(caller);
        Guest.check(memory, result, 4);
        var parts = Guest.vectors(memory, vectors, count);
        var descriptor = table.get(fd);
        requireUnlessDirectory(descriptor, Rights.FD_WRITE);
        checkOffset(descriptor, offset);
        int total = 0;
        for (int i = 0; i < parts.length; i += 2) {
            var position = new Position(offset + total);
            int part = Guest.drain(
                    memory,
                    parts[i],
                    parts[i + 1],
                    (bytes, from, length) -> position.advance(descriptor.writeAt(position.value, bytes, from, length)));
            total += part;
            if (part < parts[i + 1]) {
                break;
            }
        }
        memory.writeInt(result, total);
        return OK;
    }

    /** Where in a file the next part goes. */
    private static final class Position {
        private long value;

        private Position(long value) {
            this.value = value;
        }

        private int advance(int count) {
            value += count;
            return count;
        }
    }

    private static void checkOffset(Descriptor descriptor, long offset) throws WasiError {
        if (offset < 0 && descriptor instanceof OpenFile) {
            throw Errno.INVAL.error();
        }
    }

    /** Directories lack the rights to read and write, but the better answer is that they are directories. */
    private static void requireUnlessDirectory(Descriptor descriptor, long right) throws WasiError {
        if (descriptor instanceof DirectoryDescriptor) {
            throw Errno.ISDIR.error();
        }
        descriptor.require(right);
    }

    int fdReaddir(Caller caller, int fd, int buffer, int length, long cookie, int result) throws IOException, WasiError {
        var memory = Guest.memory(caller);
        Guest.check(memory, buffer, length);
        Guest.check(memory, result, 4);
        var directory = table.directory(fd, Rights.FD_READDIR);
        memory.writeInt(result, directory.list(memory, buffer, length, cookie));
        return OK;
    }

    int fdRenumber(Caller caller, int from, int to) throws IOException, WasiError {
        table.renumber(from, to);
        return OK;
    }

    int fdSeek(Caller caller, int fd, long offset, int whence, int result) throws IOException, WasiError {
        var memory = Guest.memory(caller);
        Guest.check(memory, result, 8);
        var descriptor = table.get(fd);
        var from = abi.whence(whence);
        if (descriptor instanceof OpenFile) {
            // Asking for the position needs either right.
            boolean tells = offset == 0 && from == Abi.Whence.CUR && (descriptor.rights() & Rights.FD_TELL) != 0;
            descriptor.require(tells ? Rights.FD_TELL : Rights.FD_SEEK);
        }
        memory.writeLong(result, descriptor.seek(offset, from));
        return OK;
    }

    int fdTell(Caller caller, int fd, int result) throws IOException, WasiError {
        var memory = Guest.memory(caller);
        Guest.check(memory, result, 8);
        var descriptor = table.get(fd);
        if (descriptor instanceof OpenFile) {
            descriptor.require(Rights.FD_TELL);
        }
        memory.writeLong(result, descriptor.seek(0, Abi.Whence.CUR));
        return OK;
    }
}
