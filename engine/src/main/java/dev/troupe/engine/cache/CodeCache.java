package dev.troupe.engine.cache;

import dev.troupe.engine.compile.CompileOptions;
import dev.troupe.engine.module.Feature;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generated code in a folder, one file per module and way of compiling it, each with the classes that some process has needed so far.
 * What is missing, damaged or from another engine is generated and written anew; nothing in here ever fails. Thread-safe; any number of
 * processes may use one folder.
 */
public final class CodeCache {
    private final Path path;
    private final long maxBytes;
    /** Null until first used, and if it cannot be used. */
    private CacheFolder folder;
    /** Why it cannot be used; null if it can, or nobody has tried. */
    private String problem;

    /** @param maxBytes what all files together may take; the least recently used go first */
    public CodeCache(Path path, long maxBytes) {
        this.path = path;
        this.maxBytes = maxBytes;
    }

    /**
     * What is kept of a module.
     *
     * @param module the SHA-256 digest of its bytes
     */
    public CodeEntry entry(String module, Set<Feature> features, CompileOptions options) {
        return new CodeEntry(folder(), CodeKey.of(module, features, options));
    }

    /** Why the folder cannot be used, which the log has said, too; empty if it can. */
    public synchronized Optional<String> problem() {
        folder();
        return Optional.ofNullable(problem);
    }

    private synchronized CacheFolder folder() {
        if (folder == null && problem == null) {
            try {
                folder = open();
            } catch (AccessDeniedException e) {
                problem = "permission denied: " + e.getFile();
            } catch (FileAlreadyExistsException e) {
                problem = e.getFile() + " is no folder";
            } catch (NoSuchFileException e) {
                problem = "cannot make " + e.getFile();
            } catch (IOException | RuntimeException e) {
                problem = e instanceof FileSystemException || e.getMessage() == null ? e.toString() : e.getMessage();
            }
            if (problem != null) {
                log().warn("code cache {} is not used: {}", path, problem);
            }
        }
        return folder;
    }

    private CacheFolder open() throws IOException {
        if (EngineFingerprint.get() == null) {
            throw new IOException("the engine is not in a file, so that one version cannot be told from another");
        }
        return CacheFolder.open(path, maxBytes);
    }

    /** Writes what this process has generated and not written yet. Happens by itself after a while, and when the JVM shuts down. */
    public static void flush() {
        Writer.flushAll();
    }

    /** No constant: see {@code Engine}. */
    private static Logger log() {
        return LoggerFactory.getLogger(CodeCache.class);
    }
}
