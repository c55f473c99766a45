package dev.troupe.engine.compile.outline;

/**
 * How the blocks of a body are nested.
 *
 * @param starts by the step that ends a block, the step that starts it; -1 for the body
 * @param parents by step, the step that starts the innermost block around it; -1 for the body
 * @param depths by the step that starts a block, the number of blocks around it
 */
record Nesting(int[] starts, int[] parents, int[] depths) {
    static Nesting of(Tape tape) {
        var nesting = new Nesting(new int[tape.count], new int[tape.count], new int[tape.count]);
        int block = -1;
        for (int i = 0; i < tape.count; i++) {
            nesting.parents[i] = block;
            switch (tape.steps[i]) {
                case BLOCK, LOOP, IF, TRY -> {
                    nesting.depths[i] = block < 0 ? 0 : nesting.depths[block] + 1;
                    block = i;
                }
                case END, DELEGATE -> {
                    nesting.starts[i] = block;
                    block = block < 0 ? -1 : nesting.parents[block];
                }
                default -> {}
            }
        }
        return nesting;
    }

    /** The step that starts the block which a label names, seen from a step's own block; -1 for the body. */
    int enclosing(int step, int label) {
        int block = parents[step];
        for (int i = 0; i < label && block >= 0; i++) {
            block = parents[block];
        }
        return block;
    }
}
