package dev.troupe.engine.compile.outline;

/**
 * How the blocks of a body are nested.
 *
 * @param starts by the step that ends a block, the step that starts it; -1 for the body
 * @param depths by the step that starts a block, the number of blocks around it
 * @param inLoop by the step that starts a block, whether it is a loop or in one
 */
record Nesting(int[] starts, int[] depths, boolean[] inLoop) {
    static Nesting of(Tape tape) {
        var nesting = new Nesting(new int[tape.count], new int[tape.count], new boolean[tape.count]);
        // By the step that starts a block, the one that starts the block around it.
        var parents = new int[tape.count];
        int block = -1;
        for (int i = 0; i < tape.count; i++) {
            switch (tape.steps[i]) {
                case BLOCK, LOOP, IF, TRY -> {
                    parents[i] = block;
                    nesting.depths[i] = block < 0 ? 0 : nesting.depths[block] + 1;
                    nesting.inLoop[i] = tape.steps[i] == Tape.Step.LOOP || block >= 0 && nesting.inLoop[block];
                    block = i;
                }
                case END, DELEGATE -> {
                    nesting.starts[i] = block;
                    block = block < 0 ? -1 : parents[block];
                }
                default -> {}
            }
        }
        return nesting;
    }
}
