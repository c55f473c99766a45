package dev.troupe.engine.wasi;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * A directory handle. All operations take the name of one entry, never a path, and none follows a symbolic link: whoever walks
 * through here cannot be led astray. {@link SecureDirectory} holds an open directory of the operating system, {@link PlainDirectory}
 * only a path.
 *
 * <p>Counted: made with one reference, closed when the last one is released.
 */
abstract class Directory {
    static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;

    private final Namespace namespace;
    private final FileKey key;
    private Path path;
    private int references = 1;

    Directory(Namespace namespace, Path path, FileKey key) {
        this.namespace = namespace;
        this.path = path;
        this.key = key;
    }

    /** Opens a directory by its host path, following links: that one the embedder gave. */
    static Directory open(Path host) throws IOException {
        var path = host.toRealPath();
        var attributes = Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW);
        var namespace = Namespace.of(path.getFileSystem());
        var key = FileKey.of(path, attributes);
        namespace.refusePseudo(path, key);
        var stream = Files.newDirectoryStream(path);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new SecureDirectory(namespace, path, key, secure);
        }
        stream.close();
        return new PlainDirectory(namespace, path, key);
    }

    final Namespace namespace() {
        return namespace;
    }

    /** Where the directory was when last seen. */
    final Path path() {
        return path;
    }

    final FileKey key() {
        return key;
    }

    final Directory retain() {
        references++;
        return this;
    }

    final void release() {
        if (--references == 0) {
            close();
        }
    }

    /** Follows the directory after the guest renamed it or one above it. */
    final void moved(Path from, Path to) {
        if (path.startsWith(from)) {
            path = to.resolve(from.relativize(path));
        }
    }

    /** Held while something is opened or looked up that must not be exchanged meanwhile. */
    abstract Lock lookupLock();

    /** The name as a path of one element. */
    final Path name(String name) throws WasiError {
        Path single;
        try {
            single = path.getFileSystem().getPath(name);
        } catch (InvalidPathException e) {
            throw Errno.ILSEQ.error();
        }
        // On Windows a name may hide a drive, a stream or a second separator.
        if (single.getNameCount() != 1 || single.getRoot() != null || !single.toString().equals(name)) {
            throw Errno.NOTCAPABLE.error();
        }
        return single;
    }

    final Path child(String name) throws WasiError {
        return path.resolve(name(name));
    }

    /** The attributes of an entry, null if there is none. */
    final BasicFileAttributes attributes(String name) throws IOException {
        try {
            return view(name(name)).readAttributes();
        } catch (java.nio.file.NoSuchFileException e) {
            return null;
        } catch (WasiError e) {
            return null;
        }
    }

    abstract BasicFileAttributes attributes() throws IOException;

    abstract BasicFileAttributeView view(Path name) throws IOException;

    abstract BasicFileAttributeView view() throws IOException;

    /** Opens a sub-directory; the caller has seen that it is one. */
    abstract Directory openDirectory(String name, BasicFileAttributes attributes) throws IOException, WasiError;

    /** Opens a regular file; {@code options} without {@code NOFOLLOW_LINKS}, which is added. */
    abstract SeekableByteChannel openFile(String name, Set<? extends OpenOption> options) throws IOException, WasiError;

    abstract void deleteFile(String name) throws IOException, WasiError;

    abstract void deleteDirectory(String name) throws IOException, WasiError;

    /** Renames an entry over what has the new name; the caller has seen that the types allow it. */
    abstract void rename(String name, Directory target, String newName) throws IOException, WasiError;

    /** Opens a stream of the entries. */
    abstract DirectoryStream<Path> entries() throws IOException;

    /** Writes what was created or deleted here to the disk, where Java can. */
    abstract void sync() throws IOException;

    abstract void close();

    final List<String> names() throws IOException {
        var names = new ArrayList<String>();
        try (var entries = entries()) {
            for (var entry : entries) {
                var name = entry.getFileName().toString();
                // zip writes directories so
                names.add(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    final FileStat stat() throws IOException {
        return FileStats.of(path, attributes(), key);
    }

    final FileStat stat(String name, BasicFileAttributes attributes) throws IOException {
        Path child = path.resolve(name);
        return FileStats.of(child, attributes, FileKey.of(child, attributes));
    }

    // What java.nio.file offers by path only. The callers hold the namespace's lock, so that no guest can exchange the path between
    // the check that it still leads here and its use.

    final void createDirectory(String name) throws IOException, WasiError {
        Files.createDirectory(checked(name));
    }

    final void createSymbolicLink(String name, String text) throws IOException, WasiError {
        Path target;
        try {
            target = path.getFileSystem().getPath(text);
        } catch (InvalidPathException e) {
            throw Errno.ILSEQ.error();
        }
        if (target.isAbsolute() || target.getRoot() != null) {
            throw Errno.NOTCAPABLE.error();
        }
        Files.createSymbolicLink(checked(name), target);
    }

    final void createLink(String name, Directory source, String sourceName) throws IOException, WasiError {
        var existing = source.checked(sourceName);
        Files.createLink(checked(name), existing);
    }

    /** The text of a symbolic link, with {@code /} as separator. */
    final String readSymbolicLink(String name) throws IOException, WasiError {
        var text = Files.readSymbolicLink(checked(name)).toString();
        var separator = path.getFileSystem().getSeparator();
        return separator.equals("/") ? text : text.replace(separator, "/");
    }

    final void setTimes(String name, Long accessed, Long modified) throws IOException, WasiError {
        var attributes = attributes(name);
        if (attributes == null) {
            throw Errno.NOENT.error();
        }
        // Java opens a file to set its times through a handle, which a symbolic link does not allow.
        var view = attributes.isSymbolicLink()
                ? Files.getFileAttributeView(checked(name), BasicFileAttributeView.class, NOFOLLOW)
                : view(name(name));
        setTimes(view, accessed, modified);
    }

    final void setTimes(Long accessed, Long modified) throws IOException {
        setTimes(view(), accessed, modified);
    }

    private static void setTimes(BasicFileAttributeView view, Long accessed, Long modified) throws IOException {
        view.setTimes(time(modified), time(accessed), null);
    }

    private static FileTime time(Long nanos) {
        return nanos == null ? null : FileTime.from(nanos, TimeUnit.NANOSECONDS);
    }

    /** The path of an entry, if this directory is still where its path leads. */
    private Path checked(String name) throws IOException, WasiError {
        var child = child(name);
        var there = Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW);
        if (!there.isDirectory() || !key.equals(FileKey.of(path, there))) {
            throw Errno.NOENT.error();
        }
        return child;
    }
}
