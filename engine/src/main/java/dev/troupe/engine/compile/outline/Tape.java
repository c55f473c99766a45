package dev.troupe.engine.compile.outline;

import dev.troupe.engine.module.VecType;
import dev.troupe.engine.validate.FunctionValidator;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A body recorded for analysis: control flow, uses of locals, statement boundaries, and an estimate of each instruction's size in JVM
 * bytecode; {@link Recorder} fills it. Only large functions are recorded.
 */
final class Tape {
    /** What the analysis tells apart. */
    enum Step {
        PLAIN,
        GET,
        SET,
        BLOCK,
        LOOP,
        IF,
        /** A block whose code may continue in a handler: no region may begin inside. */
        TRY,
        ELSE,
        /** A legacy clause: what comes before and behind are parts of the same {@code try}. */
        CATCH,
        END,
        BRANCH,
        BRANCH_IF,
        TABLE,
        /** Leaves the function normally. */
        RETURN,
        /** Leaves the function by a call in its place; a plain call if the argument is {@link #PLAIN_CALL}. */
        TAIL,
        /** Starts the function over. */
        AGAIN,
        /** Leaves by a trap or an exception. */
        THROW,
        /** A legacy instruction that only works in a method that has the block of its label. */
        RETHROW,
        /** Ends a legacy block whose exceptions go to the handlers around a label. */
        DELEGATE,
        CALL
    }

    /** The argument of a tail call that is carried out as a call and a return. */
    static final int PLAIN_CALL = 1;

    private final FunctionValidator validator;
    /** A statement beyond this size is interrupted, its operands going to locals of their own. */
    private final int longStatement;

    private final Spills spills;
    /** The locals in use of those that are too many to keep account of. */
    final BitSet far = new BitSet();
    int count;
    Step[] steps = new Step[1024];
    /** A local, an index into {@link #tables}, or a label: once resolved, the step that starts its block, -1 for the body. */
    int[] arguments = new int[1024];
    int[] positions = new int[1024];
    /** The size of everything before an instruction. */
    int[] sizes = new int[1025];
    boolean[] boundaries = new boolean[1024];
    /** What {@link LaneWork#add} is told of each instruction. */
    byte[] laneSizes = new byte[1024];
    byte[] laneOperations = new byte[1024];
    /** Whether there is arithmetic on vectors that can be done lane by lane. */
    boolean byLanes;
    /** The different labels of a step that has several, resolved likewise. */
    int[][] tables = new int[16][];
    private int tableCount;
    private int accesses;
    private int endsOfNothing;
    private boolean lastOfNothing;
    private boolean tailCalls;
    private int position = -1;
    /** The number of operands before the instruction. */
    private int height;
    private boolean boundary;
    /** The size of the current statement so far, of blocks in it what a skeleton would keep. */
    private int statement;
    /** The same of the current block, and of those around it. */
    private int[] blocks = new int[32];

    private int[] statements = new int[32];
    /** By block, the number of operands up to the topmost that rests. */
    private int[] rest = new int[32];

    /** By height, the local in which an operand rests. */
    private int[] resting = new int[16];

    private int depth;

    /** @param locals the number of locals, to which those for the operands of long statements are added */
    Tape(FunctionValidator validator, int locals, int longStatement) {
        this.validator = validator;
        this.longStatement = longStatement;
        spills = new Spills(locals);
    }

    Spills spills() {
        return spills;
    }

    /** The next instruction stands at this offset of the body. */
    void position(int offset) {
        // The end of a block is announced again when its results are off the stack already.
        if (offset != position) {
            position = offset;
            height = validator.height();
            validator.resetLowest();
            // Unreachable code drops operands.
            rest[depth] = Math.min(rest[depth], height);
            boundary = height == rest[depth];
            if (boundary) {
                statement = 0;
            } else if (statement > longStatement) {
                interrupt();
            }
        }
    }

