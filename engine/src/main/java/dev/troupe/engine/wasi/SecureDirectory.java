package dev.troupe.engine.wasi;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** An open directory: entries are looked up relative to it ({@code openat} and its like), wherever it has been moved. */
final class SecureDirectory extends Directory {
    private final SecureDirectoryStream<Path> stream;

    SecureDirectory(Namespace namespace, Path path, FileKey key, SecureDirectoryStream<Path> stream) {
        super(namespace, path, key);
        this.stream = stream;
    }

    @Override
    Lock lookupLock() {
        return NoLock.INSTANCE;
    }

    @Override
    BasicFileAttributes attributes() throws IOException {
        return view().readAttributes();
    }

    @Override
    BasicFileAttributeView view() {
        return stream.getFileAttributeView(BasicFileAttributeView.class);
    }

    @Override
    BasicFileAttributeView view(Path name) {
        return stream.getFileAttributeView(name, BasicFileAttributeView.class, NOFOLLOW);
    }

    @Override
    Directory openDirectory(String name, BasicFileAttributes attributes) throws IOException, WasiError {
        var child = path().resolve(name);
        var key = FileKey.of(child, attributes);
        if (key.device() != key().device()) {
            namespace().refusePseudo(child, key);
        }
        var opened = stream.newDirectoryStream(name(name), NOFOLLOW);
        if (opened instanceof SecureDirectoryStream<Path> secure) {
            return new SecureDirectory(namespace(), child, key, secure);
        }
        opened.close();
        throw new IOException("no handle for " + child);
    }

    @Override
    SeekableByteChannel openFile(String name, Set<? extends OpenOption> options) throws IOException, WasiError {
        var all = new HashSet<OpenOption>(options);
        all.add(NOFOLLOW);
        return stream.newByteChannel(name(name), all);
    }

    @Override
    void deleteFile(String name) throws IOException, WasiError {
        stream.deleteFile(name(name));
    }

    @Override
    void deleteDirectory(String name) throws IOException, WasiError {
        stream.deleteDirectory(name(name));
    }

    @Override
    void rename(String name, Directory target, String newName) throws IOException, WasiError {
        if (!(target instanceof SecureDirectory other) || target.namespace() != namespace()) {
            throw Errno.XDEV.error();
        }
        try {
            stream.move(name(name), other.stream, other.name(newName));
        } catch (FileAlreadyExistsException e) {
            // Some providers do not replace.
            if (other.view(other.name(newName)).readAttributes().isDirectory()) {
                other.deleteDirectory(newName);
            } else {
                other.deleteFile(newName);
            }
            stream.move(name(name), other.stream, other.name(newName));
        }
    }

    @Override
    DirectoryStream<Path> entries() throws IOException {
        return stream.newDirectoryStream(path().getFileSystem().getPath("."));
    }

    @Override
    void sync() throws IOException {
        try (var channel = stream.newByteChannel(path().getFileSystem().getPath("."), Set.of(StandardOpenOption.READ))) {
            if (channel instanceof FileChannel file) {
                file.force(true);
            }
        } catch (UnsupportedOperationException | IOException ignored) {
            // Only some systems can open a directory so; the others have nothing to offer.
        }
    }

    @Override
    void close() {
        try {
            stream.close();
        } catch (IOException ignored) {
            // A directory that was only read has nothing to lose.
        }
    }

    /** Handles need no lock. */
    private static final class NoLock implements Lock {
        private static final NoLock INSTANCE = new NoLock();

        @Override
        public void lock() {}

        @Override
        public void lockInterruptibly() {}

        @Override
        public boolean tryLock() {
            return true;
        }

        @Override
        public boolean tryLock(long time, TimeUnit unit) {
            return true;
        }

        @Override
        public void unlock() {}

        @Override
        public Condition newCondition() {
            throw new UnsupportedOperationException();
        }
    }
}
