package dev.troupe.engine.compile.outline;

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
final class Outliner {
    /** From so many regions on, passing locals to each and back costs more than keeping them in an object. */
    private static final int MANY_REGIONS = 12;

    /** The same where most are pieces that C2 inlines where they are hot. */
    private static final int MANY_PIECES = 100;

    /** A switch of so many different labels stays where it is, if the function has none that is much larger. */
    private static final int LARGE_SWITCH = 8;

    /** What a call has to tell apart behind it; the others of a region's exits lead further out, or count where they lead to. */
    private static final int MANY_EXITS = 32;

    /** Different labels of one switch that make the function an interpreter. */
    static final int OPCODES = 24;

    /** Aim of regions that C2 is to inline where they are hot: it does so up to 325 bytes, and estimates err. */
    private static final int PIECE = 270;

    /** What its bytes, and those that give back what it changed, should come to. */
    private static final int INLINED = 300;

    /** A run of an interpreter's handler below this size stays in the skeleton, if that has room for one of an opcode. */
    private static final int SMALLEST_HANDLER = 40;

    /** The same where there is no such room. */
    private static final int SMALLEST_OF_MANY = 12;

    /** Size of a call of a region that shares locals, and of going one of several ways behind it. */
    private static final int CALL = 6;

    private static final int WAY = 5;

    /** What a tail call branches to, beyond the body. */
    private static final int TAIL_CALL = -2;
    /** What starting the function over branches to. */
    private static final int AGAIN = -3;

    /** C2 refuses methods with more than 70 parameters, and those that call them, since its masks of registers end there. */
    static final int MAX_PARAMETERS = 64;

    /** The same of a method and another that is called there or in what is inlined: 76 together, each of which takes the instance. */
    private static final int MOST_IN_AND_OUT = 74;

    private final Tape tape;
    private final IntUnaryOperator localSlots;
    /** Whether the methods share locals as fields of an object. */
    private final boolean shared;
    /** Whether the body would fit one method. */
    private final boolean whole;
    /** What finds runs that are better done lane by lane, or null. */
    private final LaneRuns lanes;

    private final int locals;
    /** Aim of a region's size. */
    private final int regionAim;

    /** Whether what is in no loop is cut to pieces of a size that C2 inlines. */
    private final boolean pieces;

    /** The size, inner ones not counted, up to which a loop fits a method, and is not cut to pieces. */
    private final int smallLoop;

    /** What may stay in a skeleton. */
    private final int skeleton;

    /** A run below this size is not worth a call. */
    private final int smallest;

    /** Whether the function is an interpreter: everything around its switch moves out, so that one loop holds the whole switch. */
    private final boolean interpreter;

    /** From so many different labels on a switch stays where it is. */
    private final int largeSwitch;

    private final Nesting nesting;
    private final Liveness liveness;

    /** The opcodes of an interpreter; null for any other function. */
    private final Handlers opcodes;

    /** By the step that starts a block, whether a region leaves to it that has more exits than its call was thought to need. */
    private final boolean[] manyExits;

    /** The regions so far, those inside others included. */
    private int made;
    /** Whether a run could not move because it needs more locals than a method can take, or give back in an exception's way. */
    private boolean needsSharing;

    /** What a body is cut into. */
    enum Form {
        /** One method, with maybe some more that do one lane of many vectors. */
        WHOLE,
        /** Regions that take and return locals; where there is no loop, or one that fits no method, small ones. */
        PIECES_OF_LOOPS,
        /** Regions that take and return locals; where there is no loop, small ones. */
        PIECES,
        /** Regions that take and return locals. */
        REGIONS,
        /** Regions that share locals as fields of an object. */
        SHARED
    }

    /** @param lanes whether runs that are better done lane by lane are looked for */
    Outliner(Tape tape, Nesting nesting, Liveness liveness, IntUnaryOperator localSlots, int limit, Form form, boolean lanes) {
        this.tape = tape;
        this.nesting = nesting;
        this.liveness = liveness;
        whole = form == Form.WHOLE;
        this.lanes = lanes ? new LaneRuns(localSlots, limit, this::outlineLanes) : null;
        shared = form == Form.SHARED;
        locals = liveness.locals();
        this.localSlots = localSlots;
        int largest = tape.mostLabels();
        largeSwitch = Math.max(LARGE_SWITCH, largest / 4);
        interpreter = shared && tape.isInterpreter(OPCODES);
        regionAim = interpreter ? Math.min(PIECE, limit / 4) : limit / 4;
        pieces = form == Form.PIECES_OF_LOOPS || form == Form.PIECES;
        smallLoop = form == Form.PIECES_OF_LOOPS ? limit * 3 / 4 : Integer.MAX_VALUE;
        // Estimates of an interpreter's loop are a quarter too large; where its actual size passes the limit, less is tried.
        skeleton = limit * (interpreter ? 17 : shared ? 9 : 14) / 16;
        int handler = limit / Math.max(1, largest) > SMALLEST_HANDLER + CALL ? SMALLEST_HANDLER : SMALLEST_OF_MANY;
        smallest = Math.min(interpreter ? handler : 80, limit / 8);
        opcodes = interpreter ? new Handlers(tape, nesting, largeSwitch) : null;
        manyExits = new boolean[tape.count];
    }

