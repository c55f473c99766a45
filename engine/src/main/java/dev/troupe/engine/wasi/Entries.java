package dev.troupe.engine.wasi;

import dev.troupe.engine.runtime.Caller;

/**
 * The entries of all functions, as generated code calls them: a static method each, which finds its room and turns an exception into
 * an error code. {@code MethodHandles} could put the same together from the rooms' methods, but takes some milliseconds for each
 * shape of parameters, which every start of a command would pay.
 */
final class Entries {
    private Entries() {}

    /** The code for an exception; throws it on if it is none of the guest's errors. */
    private static int code(Exception thrown) {
        try {
            return ErrorTable.code(thrown);
        } catch (Exception e) {
            throw Entries.<RuntimeException>sneaky(e);
        }
    }

    private static void lock(Object room) {
        ((Room) room).state.lock();
    }

    private static void unlock(Object room) {
        ((Room) room).state.unlock();
    }

    /** Host functions may throw what they like; the engine translates it. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> E sneaky(Exception thrown) throws E {
        throw (E) thrown;
    }

    static int argsGet(Object room, Caller caller, int pointers, int buffer) {
        lock(room);
        try {
            return ((ProcessFunctions) room).argsGet(caller, pointers, buffer);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int argsSizesGet(Object room, Caller caller, int count, int size) {
        lock(room);
        try {
            return ((ProcessFunctions) room).argsSizesGet(caller, count, size);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int clockResGet(Object room, Caller caller, int clock, int result) {
        lock(room);
        try {
            return ((ProcessFunctions) room).clockResGet(caller, clock, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int clockTimeGet(Object room, Caller caller, int clock, long precision, int result) {
        lock(room);
        try {
            return ((ProcessFunctions) room).clockTimeGet(caller, clock, precision, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int environGet(Object room, Caller caller, int pointers, int buffer) {
        lock(room);
        try {
            return ((ProcessFunctions) room).environGet(caller, pointers, buffer);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int environSizesGet(Object room, Caller caller, int count, int size) {
        lock(room);
        try {
            return ((ProcessFunctions) room).environSizesGet(caller, count, size);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdAdvise(Object room, Caller caller, int fd, long offset, long length, int advice) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdAdvise(caller, fd, offset, length, advice);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdAllocate(Object room, Caller caller, int fd, long offset, long length) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdAllocate(caller, fd, offset, length);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdClose(Object room, Caller caller, int fd) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdClose(caller, fd);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdDatasync(Object room, Caller caller, int fd) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdDatasync(caller, fd);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdFdstatGet(Object room, Caller caller, int fd, int result) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdFdstatGet(caller, fd, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdFdstatSetFlags(Object room, Caller caller, int fd, int flags) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdFdstatSetFlags(caller, fd, flags);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdFdstatSetRights(Object room, Caller caller, int fd, long base, long inheriting) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdFdstatSetRights(caller, fd, base, inheriting);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdFilestatGet(Object room, Caller caller, int fd, int result) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdFilestatGet(caller, fd, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdFilestatSetSize(Object room, Caller caller, int fd, long size) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdFilestatSetSize(caller, fd, size);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdFilestatSetTimes(Object room, Caller caller, int fd, long accessed, long modified, int flags) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdFilestatSetTimes(caller, fd, accessed, modified, flags);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdPread(Object room, Caller caller, int fd, int vectors, int count, long offset, int result) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdPread(caller, fd, vectors, count, offset, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdPrestatDirName(Object room, Caller caller, int fd, int buffer, int length) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdPrestatDirName(caller, fd, buffer, length);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdPrestatGet(Object room, Caller caller, int fd, int result) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdPrestatGet(caller, fd, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdPwrite(Object room, Caller caller, int fd, int vectors, int count, long offset, int result) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdPwrite(caller, fd, vectors, count, offset, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdRead(Object room, Caller caller, int fd, int vectors, int count, int result) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdRead(caller, fd, vectors, count, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdReaddir(Object room, Caller caller, int fd, int buffer, int length, long cookie, int result) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdReaddir(caller, fd, buffer, length, cookie, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdRenumber(Object room, Caller caller, int from, int to) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdRenumber(caller, from, to);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdSeek(Object room, Caller caller, int fd, long offset, int whence, int result) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdSeek(caller, fd, offset, whence, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdSync(Object room, Caller caller, int fd) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdSync(caller, fd);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdTell(Object room, Caller caller, int fd, int result) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdTell(caller, fd, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int fdWrite(Object room, Caller caller, int fd, int vectors, int count, int result) {
        lock(room);
        try {
            return ((DescriptorFunctions) room).fdWrite(caller, fd, vectors, count, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int pathCreateDirectory(Object room, Caller caller, int fd, int path, int pathLength) {
        lock(room);
        try {
            return ((PathFunctions) room).pathCreateDirectory(caller, fd, path, pathLength);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int pathFilestatGet(Object room, Caller caller, int fd, int lookupFlags, int path, int pathLength, int result) {
        lock(room);
        try {
            return ((PathFunctions) room).pathFilestatGet(caller, fd, lookupFlags, path, pathLength, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int pathFilestatSetTimes(
            Object room, Caller caller, int fd, int lookupFlags, int path, int pathLength, long accessed, long modified, int flags) {
        lock(room);
        try {
            return ((PathFunctions) room).pathFilestatSetTimes(caller, fd, lookupFlags, path, pathLength, accessed, modified, flags);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int pathLink(
            Object room, Caller caller, int oldFd, int lookupFlags, int oldPath, int oldLength, int newFd, int newPath, int newLength) {
        lock(room);
        try {
            return ((PathFunctions) room).pathLink(caller, oldFd, lookupFlags, oldPath, oldLength, newFd, newPath, newLength);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int pathOpen(
            Object room,
            Caller caller,
            int fd,
            int lookupFlags,
            int path,
            int pathLength,
            int openFlags,
            long rights,
            long inheriting,
            int flags,
            int result) {
        lock(room);
        try {
            return ((PathFunctions) room).pathOpen(caller, fd, lookupFlags, path, pathLength, openFlags, rights, inheriting, flags, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int pathReadlink(Object room, Caller caller, int fd, int path, int pathLength, int buffer, int length, int result) {
        lock(room);
        try {
            return ((PathFunctions) room).pathReadlink(caller, fd, path, pathLength, buffer, length, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int pathRemoveDirectory(Object room, Caller caller, int fd, int path, int pathLength) {
        lock(room);
        try {
            return ((PathFunctions) room).pathRemoveDirectory(caller, fd, path, pathLength);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int pathRename(Object room, Caller caller, int oldFd, int oldPath, int oldLength, int newFd, int newPath, int newLength) {
        lock(room);
        try {
            return ((PathFunctions) room).pathRename(caller, oldFd, oldPath, oldLength, newFd, newPath, newLength);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int pathSymlink(Object room, Caller caller, int text, int textLength, int fd, int path, int pathLength) {
        lock(room);
        try {
            return ((PathFunctions) room).pathSymlink(caller, text, textLength, fd, path, pathLength);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int pathUnlinkFile(Object room, Caller caller, int fd, int path, int pathLength) {
        lock(room);
        try {
            return ((PathFunctions) room).pathUnlinkFile(caller, fd, path, pathLength);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int pollOneoff(Object room, Caller caller, int subscriptions, int events, int count, int result) {
        lock(room);
        try {
            return ((PollFunctions) room).pollOneoff(caller, subscriptions, events, count, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static void procExit(Object room, Caller caller, int code) {
        ((ProcessFunctions) room).procExit(caller, code);
    }

    static int procRaise(Object room, Caller caller, int signal) {
        lock(room);
        try {
            return ((ProcessFunctions) room).procRaise(caller, signal);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int randomGet(Object room, Caller caller, int buffer, int length) {
        lock(room);
        try {
            return ((ProcessFunctions) room).randomGet(caller, buffer, length);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int schedYield(Object room, Caller caller) {
        return ((ProcessFunctions) room).schedYield(caller);
    }

    static int sockAccept(Object room, Caller caller, int fd, int flags, int result) {
        lock(room);
        try {
            return ((SocketFunctions) room).sockAccept(caller, fd, flags, result);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int sockRecv(Object room, Caller caller, int fd, int vectors, int count, int flags, int size, int resultFlags) {
        lock(room);
        try {
            return ((SocketFunctions) room).sockRecv(caller, fd, vectors, count, flags, size, resultFlags);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int sockSend(Object room, Caller caller, int fd, int vectors, int count, int flags, int size) {
        lock(room);
        try {
            return ((SocketFunctions) room).sockSend(caller, fd, vectors, count, flags, size);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }

    static int sockShutdown(Object room, Caller caller, int fd, int how) {
        lock(room);
        try {
            return ((SocketFunctions) room).sockShutdown(caller, fd, how);
        } catch (Exception e) {
            return code(e);
        } finally {
            unlock(room);
        }
    }
}
