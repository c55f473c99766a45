package dev.troupe.engine.cache;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes changed entries in the background: some seconds after the first change, later each time a process comes back with more, and when
 * the JVM shuts down. There is a thread only while something is to be written.
 */
final class Writer implements Runnable {
    private static final long FIRST_DELAY_MILLIS = 2_000;
    private static final long LAST_DELAY_MILLIS = 300_000;
    private static final Object LOCK = new Object();
    /** Held while files are written, so that the JVM does not end in the middle of one. */
    private static final Object WRITING = new Object();
    private static final Set<CodeEntry> CHANGED = new LinkedHashSet<>();

    private static long delay = FIRST_DELAY_MILLIS;
    private static Thread thread;
    private static boolean hooked;
    private static boolean soon;

    private Writer() {}

    static void schedule(CodeEntry entry) {
        synchronized (LOCK) {
            CHANGED.add(entry);
            if (!hooked) {
                hooked = true;
                try {
                    Runtime.getRuntime().addShutdownHook(new Thread(Writer::flushAll, "troupe-code-cache-end"));
                } catch (IllegalStateException e) {
                    return; // the JVM is shutting down: too late
                }
            }
            if (thread == null) {
                thread = new Thread(new Writer(), "troupe-code-cache");
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    /** Much is waiting. */
    static void soon() {
        synchronized (LOCK) {
            soon = true;
            LOCK.notifyAll();
        }
    }

    static void flushAll() {
        synchronized (WRITING) {
            List<CodeEntry> entries;
            synchronized (LOCK) {
                entries = List.copyOf(CHANGED);
                CHANGED.clear();
            }
            entries.forEach(CodeEntry::write);
        }
    }

    @Override
    public void run() {
        while (true) {
            long wait;
            synchronized (LOCK) {
                if (CHANGED.isEmpty()) {
                    thread = null;
                    return;
                }
                wait = delay;
                delay = Math.min(2 * delay, LAST_DELAY_MILLIS);
                try {
                    if (!soon) {
                        LOCK.wait(wait);
                    }
                } catch (InterruptedException e) {
                    thread = null;
                    return;
                }
                soon = false;
            }
            flushAll();
        }
    }
}