    /** Whether the methods had better share locals, so that this cut is not wanted. */
    boolean shouldShare() {
        return !shared && !whole && (needsSharing || made >= (pieces ? MANY_PIECES : MANY_REGIONS) && !tape.hasTailCalls());
    }

    /** The regions; if {@link #shouldShare}, maybe not all. */
    List<Region> cut() {
        Deque<Sequence> open = new ArrayDeque<>();
        open.push(new Sequence(-1, -1));
        for (int i = 0; i < tape.count; i++) {
            var sequence = open.peek();
            if (tape.boundaries[i] || sequence.current == null) {
                finishStatement(sequence, i, tape.boundaries[i]);
                sequence.current = statement(i, tape.boundaries[i]);
            }
            sequence.current.add(tape, i);
            effects(i, sequence.current.effects);
            switch (tape.steps[i]) {
                case BLOCK, LOOP, IF -> open.push(new Sequence(i, sequence.tryStep));
                case TRY -> open.push(new Sequence(i, i));
                case TABLE -> {
                    if (labels(i) >= largeSwitch) {
                        dispatches(open);
                    }
                }
                case ELSE, CATCH -> {
                    endSequence(sequence, i);
                    closeSequence(open);
                    open.push(new Sequence(sequence.block, sequence.tryStep));
                }
                case END, DELEGATE -> {
                    endSequence(sequence, i);
                    if (open.size() == 1) {
                        return shrink(byLanes(sequence, true), skeleton).regions();
                    }
                    closeSequence(open);
                    if (shouldShare()) {
                        return List.of();
                    }
                }
                default -> {}
            }
        }
        throw new IllegalStateException("a body without end");
    }

    private Statement statement(int start, boolean whole) {
        return new Statement(start, whole, locals, lanes != null);
    }

    /** All open statements hold a switch. Where one did before, those around it did, too. */
    private static void dispatches(Deque<Sequence> open) {
        for (var sequence : open) {
            if (sequence.current.dispatches) {
                return;
            }
            sequence.current.dispatches = true;
        }
    }

    /** Notes what a step does. */
    private void effects(int step, Effects effects) {
        int argument = tape.arguments[step];
        switch (tape.steps[step]) {
            case GET -> LocalSet.add(effects.read, argument);
            case SET -> LocalSet.add(effects.written, argument);
            case BRANCH, BRANCH_IF -> effects.branch(argument);
            case TABLE, TRY -> {
                for (int block : tape.tables[argument]) {
                    effects.branch(block);
                }
            }
            case RETURN -> effects.branch(-1);
            case TAIL -> {
                if (argument == Tape.PLAIN_CALL) {
                    effects.branch(-1);
                    // Handlers around must not see what the callee throws.
                    effects.mustContainHandler(-1);
                } else {
                    effects.branch(TAIL_CALL);
                }
            }
            case AGAIN -> effects.branch(AGAIN);
            case DELEGATE -> effects.mustContainHandler(depth(argument));
            case RETHROW -> effects.mustContain(depth(argument));
            case CALL -> effects.calls = true;
            default -> {}
        }
    }

    /** The number of blocks around the block that a step starts; -1 for the body; tail calls lead beyond. */
    private int depth(int block) {
        return block < 0 ? block : nesting.depths()[block];
    }

    /** How many different labels a switch has. */
    private int labels(int step) {
        return tape.tables[tape.arguments[step]].length;
    }

    private void finishStatement(Sequence sequence, int end, boolean clean) {
        var statement = sequence.current;
        if (statement != null) {
            statement.end = end;
            statement.whole &= clean && mayMove(statement, sequence);
            sequence.statements.add(statement);
        }
    }

    /** Whether nothing in a statement depends on the blocks around it being in its own method. */
    private boolean mayMove(Statement statement, Sequence sequence) {
        int around = depth(sequence.block) + 1;
        return statement.effects.innermost(sequence.tryStep >= 0) >= around;
    }

    /** The locals that a statement writes and handlers around it may read. */
    private long[] handled(Statement statement, Sequence sequence) {
        return LocalSet.intersection(statement.effects.written, liveness.atHandlers(sequence.tryStep));
    }

    /** The step that ends a part of a block is no statement that could be moved. */
    private static void endSequence(Sequence sequence, int step) {
        sequence.current.whole = false;
        sequence.current.end = step;
        sequence.statements.add(sequence.current);
    }

