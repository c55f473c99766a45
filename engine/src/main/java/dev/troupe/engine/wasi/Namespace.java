package dev.troupe.engine.wasi;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What all guests of this JVM share of one file system: a lock over its names, and which devices are no disks.
 *
 * <p>java.nio.file opens, deletes and renames relative to a directory handle, but creates directories and links and reads links by
 * path only, and file systems other than the default one may have no handles at all. Where a path is used, guests must not exchange
 * its elements between check and use: who could put a link or another directory in a path's way (renaming, linking) holds this lock
 * for writing, who uses a path for reading.
 */
final class Namespace {
    private static final Map<FileSystem, Namespace> ALL = Collections.synchronizedMap(new WeakHashMap<>());

    /** Views into the kernel and its devices, in which a file can be the memory of this process. */
    private static final Set<String> PSEUDO = Set.of(
            "proc",
            "sysfs",
            "devtmpfs",
            "devpts",
            "devfs",
            "procfs",
            "fdescfs",
            "debugfs",
            "tracefs",
            "securityfs",
            "configfs",
            "cgroup",
            "cgroup2",
            "pstore",
            "bpf",
            "efivarfs",
            "mqueue",
            "binfmt_misc",
            "selinuxfs",
            "fusectl",
            "nsfs",
            "rpc_pipefs");

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<Long, Boolean> pseudo = new ConcurrentHashMap<>();

    private Namespace() {}

    static Namespace of(FileSystem fileSystem) {
        return ALL.computeIfAbsent(fileSystem, key -> new Namespace());
    }

    ReentrantReadWriteLock lock() {
        return lock;
    }

    /** @throws AccessDeniedException if the path is on a file system of the kernel's own, such as {@code /proc} */
    void refusePseudo(Path path, FileKey key) throws IOException {
        if (isPseudo(path, key)) {
            throw new AccessDeniedException(path.toString(), null, "a file system of the kernel, not of files");
        }
    }

    boolean isPseudo(Path path, FileKey key) throws IOException {
        if (key.device() == 0) {
            return false;
        }
        var known = pseudo.get(key.device());
        if (known == null) {
            known = PSEUDO.contains(Files.getFileStore(path).type());
            pseudo.put(key.device(), known);
        }
        return known;
    }
}
