package dev.troupe.engine.wasi;

import dev.troupe.engine.runtime.Caller;
import dev.troupe.engine.runtime.Memory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The functions that take paths ({@code path_*}). */
final class PathFunctions extends Room {
    private static final int OK = 0;

    private final DescriptorTable table;
    private final Abi abi;
    private final FileOpener opener;

    PathFunctions(WasiState state, Abi abi) {
        super(state);
        this.table = state.table();
        this.abi = abi;
        this.opener = new FileOpener(state);
    }

    private String path(Memory memory, int address, int length) throws WasiError {
        return Guest.path(memory, address, length, state.config().limits().pathLength());
    }

    private static boolean follows(int lookupFlags) throws WasiError {
        if ((lookupFlags & ~Witx.SYMLINK_FOLLOW) != 0) {
            throw Errno.INVAL.error();
        }
        return lookupFlags != 0;
    }

    int pathOpen(
            Caller caller,
            int fd,
            int lookupFlags,
            int path,
            int pathLength,
            int openFlags,
            long rights,
            long inheriting,
            int flags,
            int result)
            throws IOException, WasiError {
        var memory = Guest.memory(caller);
        Guest.check(memory, result, 4);
        var name = path(memory, path, pathLength);
        boolean follow = follows(lookupFlags);
        var base = table.directory(fd, Rights.PATH_OPEN);
        table.checkRoom();
        var request = new FileOpener.Request(name, follow, openFlags, rights, inheriting, flags);
        var lock = base.directory().lookupLock();
        lock.lock();
        try {
            memory.writeInt(result, table.add(opener.open(base, request)));
        } finally {
            lock.unlock();
        }
        return OK;
    }

    int pathFilestatGet(Caller caller, int fd, int lookupFlags, int path, int pathLength, int result) throws IOException, WasiError {
        var memory = Guest.memory(caller);
        Guest.check(memory, result, abi.statSize());
        var name = path(memory, path, pathLength);
        boolean follow = follows(lookupFlags);
        var directory = table.directory(fd, Rights.PATH_FILESTAT_GET).directory();
        var lock = directory.lookupLock();
        lock.lock();
        try (var target = PathResolver.resolve(directory, name, follow)) {
            requireExisting(target);
            abi.writeStat(memory, result, target.stat());
        } finally {
            lock.unlock();
        }
        return OK;
    }

    int pathFilestatSetTimes(
            Caller caller, int fd, int lookupFlags, int path, int pathLength, long accessed, long modified, int flags)
            throws IOException, WasiError {
        var name = path(Guest.memory(caller), path, pathLength);
        boolean follow = follows(lookupFlags);
        var times = state.times(accessed, modified, flags);
        var base = table.directory(fd, Rights.PATH_FILESTAT_SET_TIMES);
        base.requireWritable();
        var directory = base.directory();
        var lock = directory.namespace().lock().readLock();
        lock.lock();
        try (var target = PathResolver.resolve(directory, name, follow)) {
            requireExisting(target);
            if (target.isParent()) {
                target.parent().setTimes(times.accessed(), times.modified());
            } else {
                target.parent().setTimes(target.name(), times.accessed(), times.modified());
            }
        } finally {
            lock.unlock();
        }
        return OK;
    }

    int pathCreateDirectory(Caller caller, int fd, int path, int pathLength) throws IOException, WasiError {
        var name = path(Guest.memory(caller), path, pathLength);
        var base = table.directory(fd, Rights.PATH_CREATE_DIRECTORY);
        base.requireWritable();
        var directory = base.directory();
        var lock = directory.namespace().lock().readLock();
        lock.lock();
        try (var target = PathResolver.resolve(directory, stripSlashes(name), false)) {
            if (target.exists()) {
                throw Errno.EXIST.error();
            }
            target.parent().createDirectory(target.name());
        } finally {
            lock.unlock();
        }
        return OK;
    }