    /** What remains of a part of a block belongs to the statement that the block is in. */
    private void closeSequence(Deque<Sequence> open) {
        var sequence = open.pop();
        var rest = shrink(byLanes(sequence, false), aim(sequence));
        var parent = open.peek().current;
        parent.size += rest.size;
        parent.addRegions(rest);
        if (lanes != null) {
            parent.lanes.addAll(rest.lanes, tape.steps[sequence.block] == Tape.Step.LOOP);
        }
        for (var statement : sequence.statements) {
            parent.effects.absorb(statement.effects);
        }
        parent.effects.leave(sequence.block);
        if (manyExits[sequence.block]) {
            parent.size += 8;
        }
    }

    /** Moves out what is better done lane by lane, unless what is around may be part of it. */
    private Sequence byLanes(Sequence sequence, boolean outermost) {
        if (lanes != null && sequence.tryStep < 0 && (outermost || !lanes.all(sequence.statements))) {
            var statements = lanes.moved(sequence);
            sequence.statements.clear();
            sequence.statements.addAll(statements);
        }
        return sequence;
    }

    /** The run as one statement that calls a region which does one lane; null if that cannot be. */
    private Statement outlineLanes(Sequence sequence, List<Statement> run) {
        int from = run.getFirst().start;
        int to = run.getLast().end;
        var effects = new Effects(locals);
        run.forEach(statement -> effects.addAll(statement.effects));
        var region = region(sequence, from, to, effects, List.of(), true);
        if (!lanes.pays(region, run)) {
            return null;
        }
        var call = statement(from, true);
        call.end = to;
        call.size = lanes.callSize(region);
        call.effects.absorb(effects);
        call.add(List.of(region));
        made++;
        call.lanes.never();
        return call;
    }

    /** Aim of the sizes of a sequence's regions. */
    private int aim(Sequence sequence) {
        return isPiece(sequence) ? Math.min(PIECE, regionAim) : regionAim;
    }

    /** Whether a sequence is cut to pieces, which C2 inlines where they are hot. */
    private boolean isPiece(Sequence sequence) {
        int loop = nesting.loop(sequence.block);
        return pieces && (loop < 0 || nesting.loopSizes()[loop] > smallLoop);
    }

    /** Moves runs of statements out until the sequence fits; returns it as one statement. */
    private Statement shrink(Sequence sequence, int limit) {
        var statements = sequence.statements;
        boolean handlers = interpreter && statements.stream().anyMatch(statement -> statement.dispatches);
        if (!whole && (handlers || size(statements) > limit)) {
            if (sequence.tryStep >= 0) {
                keepHandled(sequence);
            }
            int largest = handlers ? regionAim : skeleton;
            int aim = aim(sequence);
            statements = pack(sequence, statements, aim, largest, statement -> !statement.dispatches && statement.size <= aim);
            for (int round = 0; round < 4 && size(statements) > skeleton; round++) {
                statements = pack(sequence, statements, skeleton, skeleton, statement -> true);
            }
            if (handlers && !inLoop(sequence.block)) {
                // In a method that takes the two references of all calls and nothing else, each use of them is a byte less.
                statements = pack(sequence, statements, skeleton, skeleton,
                        statement -> statement.dispatches && statement.size > regionAim);
            }
        }
        var one = new Statement(statements.getFirst().start, false, 0, lanes != null);
        for (var statement : statements) {
            one.size += statement.size;
            one.addRegions(statement);
            if (lanes != null) {
                one.lanes.addAll(statement.lanes, false);
            }
        }
        return one;
    }

    /** In a try, a method that gives back what it changed gives nothing back if it ends with an exception. */
    private void keepHandled(Sequence sequence) {
        for (var statement : sequence.statements) {
            if (!shared && statement.whole && !LocalSet.isEmpty(handled(statement, sequence))) {
                statement.whole = false;
                needsSharing = true;
            }
        }
    }

    private static int size(List<Statement> statements) {
        int size = 0;
        for (var statement : statements) {
            size += statement.size;
        }
        return size;
    }

    /** Whether a block is a loop or in one. */
    private boolean inLoop(int block) {
        return nesting.loop(block) >= 0;
    }

    /**
     * Replaces runs of whole statements that may move by regions of up to about {@code target}, and each one beyond {@code largest} by a
     * region of its own. A statement that holds a switch stays if a skeleton has room for it.
     */
    private List<Statement> pack(
            Sequence sequence, List<Statement> statements, int target, int largest, Predicate<Statement> mayMove) {
        var result = new ArrayList<Statement>();
        var run = new ArrayList<Statement>();
        int size = 0;
        for (var statement : statements) {
            boolean movable = statement.whole && mayMove.test(statement);
            if (!run.isEmpty() && (!movable || size + statement.size > target)) {
                result.addAll(outline(sequence, run));
                run.clear();
                size = 0;
            }
            if (movable) {
                run.add(statement);
                size += statement.size;
            } else if (statement.whole && statement.size > (statement.dispatches ? skeleton : largest)) {
                result.addAll(outline(sequence, List.of(statement)));
            } else {
                result.add(statement);
            }
        }
        if (!run.isEmpty()) {
            result.addAll(outline(sequence, run));
        }
        return result;
    }

