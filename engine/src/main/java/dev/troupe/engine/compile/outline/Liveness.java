package dev.troupe.engine.compile.outline;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which locals somebody may still read, at each statement boundary and at each label. Structured control flow makes it a walk from the
 * end to the start, repeated until no loop header changes.
 */
final class Liveness {
    /**
     * Walks until the labels of loops are taken to read every local. Programs need a handful; one could be made that needs as many as it
     * has loops in one another.
     */
    static final int MOST_WALKS = 40;

    private final Tape tape;
    private final int locals;
    /** By the index of a block's first step: the locals live at its label. */
    private final long[][] atLabel;
    /** By step: the locals live before it; only at boundaries. */
    private final long[][] before;
    /** By the step of a try: the locals that its handlers, and those of the tries around it, may read. */
    private final long[][] atHandlers;
    private final Deque<Open> open = new ArrayDeque<>();

    /** A block that the walk has entered from its end. */
    private static final class Open {
        /** The step that starts it, -1 for the body. */
        final int start;

        final long[] atEnd;
        long[] atElse;
        /** For a try: what its handlers, and those of the tries around it, may read. */
        long[] catches;
        /** For a try: the one around it, or null. */
        Open outerTry;

        Open(int start, long[] atEnd) {
            this.start = start;
            this.atEnd = atEnd;
        }
    }

    private final Nesting nesting;
    /** How many walks have not been the last one. */
    private int walks;

    /** What the labels of loops are taken to read; null as long as that is found out. */
    private long[] readAnywhere;

    /** The innermost open block that is a try, or null. */
    private Open innermostTry;

    private Liveness(Tape tape, Nesting nesting, int locals) {
        this.tape = tape;
        this.locals = locals;
        this.nesting = nesting;
        atLabel = new long[tape.count][];
        before = new long[tape.count][];
        atHandlers = new long[tape.count][];
    }

    /** @param locals how many there are, or as many as are of interest */
    static Liveness of(Tape tape, Nesting nesting, int locals) {
        var liveness = new Liveness(tape, nesting, locals);
        // Each time a loop's label reads more than was thought.
        while (liveness.walk()) {
            if (++liveness.walks == MOST_WALKS) {
                liveness.readAnywhere = Tape.read(tape, locals);
            }
        }
        return liveness;
    }

    int locals() {
        return locals;
    }

    /** The locals live before a step at a statement boundary. */
    long[] before(int step) {
        return before[step];
    }

    /** The locals live at the label of the block that starts at a step; -1 is the function's. */
    long[] atLabel(int start) {
        return start < 0 ? LocalSet.empty(locals) : atLabel[start];
    }

    /** The locals that the handlers of a try and of those around it may read. */
    long[] atHandlers(int tryStep) {
        return atHandlers[tryStep];
    }

    /** How many times the body was walked through. */
    int walks() {
        return walks + 1;
    }

    private boolean walk() {
        boolean changed = false;
        var live = LocalSet.empty(locals);
        open.clear();
        for (int i = tape.count - 1; i >= 0; i--) {
            switch (tape.steps[i]) {
                case PLAIN -> {}
                case GET -> LocalSet.add(live, tape.arguments[i]);
                case SET -> LocalSet.remove(live, tape.arguments[i]);
                case END, DELEGATE -> {
                    var block = new Open(nesting.starts()[i], live.clone());
                    if (block.start >= 0 && tape.steps[block.start] != Tape.Step.LOOP) {
                        atLabel[block.start] = block.atEnd;
                    } else if (block.start >= 0 && atLabel[block.start] == null) {
                        atLabel[block.start] = LocalSet.empty(locals);
                    }
                    if (readAnywhere != null && block.start >= 0 && tape.steps[block.start] == Tape.Step.LOOP) {
                        atLabel[block.start] = readAnywhere.clone();
                    }
                    open.push(block);
                    if (block.start >= 0 && tape.steps[block.start] == Tape.Step.TRY) {
                        block.outerTry = innermostTry;
                        block.catches = innermostTry == null ? LocalSet.empty(locals) : innermostTry.catches.clone();
                        innermostTry = block;
                        for (int label : tape.tables[tape.arguments[block.start]]) {
                            addLabel(block.catches, label);
                        }
                    }
                }
                case ELSE -> {
                    var block = open.peek();
                    block.atElse = live.clone();
                    System.arraycopy(block.atEnd, 0, live, 0, live.length);
                }
                case CATCH -> {
                    var block = open.peek();
                    LocalSet.addAll(block.catches, live);
                    System.arraycopy(block.atEnd, 0, live, 0, live.length);
                }
                case IF -> {
                    var block = open.pop();
                    LocalSet.addAll(live, block.atElse == null ? block.atEnd : block.atElse);
                }
                case LOOP -> {
                    open.pop();
                    changed |= LocalSet.addAll(atLabel[i], live);
                }
                case BLOCK -> open.pop();
                case TRY -> {
                    var block = open.pop();
                    atHandlers[i] = block.catches;
                    innermostTry = block.outerTry;
                    LocalSet.addAll(live, block.catches);
                }
                case BRANCH -> {
                    LocalSet.clear(live);
                    addLabel(live, tape.arguments[i]);
                }
                case BRANCH_IF -> addLabel(live, tape.arguments[i]);
                case TABLE -> {
                    LocalSet.clear(live);
                    for (int label : tape.tables[tape.arguments[i]]) {
                        addLabel(live, label);
                    }
                }
                case RETURN, TAIL, AGAIN, THROW, RETHROW -> LocalSet.clear(live);
                case CALL -> {}
                default -> throw new IllegalStateException("no step " + tape.steps[i]);
            }
            if (innermostTry != null) {
                // Any step inside a try may continue in its handlers.
                LocalSet.addAll(live, innermostTry.catches);
            }
            if (tape.boundaries[i]) {
                before[i] = copy(live, before[i]);
            }
        }
        return changed;
    }

    /** A copy, made in what an earlier walk left if there is something. */
    private static long[] copy(long[] live, long[] old) {
        if (old == null) {
            return live.clone();
        }
        System.arraycopy(live, 0, old, 0, live.length);
        return old;
    }

    private void addLabel(long[] live, int block) {
        if (block >= 0) {
            LocalSet.addAll(live, atLabel[block]);
        }
    }
}
