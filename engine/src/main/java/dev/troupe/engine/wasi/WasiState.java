package dev.troupe.engine.wasi;

import dev.troupe.engine.runtime.Caller;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.locks.ReentrantLock;

/** What the functions of one instance share; whoever can call one keeps it alive, and its descriptors open. */
final class WasiState {
    /** Closes what nobody closed: Java's directory handles stay open for ever otherwise. */
    private static final Cleaner CLEANER = Cleaner.create(Thread.ofPlatform().daemon().name("troupe-wasi-cleaner").factory());

    private final WasiConfig config;
    private final WasiClock clock;
    private final Quota quota;
    private final DescriptorTable table;
    private final Cleaner.Cleanable cleanable;
    private ReentrantLock lock;

    WasiState(WasiConfig config) {
        this.config = config;
        clock = config.clock().get();
        quota = new Quota(config.limits().bytesWritten());
        var descriptors = new DescriptorTable(config.limits().openDescriptors());
        table = descriptors;
        cleanable = CLEANER.register(this, () -> closeQuietly(descriptors));
    }

    private static void closeQuietly(DescriptorTable descriptors) {
        try {
            descriptors.close();
        } catch (IOException | RuntimeException ignored) {
            // Nobody is left to be told.
        }
    }

    /** Closes all descriptors. */
    void close() throws IOException {
        try {
            table.close();
        } finally {
            cleanable.clean();
        }
    }

    /** Opens the standard streams and what is granted, under the numbers that guests expect: 0 to 2, directories from 3. */
    void open() throws IOException {
        try {
            table.addStandardStream(InputDescriptor.of(config.stdin()));
            table.addStandardStream(OutputDescriptor.of(config.stdout(), quota));
            table.addStandardStream(OutputDescriptor.of(config.stderr(), quota));
            for (var mount : config.directories()) {
                if (!Files.isDirectory(mount.host())) {
                    throw new NotDirectoryException(mount.host().toString());
                }
                table.add(DirectoryDescriptor.granted(mount));
            }
            for (var listener : config.listeners()) {
                table.add(new ListenerDescriptor(listener));
            }
            for (var connection : config.connections()) {
                table.add(new ConnectionDescriptor(connection, false, quota));
            }
            table.setGranted();
        } catch (WasiError e) {
            throw new IOException("more streams and directories granted than the limit of open descriptors", e);
        }
    }

    /** From now on several threads call the functions, one at a time but while they wait. */
    void share() {
        lock = new ReentrantLock();
    }

    void lock() {
        if (lock != null) {
            lock.lock();
        }
    }

    void unlock() {
        if (lock != null) {
            lock.unlock();
        }
    }

    Waiting waiting(Caller caller) {
        return new Waiting(caller.store(), lock);
    }

    WasiConfig config() {
        return config;
    }

    WasiClock clock() {
        return clock;
    }

    Quota quota() {
        return quota;
    }

    DescriptorTable table() {
        return table;
    }

    /** Times to set, in nanoseconds since 1970; null for those that stay. */
    record Times(Long accessed, Long modified) {}

    Times times(long accessed, long modified, int flags) throws WasiError {
        if ((flags & ~Witx.ALL_TIME_FLAGS) != 0
                || (flags & (Witx.ATIM | Witx.ATIM_NOW)) == (Witx.ATIM | Witx.ATIM_NOW)
                || (flags & (Witx.MTIM | Witx.MTIM_NOW)) == (Witx.MTIM | Witx.MTIM_NOW)) {
            throw Errno.INVAL.error();
        }
        Long now = (flags & (Witx.ATIM_NOW | Witx.MTIM_NOW)) != 0 ? clock.realtime() : null;
        return new Times(
                (flags & Witx.ATIM) != 0 ? (Long) accessed : (flags & Witx.ATIM_NOW) != 0 ? now : null,
                (flags & Witx.MTIM) != 0 ? (Long) modified : (flags & Witx.MTIM_NOW) != 0 ? now : null);
    }
}