    /** The run as one statement that calls a new region, or as it is if that gains nothing. */
    private List<Statement> outline(Sequence sequence, List<Statement> run) {
        int size = size(run);
        if (size < smallest) {
            return List.copyOf(run);
        }
        int from = run.getFirst().start;
        int to = run.getLast().end;
        var effects = new Effects(locals);
        var regions = new ArrayList<Region>();
        for (var statement : run) {
            effects.addAll(statement.effects);
            regions.addAll(statement.regions());
        }
        var region = region(sequence, from, to, effects, regions, false);
        int parameters = 0;
        for (int local : region.ins()) {
            parameters += localSlots.applyAsInt(local) > 2 ? 2 : 1;
        }
        int ways = Math.min(region.exits().length, MANY_EXITS);
        boolean piece = isPiece(sequence) && size <= PIECE;
        // Estimates are a third too large; each changed local is stored where the region ends.
        if (piece && run.size() > 1 && size * 3 / 4 + 10 * region.outs().length + 5 * ways > INLINED) {
            return halves(sequence, run, size / 2);
        }
        int callSize = shared ? CALL + WAY * ways : 10 + 2 * region.ins().length + 9 * region.outs().length + 8 * ways;
        int inner = 0;
        for (var statement : run) {
            inner = Math.max(inner, statement.mostParameters);
        }
        if (!shared && (parameters > MAX_PARAMETERS || inner > 0 && parameters + inner > MOST_IN_AND_OUT)) {
            needsSharing = true;
            return List.copyOf(run);
        }
        if (piece) {
            // That of a call is not too large.
            callSize = callSize * 4 / 3;
        }
        if (callSize * 3 > size * 2) {
            return List.copyOf(run);
        }
        if (region.exits().length > MANY_EXITS) {
            effects.targets().stream().filter(target -> target >= 0).forEach(target -> manyExits[target] = true);
        }
        var call = statement(from, true);
        call.end = to;
        call.size = callSize;
        call.effects.absorb(effects);
        call.add(List.of(region));
        call.mostParameters = Math.max(inner, parameters);
        if (lanes != null) {
            // If what is around is done lane by lane, this is part of it.
            run.forEach(statement -> call.lanes.addAll(statement.lanes, false));
        }
        made++;
        return List.of(call);
    }

    /** The run as two calls, or what is better than one. */
    private List<Statement> halves(Sequence sequence, List<Statement> run, int half) {
        int split = 1;
        for (int size = run.getFirst().size; split < run.size() - 1 && size + run.get(split).size <= half; split++) {
            size += run.get(split).size;
        }
        var result = new ArrayList<>(outline(sequence, run.subList(0, split)));
        result.addAll(outline(sequence, run.subList(split, run.size())));
        return result;
    }

    private Region region(Sequence sequence, int from, int to, Effects effects, List<Region> inner, boolean byLanes) {
        var after = LocalSet.empty(locals);
        int depth = depth(sequence.block);
        int[] exits = new int[effects.targets().size()];
        int known = 0;
        for (int target : effects.targets()) {
            exits[known++] = depth - depth(target);
        }
        Arrays.sort(exits);
        boolean fallsThrough = switch (tape.steps[to - 1]) {
            case BRANCH, TABLE, RETURN, TAIL, AGAIN, THROW, RETHROW -> false;
            default -> true;
        };
        if (fallsThrough) {
            LocalSet.addAll(after, liveness.before(to));
        }
        for (int target : effects.targets()) {
            LocalSet.addAll(after, liveness.atLabel(target));
        }
        var handled = sequence.tryStep < 0
                ? LocalSet.empty(locals)
                : LocalSet.intersection(effects.written, liveness.atHandlers(sequence.tryStep));
        LocalSet.addAll(after, handled);
        var touched = effects.read.clone();
        LocalSet.addAll(touched, effects.written);
        var ins = LocalSet.intersection(liveness.before(from), touched);
        for (int local : LocalSet.toArray(ins)) {
            LocalSet.remove(touched, local);
        }
        return new Region(
                tape.positions[from],
                tape.positions[to],
                LocalSet.toArray(ins),
                LocalSet.toArray(LocalSet.intersection(effects.written, after)),
                LocalSet.toArray(touched),
                LocalSet.toArray(handled),
                exits,
                fallsThrough,
                effects.calls,
                opcodes != null && opcodes.isLong(from, to),
                byLanes,
                inner);
    }
}
