package dev.troupe.engine.wasi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Attributes of java.nio.file as the guest sees them. */
final class FileStats {
    private FileStats() {}

    static FileStat of(Path path, BasicFileAttributes attributes, FileKey key) {
        long modified = nanos(attributes.lastModifiedTime());
        long links = 1;
        long changed = modified;
        var unix = unix(path, key);
        if (unix != null) {
            links = ((Number) unix.get("nlink")).longValue();
            changed = nanos((FileTime) unix.get("ctime"));
        }
        return new FileStat(
                key.device(),
                key.inode(),
                type(attributes),
                links,
                attributes.size(),
                nanos(attributes.lastAccessTime()),
                modified,
                changed);
    }

    static int type(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return Witx.TYPE_REGULAR_FILE;
        } else if (attributes.isDirectory()) {
            return Witx.TYPE_DIRECTORY;
        } else if (attributes.isSymbolicLink()) {
            return Witx.TYPE_SYMBOLIC_LINK;
        }
        return Witx.TYPE_UNKNOWN;
    }

    /** Links and change time are to be had by path only; null if the path leads to another file by now. */
    private static Map<String, Object> unix(Path path, FileKey key) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return null;
        }
        try {
            var unix = Files.readAttributes(path, "unix:nlink,ctime,ino", Directory.NOFOLLOW);
            return ((Number) unix.get("ino")).longValue() == key.inode() ? unix : null;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return null;
        }
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }
}
