package dev.troupe.engine.compile.outline;

import dev.troupe.engine.validate.FunctionValidator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/**
 * Cuts one body into regions. A sequence of statements stays whole as long as it fits a region. One that does not has its
 * runs of small statements moved out, which leaves what holds them together: the loops, switches and calls of the skeleton. HotSpot
 * inlines the hot ones of the small methods back, by profile.
 *
 * <p>All sizes are estimates in bytes of JVM bytecode.
 */
public final class Outliner {
    /** From so many regions on, passing locals to each and back costs more than keeping them in an object. */
    private static final int MANY_REGIONS = 12;

    /** Labels that make a switch one of an interpreter. */
    private static final int LARGE_SWITCH = 8;

    /** The JVM allows 255. */
    private static final int MAX_PARAMETER_SLOTS = 200;

    private final Tape tape;
    private final IntUnaryOperator localSlots;
    /** Whether the methods share locals as fields of an object. */
    private final boolean shared;

    private final int locals;
    /** A body up to this size stays whole; the rest up to the limit is for the estimate's error. */
    private final int wholeBody;

    /** Aim of a region's size. */
    private final int regionAim;

    /** What may stay in a skeleton. */
    private final int skeleton;

    /** A run below this size is not worth a call. */
    private final int smallest;

    /** By the step that ends a block, the step that starts it; -1 for the body. */
    private final int[] starts;

    /** By step, the step that starts the innermost block around it; -1 for the body. */
    private final int[] parents;

    private Liveness liveness;
    /** Whether a run could not move because it needs more locals than a method can take. */
    private boolean manyParameters;

    /** Statements at one nesting level: step where each begins, its remaining size, the regions in it. */
    private static final class Sequence {
        final int block;
        final boolean fixed;
        final List<Statement> statements = new ArrayList<>();
        Statement current;

        Sequence(int block, boolean fixed) {
            this.block = block;
            this.fixed = fixed;
        }
    }

    private static final class Statement {
        final int start;
        int end;
        int size;
        /** Whether it begins and ends with nothing on the operand stack. */
        boolean whole;

        /** Whether it holds a switch. In an interpreter's loop all opcodes go through it, so it stays where it is. */
        boolean dispatches;

        List<Region> regions = new ArrayList<>();

        Statement(int start, boolean whole) {
            this.start = start;
            this.whole = whole;
        }
    }

    private Outliner(Tape tape, int locals, IntUnaryOperator localSlots, int limit, boolean shared) {
        this.tape = tape;
        this.shared = shared;
        this.locals = locals;
        this.localSlots = localSlots;
        wholeBody = limit * 3 / 4;
        regionAim = limit / 4;
        skeleton = limit * (shared ? 9 : 14) / 16;
        smallest = Math.min(80, limit / 8);
        starts = new int[tape.count];
        parents = new int[tape.count];
        nest();
    }

    /**
     * How a body is cut.
     *
     * @param locals the number of locals, parameters included
     * @param localSlots the JVM slots of each local
     * @param limit the largest method wanted
     */
    public static OutlinePlan plan(FunctionValidator validator, int function, int locals, IntUnaryOperator localSlots, int limit) {
        var tape = new Tape(validator);
        validator.validate(function, tape);
        var outliner = new Outliner(tape, locals, localSlots, limit, false);
        if (tape.sizes[tape.count] + 4 * locals <= outliner.wholeBody) {
            return OutlinePlan.WHOLE;
        }
        var plan = new OutlinePlan(outliner.cut(), false);
        if (plan.count() < MANY_REGIONS && !outliner.manyParameters || tape.hasTailCalls()) {
            return plan;
        }
        return new OutlinePlan(new Outliner(tape, locals, localSlots, limit, true).cut(), true);
    }