    int pathReadlink(Caller caller, int fd, int path, int pathLength, int buffer, int length, int result) throws IOException, WasiError {
        var memory = Guest.memory(caller);
        Guest.check(memory, buffer, length);
        Guest.check(memory, result, 4);
        var name = path(memory, path, pathLength);
        var directory = table.directory(fd, Rights.PATH_READLINK).directory();
        // Java reads links by path only, so the names must stay as they are even if the directory is a handle.
        var lock = directory.namespace().lock().readLock();
        lock.lock();
        try (var target = PathResolver.resolve(directory, name, false)) {
            requireExisting(target);
            if (!target.isSymbolicLink()) {
                throw Errno.INVAL.error();
            }
            var text = target.parent().readSymbolicLink(target.name()).getBytes(StandardCharsets.UTF_8);
            int count = (int) Math.min(text.length, Integer.toUnsignedLong(length));
            memory.write(buffer, text, 0, count);
            memory.writeInt(result, count);
        } finally {
            lock.unlock();
        }
        return OK;
    }

    int pathSymlink(Caller caller, int text, int textLength, int fd, int path, int pathLength) throws IOException, WasiError {
        var memory = Guest.memory(caller);
        var target = path(memory, text, textLength);
        var name = path(memory, path, pathLength);
        var base = table.directory(fd, Rights.PATH_SYMLINK);
        base.requireWritable();
        if (target.startsWith("/")) {
            throw Errno.NOTCAPABLE.error();
        }
        var directory = base.directory();
        var lock = directory.namespace().lock().writeLock();
        lock.lock();
        try (var link = newEntry(directory, name)) {
            link.parent().createSymbolicLink(link.name(), target);
        } finally {
            lock.unlock();
        }
        return OK;
    }

    int pathLink(Caller caller, int oldFd, int lookupFlags, int oldPath, int oldLength, int newFd, int newPath, int newLength)
            throws IOException, WasiError {
        var memory = Guest.memory(caller);
        var oldName = path(memory, oldPath, oldLength);
        var newName = path(memory, newPath, newLength);
        if (follows(lookupFlags)) {
            throw Errno.INVAL.error();
        }
        var oldBase = table.directory(oldFd, Rights.PATH_LINK_SOURCE);
        var newBase = table.directory(newFd, Rights.PATH_LINK_TARGET);
        // A link in a writable directory would make a file of a read-only one writable.
        oldBase.requireWritable();
        newBase.requireWritable();
        var oldDirectory = oldBase.directory();
        var newDirectory = newBase.directory();
        requireSame(oldDirectory, newDirectory);
        var lock = newDirectory.namespace().lock().writeLock();
        lock.lock();
        try (var source = PathResolver.resolve(oldDirectory, oldName, false)) {
            requireExisting(source);
            if (source.isDirectory()) {
                throw Errno.PERM.error();
            }
            try (var link = newEntry(newDirectory, newName)) {
                link.parent().createLink(link.name(), source.parent(), source.name());
            }
        } finally {
            lock.unlock();
        }
        return OK;
    }

    int pathUnlinkFile(Caller caller, int fd, int path, int pathLength) throws IOException, WasiError {
        var name = path(Guest.memory(caller), path, pathLength);
        var base = table.directory(fd, Rights.PATH_UNLINK_FILE);
        base.requireWritable();
        var directory = base.directory();
        var lock = directory.lookupLock();
        lock.lock();
        try (var target = PathResolver.resolve(directory, stripSlashes(name), false)) {
            if (!target.exists()) {
                throw Errno.NOENT.error();
            }
            if (target.isDirectory()) {
                throw Errno.ISDIR.error();
            }
            if (name.endsWith("/")) {
                throw Errno.NOTDIR.error();
            }
            target.parent().deleteFile(target.name());
        } finally {
            lock.unlock();
        }
        return OK;
    }

    int pathRemoveDirectory(Caller caller, int fd, int path, int pathLength) throws IOException, WasiError {
        var name = path(Guest.memory(caller), path, pathLength);
        var base = table.directory(fd, Rights.PATH_REMOVE_DIRECTORY);
        base.requireWritable();
        var directory = base.directory();
        var lock = directory.lookupLock();
        lock.lock();
        try (var target = PathResolver.resolve(directory, stripSlashes(name), false)) {
            if (target.isParent()) {
                throw Errno.INVAL.error();
            }
            if (!target.exists()) {
                throw Errno.NOENT.error();
            }
            if (!target.isDirectory()) {
                throw Errno.NOTDIR.error();
            }
            target.parent().deleteDirectory(target.name());
        } finally {
            lock.unlock();
        }
        return OK;
    }

