package dev.troupe.engine.wasi;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Lock;

/** A directory of a file system without handles (zip, Windows): a path, used under the namespace's lock. */
final class PlainDirectory extends Directory {
    PlainDirectory(Namespace namespace, Path path, FileKey key) {
        super(namespace, path, key);
    }

    @Override
    Lock lookupLock() {
        return namespace().lock().readLock();
    }

    @Override
    BasicFileAttributes attributes() throws IOException {
        return view().readAttributes();
    }

    @Override
    BasicFileAttributeView view() {
        return Files.getFileAttributeView(path(), BasicFileAttributeView.class, NOFOLLOW);
    }

    @Override
    BasicFileAttributeView view(Path name) {
        return Files.getFileAttributeView(path().resolve(name), BasicFileAttributeView.class, NOFOLLOW);
    }

    @Override
    Directory openDirectory(String name, BasicFileAttributes attributes) throws IOException, WasiError {
        var child = child(name);
        var key = FileKey.of(child, attributes);
        if (key.device() != key().device()) {
            namespace().refusePseudo(child, key);
        }
        return new PlainDirectory(namespace(), child, key);
    }

    @Override
    SeekableByteChannel openFile(String name, Set<? extends OpenOption> options) throws IOException, WasiError {
        var all = new HashSet<OpenOption>(options);
        all.add(NOFOLLOW);
        try {
            return Files.newByteChannel(child(name), all);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            // A file system without links may not know the option.
            return Files.newByteChannel(child(name), options);
        }
    }

    @Override
    void deleteFile(String name) throws IOException, WasiError {
        Files.delete(child(name));
    }

    @Override
    void deleteDirectory(String name) throws IOException, WasiError {
        Files.delete(child(name));
    }

    @Override
    void rename(String name, Directory target, String newName) throws IOException, WasiError {
        if (target.namespace() != namespace()) {
            throw Errno.XDEV.error();
        }
        Files.move(child(name), target.child(newName), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    DirectoryStream<Path> entries() throws IOException {
        return Files.newDirectoryStream(path());
    }

    @Override
    void sync() {}

    @Override
    void close() {}
}
