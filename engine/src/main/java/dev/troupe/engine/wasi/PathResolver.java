package dev.troupe.engine.wasi;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Walks a guest path from a directory descriptor, element by element over directory handles, and never leaves that directory:
 * {@code ..} goes back to the handle it came from, at most to the first; symbolic links are read and walked like the rest; absolute
 * paths and absolute links are refused. As every handle is opened relative to the one before without following links, it does not
 * matter what is renamed or exchanged meanwhile.
 */
final class PathResolver {
    private static final int MAX_LINKS = 40;
    private static final int MAX_ELEMENTS = 4096;

    private PathResolver() {}

    /**
     * The end of a path: an entry of a directory, which need not exist.
     *
     * @param parent retained until {@link #close}
     * @param name null if the path ends at {@code parent} itself
     * @param asDirectory whether the path ended with a slash, so that nothing but a directory will do
     * @param attributes of the entry, null if there is none
     */
    record Target(Directory parent, String name, boolean asDirectory, BasicFileAttributes attributes) implements AutoCloseable {
        boolean isParent() {
            return name == null;
        }

        boolean exists() {
            return name == null || attributes != null;
        }

        boolean isDirectory() {
            return name == null || attributes != null && attributes.isDirectory();
        }

        boolean isSymbolicLink() {
            return name != null && attributes != null && attributes.isSymbolicLink();
        }

        FileStat stat() throws IOException {
            return name == null ? parent.stat() : parent.stat(name, attributes);
        }

        @Override
        public void close() {
            parent.release();
        }
    }

    /**
     * @param follow whether a symbolic link at the end is followed
     * @throws WasiError NOTCAPABLE if the path leaves the directory, NOTDIR, NOENT, LOOP as POSIX has them
     */
    static Target resolve(Directory base, String path, boolean follow) throws IOException, WasiError {
        refuseAbsolute(path);
        var pending = new ArrayDeque<String>();
        prepend(pending, path);
        boolean asDirectory = path.endsWith("/");
        try (var trail = new Trail(base)) {
            int links = 0;
            while (!pending.isEmpty()) {
                var element = pending.pollFirst();
                if (element.equals(".")) {
                    continue;
                }
                if (element.equals("..")) {
                    trail.back();
                    continue;
                }
                var here = trail.last();
                here.name(element);
                boolean last = pending.isEmpty();
                var attributes = here.attributes(element);
                if (attributes != null && attributes.isSymbolicLink() && (!last || follow || asDirectory)) {
                    if (++links > MAX_LINKS) {
                        throw Errno.LOOP.error();
                    }
                    var text = here.readSymbolicLink(element);
                    refuseAbsolute(text);
                    asDirectory |= last && text.endsWith("/");
                    prepend(pending, text);
                    continue;
                }
                if (last) {
                    return new Target(here.retain(), element, asDirectory, attributes);
                }
                trail.enter(element, attributes);
            }
            return new Target(trail.last().retain(), null, true, null);
        }
    }

    private static void refuseAbsolute(String path) throws WasiError {
        if (path.isEmpty()) {
            throw Errno.NOENT.error();
        }
        if (path.startsWith("/")) {
            throw Errno.NOTCAPABLE.error();
        }
    }

    private static void prepend(Deque<String> pending, String path) throws WasiError {
        List<String> elements = new ArrayList<>();
        for (var element : path.split("/")) {
            if (!element.isEmpty()) {
                elements.add(element);
            }
        }
        if (elements.size() + pending.size() > MAX_ELEMENTS) {
            throw Errno.NAMETOOLONG.error();
        }
        for (var element : elements.reversed()) {
            pending.addFirst(element);
        }
    }
}
