package dev.troupe.engine.compile.outline;

import java.util.ArrayList;
import java.util.List;

/** Statements at one nesting level: step where each begins, its remaining size, the regions in it. */
final class Sequence {
    final int block;
    /** The innermost try around, whose handlers must find the locals as they were; -1 if there is none. */
    final int tryStep;
    final List<Statement> statements = new ArrayList<>();
    Statement current;

    Sequence(int block, int tryStep) {
        this.block = block;
        this.tryStep = tryStep;
    }
}
