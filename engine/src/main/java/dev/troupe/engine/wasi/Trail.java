package dev.troupe.engine.wasi;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The directories from a descriptor's own to where a walk has come, for going back. However deep the walk, only the last few are kept
 * open, so that a guest cannot use up the host's descriptors; the others are walked again if they are needed again.
 */
final class Trail implements AutoCloseable {
    private static final int KEPT_OPEN = 16;

    /** The first is the descriptor's own and always open. */
    private final List<Step> steps = new ArrayList<>();

    private static final class Step {
        private final String name;
        private Directory directory;

        private Step(String name, Directory directory) {
            this.name = name;
            this.directory = directory;
        }

        private void release() {
            if (directory != null) {
                directory.release();
                directory = null;
            }
        }
    }

    Trail(Directory base) {
        steps.add(new Step(null, base.retain()));
    }

    Directory last() {
        return steps.getLast().directory;
    }

    /** Goes into a directory, whose attributes are given; null if there is none of that name. */
    void enter(String name, BasicFileAttributes attributes) throws IOException, WasiError {
        if (attributes == null) {
            throw Errno.NOENT.error();
        }
        if (!attributes.isDirectory()) {
            throw Errno.NOTDIR.error();
        }
        steps.add(new Step(name, last().openDirectory(name, attributes)));
        int old = steps.size() - KEPT_OPEN;
        if (old > 0) {
            steps.get(old).release();
        }
    }

    /** Goes back to where the last directory was entered from. */
    void back() throws IOException, WasiError {
        if (steps.size() == 1) {
            throw Errno.NOTCAPABLE.error();
        }
        steps.removeLast().release();
        if (last() == null) {
            reopen();
        }
    }

    /** Opens the last directory again, from the first by the names that led to it. */
    private void reopen() throws IOException, WasiError {
        var names = steps.stream().skip(1).map(step -> step.name).toList();
        while (steps.size() > 1) {
            steps.removeLast().release();
        }
        for (var name : names) {
            enter(name, last().attributes(name));
        }
    }

    @Override
    public void close() {
        steps.forEach(Step::release);
    }
}