    /** Ends the statement here: its operands rest in locals until somebody needs them. */
    private void interrupt() {
        int from = rest[depth];
        var operands = new int[height - from];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = spills.local(from + i, validator.operand(from + i));
        }
        resting = Arrays.copyOf(resting, Math.max(resting.length, height + height / 2));
        System.arraycopy(operands, 0, resting, from, operands.length);
        for (int i = operands.length - 1; i >= 0; i--) {
            set(operands[i], 2);
        }
        spills.interrupt(position, operands);
        rest[depth] = height;
        boundary = true;
        startStatement();
    }

    private void startStatement() {
        statement = 0;
    }

    /** Whether a global is a vector, all lanes at once. */
    boolean isVector(int global) {
        return validator.globalType(global) instanceof VecType;
    }

    /** How many operands the instruction takes. */
    int operands() {
        return height - validator.lowest();
    }

    /** If the next instruction needs resting operands, they come back. */
    private void resume() {
        int lowest = validator.lowest();
        int from = rest[depth];
        if (lowest < from) {
            rest[depth] = lowest;
            spills.resume(position, from - lowest);
            for (int i = lowest; i < from; i++) {
                // Their loads are part of the instruction's size.
                if (resting[i] < OutlinePlan.NEAR_LOCALS) {
                    add(Step.GET, resting[i], 1);
                }
            }
        }
    }

    /** The locals that steps use. */
    static BitSet used(Tape tape) {
        var used = new BitSet();
        for (int i = 0; i < tape.count; i++) {
            if (tape.steps[i] == Step.GET || tape.steps[i] == Step.SET) {
                used.set(tape.arguments[i]);
            }
        }
        return used;
    }

    /** The locals that steps read. */
    static long[] read(Tape tape, int locals) {
        var read = LocalSet.empty(locals);
        for (int i = 0; i < tape.count; i++) {
            if (tape.steps[i] == Step.GET) {
                LocalSet.add(read, tape.arguments[i]);
            }
        }
        return read;
    }

    /** The different labels of the switch that has most; 0 if there is none. */
    int mostLabels() {
        int most = 0;
        for (int i = 0; i < count; i++) {
            if (steps[i] == Step.TABLE) {
                most = Math.max(most, tables[arguments[i]].length);
            }
        }
        return most;
    }

    /**
     * Whether the body does one of many things, again and again: a switch of at least so many different labels stands in a loop, or in a
     * function that itself has hardly any loops. A decoder that resumes where its input ended begins with such a switch, too, but what
     * its labels are is in loops of their own.
     */
    boolean isInterpreter(int labels) {
        if (mostLabels() < labels) {
            return false;
        }
        int inLoops = 0;
        int depth = 0;
        // Where the outermost loop that is open began, and how deep its block is.
        int start = -1;
        int outermost = 0;
        for (int i = 0; i < count; i++) {
            switch (steps[i]) {
                case BLOCK, LOOP, IF, TRY -> {
                    if (start < 0 && steps[i] == Step.LOOP) {
                        start = i;
                        outermost = depth;
                    }
                    depth++;
                }
                case END, DELEGATE -> {
                    depth--;
                    if (start >= 0 && depth == outermost) {
                        inLoops += sizes[i] - sizes[start];
                        start = -1;
                    }
                }
                case TABLE -> {
                    if (start >= 0 && tables[arguments[i]].length >= labels) {
                        return true;
                    }
                }
                default -> {}
            }
        }
        return inLoops < sizes[count] / 2;
    }

    /** The number of plain accesses of memories. */
    int accesses() {
        return accesses;
    }

    boolean hasTailCalls() {
        return tailCalls;
    }

    /** @param argument see {@link #arguments} */
    void add(Step step, int argument, int size) {
        boolean alike = switch (step) {
            case GET, SET, BLOCK, LOOP, IF, ELSE, END, BRANCH, BRANCH_IF, TABLE -> true;
            default -> false;
        };
        add(step, argument, size, alike ? Math.min(size, Byte.MAX_VALUE) : LaneWork.IMPOSSIBLE, LaneWork.NO_VECTOR);
    }

    /** What follows becomes no code: up to so many ends, and the branch behind the last of them, if there is one. */
    void nothing(int ends) {
        endsOfNothing = ends;
    }

    private boolean isNothing(Step step) {
        if (endsOfNothing == 0 && !lastOfNothing) {
            return false;
        }
        switch (step) {
            case END, ELSE, CATCH, DELEGATE -> {
                if (lastOfNothing) {
                    lastOfNothing = false;
                    return false;
                }
                lastOfNothing = --endsOfNothing == 0;
            }
            // Whoever is behind it is something again; that need not be an end.
            case BRANCH -> lastOfNothing = false;
            default -> {}
        }
        return true;
    }

    private void add(Step step, int argument, int size, int laneSize, int operations) {
        resume();
        addSized(step, argument, isNothing(step) ? 0 : size, laneSize, operations);
    }

    private void addSized(Step step, int argument, int size, int laneSize, int operations) {
        if (count == steps.length) {
            int length = count * 2;
            steps = Arrays.copyOf(steps, length);
            arguments = Arrays.copyOf(arguments, length);
            positions = Arrays.copyOf(positions, length);
            sizes = Arrays.copyOf(sizes, length + 1);
            boundaries = Arrays.copyOf(boundaries, length);
            laneSizes = Arrays.copyOf(laneSizes, length);
            laneOperations = Arrays.copyOf(laneOperations, length);
        }
        steps[count] = step;
        arguments[count] = argument;
        positions[count] = position;
        boundaries[count] = boundary;
        sizes[count + 1] = sizes[count] + size;
        laneSizes[count] = (byte) laneSize;
        laneOperations[count] = (byte) operations;
        byLanes |= operations > 0;
        count++;
        boundary = false;
        statement += size;
        blocks[depth] += size;
        switch (step) {
            case BLOCK, LOOP, IF, TRY -> enter();
            case ELSE, CATCH -> rest[depth] = validator.base();
            case END, DELEGATE -> leave();
            case TAIL, AGAIN -> tailCalls = true;
            default -> {}
        }
    }

    private void enter() {
        statements[depth++] = statement;
        if (depth == blocks.length) {
            blocks = Arrays.copyOf(blocks, depth * 2);
            statements = Arrays.copyOf(statements, depth * 2);
            rest = Arrays.copyOf(rest, depth * 2);
        }
        blocks[depth] = 0;
        rest[depth] = validator.base();
        startStatement();
    }

    private void leave() {
        if (depth > 0) {
            int rest = Math.min(blocks[depth--], longStatement);
            blocks[depth] += rest;
            statement = statements[depth] + rest;
        }
    }

    /** A step that may go to any of several labels. */
    void addWithLabels(Step step, int[] labels, int size) {
        if (tableCount == tables.length) {
            tables = Arrays.copyOf(tables, tableCount * 2);
        }
        tables[tableCount] = Arrays.stream(labels).distinct().toArray();
        add(step, tableCount++, size);
    }

    /** To be called once, behind the last step: finds the blocks of all labels, which is quick only in a walk from the start. */
    void resolve() {
        var open = new int[32];
        open[0] = -1;
        int inside = 0;
        for (int i = 0; i < count; i++) {
            switch (steps[i]) {
                case BRANCH, BRANCH_IF, RETHROW -> arguments[i] = open[inside - arguments[i]];
                case TABLE, TRY -> {
                    // Those of a try count from outside of it.
                    var labels = tables[arguments[i]];
                    for (int j = 0; j < labels.length; j++) {
                        labels[j] = open[inside - labels[j]];
                    }
                }
                // The label does not count the block that ends here.
                case DELEGATE -> arguments[i] = open[inside - 1 - arguments[i]];
                default -> {}
            }
            switch (steps[i]) {
                case BLOCK, LOOP, IF, TRY -> {
                    if (++inside == open.length) {
                        open = Arrays.copyOf(open, inside * 2);
                    }
                    open[inside] = i;
                }
                case END, DELEGATE -> inside--;
                default -> {}
            }
        }
    }

    /** The next instruction is a plain access of a memory. */
    void access() {
        accesses++;
    }

    void plain(int size) {
        add(Step.PLAIN, 0, size);
    }

    /** An instruction without vectors that changes nothing but operands. */
    void pure(int size) {
        add(Step.PLAIN, 0, size, size, LaneWork.NO_VECTOR);
    }

    /**
     * An instruction that can be done for each lane by itself.
     *
     * @param laneSize its size for one lane
     * @param operations 0 if it moves vectors only
     */
    void byLanes(int size, int laneSize, int operations) {
        add(Step.PLAIN, 0, size, laneSize, operations);
    }

    /** A block that takes or leaves vectors. */
    void vectorBlock(Step step, int size) {
        add(step, 0, size, LaneWork.IMPOSSIBLE, LaneWork.NO_VECTOR);
    }

    /** The value of a local, or an operand that rests there. */
    void get(int local) {
        if (local < OutlinePlan.NEAR_LOCALS) {
            add(Step.GET, local, 2);
        } else {
            far.set(local);
            plain(4);
        }
    }

    /** @param size that of the instruction if the local is near */
    void set(int local, int size) {
        if (local < OutlinePlan.NEAR_LOCALS) {
            add(Step.SET, local, size);
        } else {
            far.set(local);
            plain(size + 4);
        }
    }
}
