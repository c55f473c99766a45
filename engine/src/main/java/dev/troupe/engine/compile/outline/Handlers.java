package dev.troupe.engine.compile.outline;

/** What an interpreter does first for an opcode: the code behind a block that a switch of many labels branches to. */
final class Handlers {
    /** From so many bytes of the body on, it is long enough to find its operands itself. */
    private static final int LONG = 60;

    private final Tape tape;
    private final Nesting nesting;
    /** By the step that starts a block, whether a switch branches to it. */
    private final boolean[] cases;

    /** @param labels how many different ones make a switch one of opcodes */
    Handlers(Tape tape, Nesting nesting, int labels) {
        this.tape = tape;
        this.nesting = nesting;
        cases = new boolean[tape.count];
        for (int i = 0; i < tape.count; i++) {
            int[] blocks = tape.steps[i] == Tape.Step.TABLE ? tape.tables[tape.arguments[i]] : new int[0];
            for (int block : blocks.length >= labels ? blocks : new int[0]) {
                if (block >= 0) {
                    cases[block] = true;
                }
            }
        }
    }

    /** Whether a run of steps is a long one, or its beginning. */
    boolean isLong(int from, int to) {
        int block = from > 0 && tape.steps[from - 1] == Tape.Step.END ? nesting.starts()[from - 1] : -1;
        return block >= 0 && cases[block] && tape.positions[to] - tape.positions[from] >= LONG;
    }
}
