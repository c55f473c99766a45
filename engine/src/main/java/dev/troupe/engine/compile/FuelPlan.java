package dev.troupe.engine.compile;

import dev.troupe.engine.compile.outline.Region;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.validate.FunctionValidator;
import dev.troupe.engine.validate.SilentVisitor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What the straight-line runs of one body cost, found before it is translated. It depends on the body alone, so that every form of
 * compiled code charges the same in the same order.
 *
 * <p>A run begins at the function's start, a loop's header, behind a conditional branch, in each part of an {@code if} or
 * {@code try}, and behind a block that some branch inside leaves for further out. Behind other blocks, which control always gets to unless
 * something traps, the run goes on that was under way before them. Every instruction costs 1, except for those that only mark
 * structure: {@code nop}, {@code block}, {@code loop}, {@code else}, {@code end}, {@code try}, {@code try_table}, {@code catch},
 * {@code catch_all} and {@code delegate}.
 *
 * <p>A translation asks with {@link #next} at each place where a run may begin, in order, once.
 */
final class FuelPlan extends SilentVisitor {
    private static final class Scope {
        final boolean loop;
        final int start;
        /** The run that is under way where the block begins. */
        final int before;
        /** How many blocks, this one and those around it, a branch inside leaves; 0 if none does. */
        int left;

        boolean calls;

        Scope(boolean loop, int start, int before) {
            this.loop = loop;
            this.start = start;
            this.before = before;
        }
    }

    /** Positions of a loop that calls nothing. */
    private record CallFreeLoop(int start, int end) {}

    private static final int NONE = -1;

    private int[] costs = new int[16];
    private int runs;
    /** The run that begins at each place, or {@link #NONE}. */
    private int[] places = new int[16];

    private int placeCount;
    private int nextPlace;
    private final List<CallFreeLoop> loops = new ArrayList<>();
    private final Deque<Scope> scopes = new ArrayDeque<>();
    private int current;
    private int position = -1;

    private FuelPlan() {
        begin();
    }

    static FuelPlan of(FunctionValidator validator, int function) {
        var plan = new FuelPlan();
        validator.validate(function, plan);
        return plan;
    }

    /** The cost of the run that begins at the next place; 0 if none begins there or it costs nothing. */
    int next() {
        int run = places[nextPlace++];
        return run == NONE ? 0 : costs[run];
    }

    /** Whether a method made of the instructions in a range, without those of inner regions, has a loop that calls nothing. */
    boolean hasCallFreeLoop(int from, int to, List<Region> inner) {
        return loops.stream()
                .anyMatch(loop -> loop.start >= from
                        && loop.end <= to
                        && inner.stream().noneMatch(region -> region.start() < loop.end && loop.start < region.end()));
    }

    private void begin() {
        if (runs == costs.length) {
            costs = Arrays.copyOf(costs, runs * 2);
        }
        current = runs++;
        place(current);
    }

    private void place(int run) {
        if (placeCount == places.length) {
            places = Arrays.copyOf(places, placeCount * 2);
        }
        places[placeCount++] = run;
    }

    @Override
    public void position(int offset) {
        // The end of a block is announced twice.
        if (offset != position) {
            position = offset;
            costs[current]++;
        }
    }

    private void free() {
        costs[current]--;
    }

    /** A branch to a label leaves all blocks inside of the label's. */
    private void leave(int label) {
        if (!scopes.isEmpty()) {
            scopes.peek().left = Math.max(scopes.peek().left, label);
        }
    }

    private void leaveAll() {
        leave(Integer.MAX_VALUE);
    }

    private void open(boolean loop) {
        scopes.push(new Scope(loop, position, current));
    }

    @Override
    public void block(FuncType type) {
        free();
        open(false);
    }

    @Override
    public void loop(FuncType type) {
        free();
        open(true);
        begin();
    }

    @Override
    public void if_(FuncType type) {
        open(false);
        begin();
    }

    @Override
    public void else_() {
        free();
        begin();
    }

    @Override
    public void tryTable(FuncType type, Catch[] clauses) {
        free();
        for (var clause : clauses) {
            leave(clause.label());
        }
        open(false);
        if (clauses.length > 0) {
            leave(1);
        }
    }

    @Override
    public void try_(FuncType type) {
        free();
        open(false);
    }

    @Override
    public void catch_(int tag) {
        else_();
    }

    @Override
    public void catchAll() {
        else_();
    }

    @Override
    public void delegate(int label) {
        end();
    }

    @Override
    public void end() {
        free();
        if (scopes.isEmpty()) {
            place(NONE);
            return;
        }
        var scope = scopes.pop();
        if (!scopes.isEmpty()) {
            leave(scope.left - 1);
            scopes.peek().calls |= scope.calls;
        }
        if (scope.loop && !scope.calls) {
            loops.add(new CallFreeLoop(scope.start, position));
        }
        if (scope.left > 0) {
            begin();
        } else {
            current = scope.before;
            place(NONE);
        }
    }

    @Override
    public void br(int label) {
        leave(label);
    }

    @Override
    public void brIf(int label) {
        leave(label);
        begin();
    }

    @Override
    public void brOnNull(int label, RefType type) {
        brIf(label);
    }

    @Override
    public void brOnNonNull(int label, RefType type) {
        brIf(label);
    }

    @Override
    public void brOnCast(int label, RefType operand, RefType target, boolean onFail) {
        brIf(label);
    }

    @Override
    public void brTable(int[] labels, int defaultLabel) {
        leave(defaultLabel);
        for (int label : labels) {
            leave(label);
        }
    }

    @Override
    public void return_() {
        leaveAll();
    }

    @Override
    public void throw_(int tag) {
        leaveAll();
    }

    @Override
    public void throwRef() {
        leaveAll();
    }

    @Override
    public void rethrow(int label) {
        leaveAll();
    }

    private void calls() {
        if (!scopes.isEmpty()) {
            scopes.peek().calls = true;
        }
    }

    @Override
    public void call(int function) {
        calls();
    }

    @Override
    public void callIndirect(int table, int typeIndex) {
        calls();
    }

    @Override
    public void callRef(int typeIndex) {
        calls();
    }

    @Override
    public void returnCall(int function) {
        leaveAll();
    }

    @Override
    public void returnCallIndirect(int table, int typeIndex) {
        leaveAll();
    }

    @Override
    public void returnCallRef(int typeIndex) {
        leaveAll();
    }
}