    private void nest() {
        int block = -1;
        for (int i = 0; i < tape.count; i++) {
            parents[i] = block;
            switch (tape.steps[i]) {
                case BLOCK, LOOP, IF, TRY -> block = i;
                case END -> {
                    starts[i] = block;
                    block = block < 0 ? -1 : parents[block];
                }
                default -> {}
            }
        }
    }

    private List<Region> cut() {
        liveness = Liveness.of(tape, locals, starts);
        Deque<Sequence> open = new ArrayDeque<>();
        open.push(new Sequence(-1, false));
        for (int i = 0; i < tape.count; i++) {
            var sequence = open.peek();
            if (tape.boundaries[i] || sequence.current == null) {
                finishStatement(sequence, i, tape.boundaries[i]);
                sequence.current = new Statement(i, tape.boundaries[i]);
            }
            sequence.current.size += tape.sizes[i + 1] - tape.sizes[i];
            switch (tape.steps[i]) {
                case BLOCK, LOOP, IF -> open.push(new Sequence(i, sequence.fixed));
                case TRY -> open.push(new Sequence(i, true));
                case TABLE -> {
                    if (tape.tables[tape.arguments[i]].length >= LARGE_SWITCH) {
                        open.forEach(outer -> outer.current.dispatches = true);
                    }
                }
                case TAIL -> open.forEach(outer -> outer.current.whole = false);
                case ELSE, CATCH -> {
                    endSequence(sequence, i);
                    closeSequence(open);
                    open.push(new Sequence(sequence.block, sequence.fixed));
                }
                case END -> {
                    endSequence(sequence, i);
                    if (open.size() == 1) {
                        return shrink(sequence, skeleton).regions;
                    }
                    closeSequence(open);
                }
                default -> {}
            }
        }
        throw new IllegalStateException("a body without end");
    }

    private void finishStatement(Sequence sequence, int end, boolean clean) {
        var statement = sequence.current;
        if (statement != null) {
            statement.end = end;
            statement.whole &= clean && !sequence.fixed;
            sequence.statements.add(statement);
        }
    }

    /** The step that ends a part of a block is no statement that could be moved. */
    private static void endSequence(Sequence sequence, int step) {
        sequence.current.whole = false;
        sequence.current.end = step;
        sequence.statements.add(sequence.current);
    }

    /** What remains of a part of a block belongs to the statement that the block is in. */
    private void closeSequence(Deque<Sequence> open) {
        var rest = shrink(open.pop(), regionAim);
        var parent = open.peek().current;
        parent.size += rest.size;
        parent.regions.addAll(rest.regions);
    }

    /** Moves runs of statements out until the sequence fits; returns it as one statement. */
    private Statement shrink(Sequence sequence, int limit) {
        var statements = sequence.statements;
        if (size(statements) > limit) {
            statements = pack(statements, regionAim, statement -> !statement.dispatches && statement.size <= regionAim);
            for (int round = 0; round < 4 && size(statements) > skeleton; round++) {
                statements = pack(statements, skeleton, statement -> true);
            }
        }
        var whole = new Statement(statements.getFirst().start, false);
        for (var statement : statements) {
            whole.size += statement.size;
            whole.regions.addAll(statement.regions);
        }
        return whole;
    }

    private static int size(List<Statement> statements) {
        int size = 0;
        for (var statement : statements) {
            size += statement.size;
        }
        return size;
    }

    /** Replaces runs of whole statements that may move by regions of up to about {@code target}. */
    private List<Statement> pack(List<Statement> statements, int target, Predicate<Statement> mayMove) {
        var result = new ArrayList<Statement>();
        var run = new ArrayList<Statement>();
        int size = 0;
        for (var statement : statements) {
            boolean movable = statement.whole && mayMove.test(statement);
            if (!run.isEmpty() && (!movable || size + statement.size > target)) {
                result.addAll(outline(run));
                run.clear();
                size = 0;
            }
            if (movable) {
                run.add(statement);
                size += statement.size;
            } else if (statement.whole && statement.size > skeleton) {
                result.addAll(outline(List.of(statement)));
            } else {
                result.add(statement);
            }
        }
        if (!run.isEmpty()) {
            result.addAll(outline(run));
        }
        return result;
    }

