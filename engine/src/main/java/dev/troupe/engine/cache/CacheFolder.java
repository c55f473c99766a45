package dev.troupe.engine.cache;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a code cache: who may use it, how files get into it and which of them have to go. Several processes may use one folder.
 *
 * <p>Whoever can write into the folder can have the JVM execute what they like, so it must belong to this process's user or to the
 * superuser and be writable by nobody else, and so must each file in it, and no folder above it may let others exchange it. Where the file
 * system knows no POSIX permissions (Windows) nothing is checked.
 */
final class CacheFolder {
    private static final String SUFFIX = ".code";
    private static final String UNFINISHED = ".tmp";
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;
    /** Files in use are marked as such at most this often. */
    private static final Duration USE = Duration.ofMinutes(1);
    /** What a process left behind that ended while it wrote. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path path;
    private final long maxBytes;

    private CacheFolder(Path path, long maxBytes) {
        this.path = path;
        this.maxBytes = maxBytes;
    }

    /**
     * The folder, made if it is not there.
     *
     * @throws IOException if it cannot be used; the message says why
     */
    static CacheFolder open(Path path, long maxBytes) throws IOException {
        if (!Files.isDirectory(path)) {
            create(path);
        }
        var real = path.toRealPath();
        var danger = danger(real);
        if (danger != null) {
            throw new IOException(danger);
        }
        return new CacheFolder(real, maxBytes);
    }

    private static void create(Path path) throws IOException {
        Files.createDirectories(path, permissions(path, "rwx------"));
    }

    /** What a file or folder is to be made with, less what the user's mask takes away. */
    private static FileAttribute<?>[] permissions(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
    }

    /** Why others could put code into a folder; null if they cannot. */
    private static String danger(Path folder) throws IOException {
        if (!hasOwners(folder)) {
            return null;
        }
        for (var place = folder; place != null; place = place.getParent()) {
            var attributes = attributes(place);
            int mode = (int) attributes.get("mode");
            boolean sticky = (mode & STICKY) != 0 && place != folder;
            if ((mode & WRITABLE_BY_OTHERS) != 0 && !sticky) {
                return "others may write to " + place + " (mode " + Integer.toOctalString(mode & 07777) + ")";
            }
            if (!isTrusted(attributes)) {
                return place + " belongs to somebody else (" + attributes.get("owner") + ")";
            }
        }
        return null;
    }

    private static boolean hasOwners(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** Whether only this process's user or the superuser can have written what is in a file. */
    private static boolean isSafe(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (!hasOwners(file)) {
            return true;
        }
        var attributes = attributes(file);
        return ((int) attributes.get("mode") & WRITABLE_BY_OTHERS) == 0 && isTrusted(attributes);
    }

    private static Map<String, Object> attributes(Path path) throws IOException {
        return Files.readAttributes(path, "unix:mode,uid,owner", LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isTrusted(Map<String, Object> attributes) {
        return (int) attributes.get("uid") == ROOT
                || attributes.get("owner").toString().equals(ProcessHandle.current().info().user().orElse(null));
    }

    /**
     * Opens the file of a name and marks it as used.
     *
     * @return null if there is none that can be used
     */
    CodeFile open(String name, CodeKey key) {
        var file = path.resolve(name + SUFFIX);
        try {
            if (!isSafe(file)) {
                return null;
            }
            var opened = CodeFile.open(file, key);
            if (opened != null) {
                markUsed(file);
            }
            return opened;
        } catch (IOException e) {
            log().debug("{}", file, e);
            return null;
        }
    }

    private static void markUsed(Path file) {
        try {
            var now = Instant.now();
            if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(USE))) {
                Files.setLastModifiedTime(file, FileTime.from(now));
            }
        } catch (IOException e) {
            // A cache that is only read keeps its times.
        }
    }

    /** Writes the contents of a file. */
    @FunctionalInterface
    interface Contents {
        void write(java.io.OutputStream out) throws IOException;
    }

    /**
     * Puts a file in its place, at once and whole, whatever was there; then makes room.
     *
     * @throws IOException if that is not possible, and nothing has changed
     */
    void write(String name, Contents contents) throws IOException {
        var file = path.resolve(name + SUFFIX);
        var unfinished = path.resolve(name + "-" + ProcessHandle.current().pid() + "-"
                + Long.toHexString(ThreadLocalRandom.current().nextLong()) + UNFINISHED);
        try {
            var channel = Files.newByteChannel(
                    unfinished, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions(path, "rw-r--r--"));
            try (var out = new java.io.BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
                contents.write(out);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        makeRoom(file);
    }

    private record Kept(Path file, long bytes, FileTime used) {}

    /** Deletes what was used longest ago, except for {@code latest}, until the rest fits. */
    private void makeRoom(Path latest) {
        var files = new ArrayList<Kept>();
        for (var file : files()) {
            try {
                var kept = new Kept(file, Files.size(file), Files.getLastModifiedTime(file));
                if (file.toString().endsWith(SUFFIX)) {
                    files.add(kept);
                } else if (kept.used.toInstant().isBefore(Instant.now().minus(ABANDONED))) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                log().debug("{}", file, e); // another process was faster
            }
        }
        long bytes = files.stream().mapToLong(Kept::bytes).sum();
        files.sort(Comparator.comparing(Kept::used));
        for (var kept : files) {
            if (bytes <= maxBytes) {
                return;
            }
            if (kept.file.equals(latest)) {
                continue;
            }
            try {
                Files.deleteIfExists(kept.file);
                bytes -= kept.bytes;
            } catch (IOException e) {
                log().debug("{}", kept.file, e); // on some systems a file in use stays
            }
        }
    }

    /** Ours, finished or not. */
    private List<Path> files() {
        try (var list = Files.list(path)) {
            return list.filter(file -> file.toString().endsWith(SUFFIX) || file.toString().endsWith(UNFINISHED)).toList();
        } catch (IOException e) {
            log().debug("{}", path, e);
            return List.of();
        }
    }

    long maxBytes() {
        return maxBytes;
    }

    /** No constant: see {@code Engine}. */
    private static Logger log() {
        return LoggerFactory.getLogger(CacheFolder.class);
    }
}
