package dev.troupe.engine.wasi;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What tells a file from all others: its device and inode, or what the file system has for them. */
record FileKey(long device, long inode) {
    /** The file's own key, or one made of its path where the file system has none. */
    static FileKey of(Path path, BasicFileAttributes attributes) {
        var key = attributes.fileKey();
        if (key == null) {
            return new FileKey(0, hash(path.toAbsolutePath().normalize().toString()));
        }
        if (key instanceof Number number) {
            return new FileKey(0, number.longValue());
        }
        // The JDK's key for Unix has no accessors: (dev=fd01,ino=1234)
        var text = key.toString();
        int comma = text.indexOf(",ino=");
        if (text.startsWith("(dev=") && comma > 0 && text.endsWith(")")) {
            try {
                return new FileKey(
                        Long.parseUnsignedLong(text, 5, comma, 16), Long.parseUnsignedLong(text, comma + 5, text.length() - 1, 10));
            } catch (NumberFormatException ignored) {
                return new FileKey(0, hash(text));
            }
        }
        return new FileKey(0, hash(text));
    }

    /** 64-bit FNV-1a. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash & Long.MAX_VALUE;
    }
}
