package dev.troupe.engine.compile.outline;

/**
 * How the blocks of a body are nested.
 *
 * @param starts by the step that ends a block, the step that starts it; -1 for the body
 * @param depths by the step that starts a block, the number of blocks around it
 * @param loops by the step that starts a block, the step that starts the innermost loop that it is or is in; -1 if there is none
 * @param loopSizes by the step that starts a loop, the size of what is in it and in no inner loop
 */
record Nesting(int[] starts, int[] depths, int[] loops, int[] loopSizes) {
    static Nesting of(Tape tape) {
        var nesting = new Nesting(new int[tape.count], new int[tape.count], new int[tape.count], new int[tape.count]);
        // By the step that starts a block, the one that starts the block around it.
        var parents = new int[tape.count];
        int block = -1;
        for (int i = 0; i < tape.count; i++) {
            switch (tape.steps[i]) {
                case BLOCK, LOOP, IF, TRY -> {
                    parents[i] = block;
                    nesting.depths[i] = block < 0 ? 0 : nesting.depths[block] + 1;
                    nesting.loops[i] = tape.steps[i] == Tape.Step.LOOP ? i : nesting.loop(block);
                    block = i;
                }
                case END, DELEGATE -> {
                    nesting.starts[i] = block;
                    block = block < 0 ? -1 : parents[block];
                }
                default -> {}
            }
            int loop = nesting.loop(block);
            if (loop >= 0) {
                nesting.loopSizes[loop] += tape.sizes[i + 1] - tape.sizes[i];
            }
        }
        return nesting;
    }

    /** The step that starts the innermost loop that a block is or is in; -1 if there is none. */
    int loop(int block) {
        return block < 0 ? -1 : loops[block];
    }
}