    /** The run as one statement that calls a new region, or as it is if that gains nothing. */
    private List<Statement> outline(List<Statement> run) {
        int size = size(run);
        if (size < smallest) {
            return List.copyOf(run);
        }
        int from = run.getFirst().start;
        int to = run.getLast().end;
        var region = region(from, to, run.stream().flatMap(statement -> statement.regions.stream()).toList());
        int slots = Arrays.stream(region.ins()).map(localSlots).sum();
        int callSize = (shared ? 8 : 10 + 2 * region.ins().length + 9 * region.outs().length) + 8 * region.exits().length;
        if (!shared && slots > MAX_PARAMETER_SLOTS) {
            manyParameters = true;
            return List.copyOf(run);
        }
        if (callSize * 3 > size * 2) {
            return List.copyOf(run);
        }
        var call = new Statement(from, true);
        call.end = to;
        call.size = callSize;
        call.regions = new ArrayList<>(List.of(region));
        return List.of(call);
    }

    private Region region(int from, int to, List<Region> inner) {
        var read = LocalSet.empty(locals);
        var written = LocalSet.empty(locals);
        var after = LocalSet.empty(locals);
        var exits = new java.util.TreeSet<Integer>();
        boolean calls = false;
        int depth = 0;
        int functionDepth = outerDepth(from);
        for (int i = from; i < to; i++) {
            switch (tape.steps[i]) {
                case GET -> LocalSet.add(read, tape.arguments[i]);
                case SET -> LocalSet.add(written, tape.arguments[i]);
                case BLOCK, LOOP, IF -> depth++;
                case TRY -> {
                    for (int label : tape.tables[tape.arguments[i]]) {
                        exit(exits, label - depth);
                    }
                    depth++;
                }
                case END -> depth--;
                case BRANCH, BRANCH_IF -> exit(exits, tape.arguments[i] - depth);
                case TABLE -> {
                    for (int label : tape.tables[tape.arguments[i]]) {
                        exit(exits, label - depth);
                    }
                }
                case RETURN -> exits.add(functionDepth);
                case CALL -> calls = true;
                default -> {}
            }
        }
        boolean fallsThrough = switch (tape.steps[to - 1]) {
            case BRANCH, TABLE, RETURN, TAIL, THROW -> false;
            default -> true;
        };
        if (fallsThrough) {
            LocalSet.addAll(after, liveness.before(to));
        }
        for (int exit : exits) {
            LocalSet.addAll(after, liveness.atLabel(enclosing(from, exit)));
        }
        var touched = read;
        LocalSet.addAll(touched, written);
        var ins = LocalSet.intersection(liveness.before(from), touched);
        for (int local : LocalSet.toArray(ins)) {
            LocalSet.remove(touched, local);
        }
        return new Region(
                tape.positions[from],
                tape.positions[to],
                LocalSet.toArray(ins),
                LocalSet.toArray(LocalSet.intersection(written, after)),
                LocalSet.toArray(touched),
                exits.stream().mapToInt(Integer::intValue).toArray(),
                fallsThrough,
                calls,
                inner);
    }

    private static void exit(java.util.Set<Integer> exits, int depth) {
        if (depth >= 0) {
            exits.add(depth);
        }
    }

    /** The step that starts the block which a label names, seen from a step's own block; -1 for the body. */
    private int enclosing(int step, int label) {
        int block = parents[step];
        for (int i = 0; i < label && block >= 0; i++) {
            block = parents[block];
        }
        return block;
    }

    /** The label by which a step's block names the body itself. */
    private int outerDepth(int step) {
        int depth = 0;
        for (int block = parents[step]; block >= 0; block = parents[block]) {
            depth++;
        }
        return depth;
    }
}
