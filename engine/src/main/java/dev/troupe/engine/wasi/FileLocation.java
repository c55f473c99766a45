package dev.troupe.engine.wasi;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * Where an open file was found. Java gives no attributes of an open file, so they are looked up by name; if another file has the
 * name by now, the ones seen last are given.
 */
final class FileLocation {
    private Directory parent;
    private String name;
    private final Object key;
    private FileStat last;

    /**
     * Keeps {@code parent} open until closed.
     *
     * @param attributes null if the file system does not show the file yet
     */
    FileLocation(Directory parent, String name, BasicFileAttributes attributes) throws IOException {
        this.name = name;
        this.key = attributes == null ? null : attributes.fileKey();
        this.last = attributes == null ? FileStat.of(Witx.TYPE_REGULAR_FILE) : parent.stat(name, attributes);
        this.parent = parent.retain();
    }

    FileStat stat() throws IOException {
        var attributes = current();
        if (attributes != null) {
            last = parent.stat(name, attributes);
        }
        return last;
    }

    void setTimes(Long accessed, Long modified) throws IOException, WasiError {
        if (current() == null) {
            throw Errno.NOTSUP.error();
        }
        parent.setTimes(name, accessed, modified);
    }

    /** The same for all locations of one file, if the file system tells files apart. */
    int lockKey() {
        return key == null ? name.hashCode() : key.hashCode();
    }

    /** Follows the file after the guest renamed it. */
    void moved(Object movedKey, Directory newParent, String newName) {
        if (key != null && key.equals(movedKey)) {
            var old = parent;
            parent = newParent.retain();
            name = newName;
            old.release();
        }
    }

    /** Follows the file after the guest renamed a directory above it. */
    void moved(Path from, Path to) {
        parent.moved(from, to);
    }

    /** The attributes of what has the name now, null if that is another file. */
    private BasicFileAttributes current() throws IOException {
        var attributes = parent.attributes(name);
        return attributes != null && Objects.equals(attributes.fileKey(), key) ? attributes : null;
    }

    void close() {
        parent.release();
    }
}