    int pathRename(Caller caller, int oldFd, int oldPath, int oldLength, int newFd, int newPath, int newLength)
            throws IOException, WasiError {
        var memory = Guest.memory(caller);
        var oldName = path(memory, oldPath, oldLength);
        var newName = path(memory, newPath, newLength);
        var oldBase = table.directory(oldFd, Rights.PATH_RENAME_SOURCE);
        var newBase = table.directory(newFd, Rights.PATH_RENAME_TARGET);
        oldBase.requireWritable();
        newBase.requireWritable();
        var oldDirectory = oldBase.directory();
        var newDirectory = newBase.directory();
        requireSame(oldDirectory, newDirectory);
        var lock = newDirectory.namespace().lock().writeLock();
        lock.lock();
        try (var source = PathResolver.resolve(oldDirectory, stripSlashes(oldName), false);
                var target = PathResolver.resolve(newDirectory, stripSlashes(newName), false)) {
            boolean slash = oldName.endsWith("/") || newName.endsWith("/");
            rename(source, target, slash);
        } finally {
            lock.unlock();
        }
        return OK;
    }

    /** The rules of POSIX {@code rename}, as Java's providers each have their own. */
    private void rename(PathResolver.Target source, PathResolver.Target target, boolean slash) throws IOException, WasiError {
        if (source.isParent() || target.isParent()) {
            throw Errno.BUSY.error();
        }
        if (!source.exists()) {
            throw Errno.NOENT.error();
        }
        if (slash && !source.isDirectory()) {
            throw Errno.NOTDIR.error();
        }
        var from = source.parent();
        var to = target.parent();
        if (target.exists()) {
            if (from.key().equals(to.key()) && source.name().equals(target.name())) {
                return;
            }
            if (source.isDirectory() && !target.isDirectory()) {
                throw Errno.NOTDIR.error();
            }
            if (!source.isDirectory() && target.isDirectory()) {
                throw Errno.ISDIR.error();
            }
            if (target.isDirectory() && !isEmpty(to, target)) {
                throw Errno.NOTEMPTY.error();
            }
        }
        var oldPath = from.path().resolve(source.name());
        var newPath = to.path().resolve(target.name());
        if (source.isDirectory() && newPath.startsWith(oldPath)) {
            throw Errno.INVAL.error();
        }
        from.rename(source.name(), to, target.name());
        table.all().forEach(descriptor -> {
            if (descriptor instanceof OpenFile file) {
                file.location().moved(source.attributes().fileKey(), to, target.name());
                if (source.isDirectory()) {
                    file.location().moved(oldPath, newPath);
                }
            } else if (source.isDirectory() && descriptor instanceof DirectoryDescriptor open && open.directoryIfOpen() != null) {
                open.directoryIfOpen().moved(oldPath, newPath);
            }
        });
    }

    private static boolean isEmpty(Directory parent, PathResolver.Target target) throws IOException, WasiError {
        var directory = parent.openDirectory(target.name(), target.attributes());
        try {
            return directory.names().isEmpty();
        } finally {
            directory.release();
        }
    }

    /** Resolves a path to where an entry is to be made; a slash at its end is allowed for directories only, which these are not. */
    private static PathResolver.Target newEntry(Directory directory, String name) throws IOException, WasiError {
        var target = PathResolver.resolve(directory, stripSlashes(name), false);
        if (target.exists()) {
            target.close();
            throw Errno.EXIST.error();
        }
        if (name.endsWith("/")) {
            target.close();
            throw Errno.NOENT.error();
        }
        return target;
    }

    private static void requireExisting(PathResolver.Target target) throws WasiError {
        if (!target.exists()) {
            throw Errno.NOENT.error();
        }
        if (target.asDirectory() && !target.isDirectory()) {
            throw Errno.NOTDIR.error();
        }
    }

    private static void requireSame(Directory one, Directory other) throws WasiError {
        if (one.namespace() != other.namespace()) {
            throw Errno.XDEV.error();
        }
    }

    /** Without slashes at the end; "/" stays, to be refused. */
    private static String stripSlashes(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
