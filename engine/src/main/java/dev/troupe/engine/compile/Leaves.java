package dev.troupe.engine.compile;

import dev.troupe.engine.module.Slice;
import dev.troupe.engine.validate.Contents;

/**
 * Short functions that neither loop nor call nor work on ranges of which they know no length. They end soon whatever happens, and
 * nothing goes on for long without functions that do, so they need not ask whether to stop. The question is no code in the end, but C2
 * counts what it looks at to find that out: half as much as a load from memory, each time that it inlines a function.
 */
final class Leaves {
    /** Longer bodies are hardly inlined. */
    static final int MAX_LENGTH = 200;

    private Leaves() {}

    static boolean isLeaf(Slice body, Contents contents) {
        return body.length() <= MAX_LENGTH && !contents.has(Contents.Kind.LOOP) && !contents.has(Contents.Kind.CALL)
                && !contents.has(Contents.Kind.BULK);
    }
}
