package dev.troupe.engine.cache;

import dev.troupe.engine.compile.ClassStore;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The classes kept of one module that was compiled one way. Thread-safe. */
public final class CodeEntry implements ClassStore {
    /** Classes wait in memory to be written until they are this large together, or as large as what is already in the file. */
    private static final long WRITE_BYTES = 8 << 20;

    /** Null if nothing can be kept. */
    private final CacheFolder folder;
    private final CodeKey key;

    /** What is on disk; null if nothing is. */
    private CodeFile file;
    /** Known once the module is known to be valid. */
    private Map<Integer, int[]> tailCalls;
    /** What is not on disk yet. */
    private Map<String, byte[]> waiting = new LinkedHashMap<>();
    private long waitingBytes;
    private boolean changed;
    private boolean broken;

    CodeEntry(CacheFolder folder, CodeKey key) {
        this.folder = folder;
        this.key = key;
        broken = folder == null;
        file = broken ? null : folder.open(key.fileName(), key);
        tailCalls = file == null ? null : file.tailCalls();
    }

    /** Whether this engine has found the module valid before, so that it need not look again. */
    public synchronized boolean isKnown() {
        return file != null;
    }

    /** The module's tail calls, if it {@link #isKnown}: for each function that has any, those it calls so. */
    public synchronized Map<Integer, int[]> tailCalls() {
        return tailCalls;
    }

    /** The module is valid, and these are its tail calls. */
    public synchronized void valid(Map<Integer, int[]> value) {
        tailCalls = value;
        changed();
    }

    @Override
    public synchronized byte[] find(String name) {
        var bytes = waiting.get(name);
        return bytes != null || file == null ? bytes : file.find(name);
    }

    @Override
    public synchronized void add(String name, byte[] bytes) {
        if (broken) {
            return;
        }
        waiting.put(name, bytes);
        waitingBytes += bytes.length;
        changed();
    }

    private void changed() {
        if (!broken && !changed) {
            changed = true;
            Writer.schedule(this);
        }
        if (waitingBytes > Math.max(WRITE_BYTES, file == null ? 0 : file.length())) {
            Writer.soon();
        }
    }

    /** Writes a file with what is waiting and what is on disk by now, from whatever process. */
    void write() {
        synchronized (this) {
            if (!changed || broken || tailCalls == null) {
                return;
            }
            changed = false;
        }
        Map<String, byte[]> fresh = Map.of();
        // Classes go on being found in the old file and among those waiting while the new file is written.
        CodeFile written = null;
        try {
            var all = new TreeMap<String, byte[]>();
            try (var current = folder.open(key.fileName(), key)) {
                if (current != null) {
                    for (var name : current.names()) {
                        var bytes = current.find(name);
                        if (bytes != null) {
                            all.put(name, bytes);
                        }
                    }
                }
            }
            synchronized (this) {
                fresh = new LinkedHashMap<>(waiting);
            }
            all.putAll(fresh);
            if (all.values().stream().mapToLong(bytes -> bytes.length).sum() > folder.maxBytes()) {
                throw new IOException("the code of module " + key.module() + " is larger than the whole code cache may be");
            }
            folder.write(key.fileName(), out -> CodeFile.write(out, key, tailCalls, all));
            written = folder.open(key.fileName(), key);
        } catch (IOException | RuntimeException e) {
            log().warn("code of module {} is not kept: {}", key.module(), e.toString());
        }
        finish(fresh, written);
    }

    private synchronized void finish(Map<String, byte[]> fresh, CodeFile written) {
        if (written == null) {
            broken = true;
            waiting = new LinkedHashMap<>();
            waitingBytes = 0;
            return;
        }
        waiting.entrySet().removeIf(entry -> fresh.get(entry.getKey()) == entry.getValue());
        waitingBytes = waiting.values().stream().mapToLong(bytes -> bytes.length).sum();
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            log().debug("{}", key.module(), e);
        }
        file = written;
    }

    /** No constant: see {@code Engine}. */
    private static Logger log() {
        return LoggerFactory.getLogger(CodeEntry.class);
    }
}
