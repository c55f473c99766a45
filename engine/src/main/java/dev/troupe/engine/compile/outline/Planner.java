package dev.troupe.engine.compile.outline;

import dev.troupe.engine.compile.outline.Outliner.Form;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Chooses what a body is cut into: whether at all, and how its methods pass locals on. The {@link Outliner} cuts. */
public final class Planner {
    /** From so many locals on, a method declares those only that it uses. */
    public static final int MANY_LOCALS = 200;

    /** C2 inlines only so many accesses of memories in one method. */
    private static final int MANY_ACCESSES = 70;

    private Planner() {}

    /** How a body is cut. */
    public static OutlinePlan plan(OutlineTask task) {
        var plan = task.byLanes() ? cut(task, true) : null;
        return plan != null && plan.hasLanes() ? plan : cut(task, false);
    }

    private static OutlinePlan cut(OutlineTask task, boolean byLanes) {
        int locals = task.locals();
        int limit = task.limit();
        var tape = new Tape(task.validator(), locals, limit / 4);
        task.body().accept(new Recorder(tape, task.function(), task.callsPlainly(), task.constantCases()));
        tape.resolve();
        boolean many = locals > OutlinePlan.NEAR_LOCALS;
        boolean lanes = byLanes && tape.byLanes && !many && tape.far.isEmpty();
        boolean interpreter = tape.isInterpreter(Outliner.OPCODES);
        boolean dense = interpreter && tape.accesses() <= MANY_ACCESSES;
        int largest = dense ? task.interpreter() : limit * 3 / 4;
        boolean whole = tape.sizes[tape.count] + 4 * Math.min(locals, OutlinePlan.NEAR_LOCALS) <= largest;
        if (whole && many) {
            // No statement is interrupted, and so no operand rests in a local.
            tape.far.clear(locals, Math.max(locals, tape.far.length()));
            return new OutlinePlan(List.of(), true, new Spills(locals), Tape.used(tape), tape.far);
        }
        if (whole && !lanes) {
            return locals > MANY_LOCALS ? withoutUnused(OutlinePlan.WHOLE, tape, locals) : OutlinePlan.WHOLE;
        }
        var spills = tape.spills();
        var types = spills.types();
        IntUnaryOperator slots = local -> local < locals
                ? task.localSlots().applyAsInt(local)
                : task.operandSlots().applyAsInt(types.get(local - locals));
        int all = locals + types.size();
        var nesting = Nesting.of(tape);
        int near = Math.min(all, OutlinePlan.NEAR_LOCALS);
        boolean mayPass = tape.far.isEmpty() && !many && types.size() <= MANY_LOCALS;
        var liveness = Liveness.of(tape, nesting, whole || mayPass ? all : near);
        if (whole) {
            var regions = new Outliner(tape, nesting, liveness, slots, limit, Form.WHOLE, true).cut();
            return regions.isEmpty() ? OutlinePlan.WHOLE : new OutlinePlan(regions, false, spills, null, tape.far);
        }
        // RATIONALE.md, "Why is code outside of loops cut to pieces?"; an interpreter has its switch to cut by.
        var forms = !mayPass
                ? List.<Form>of()
                : interpreter ? List.of(Form.REGIONS) : List.of(Form.PIECES_OF_LOOPS, Form.PIECES, Form.REGIONS);
        for (var form : forms) {
            var outliner = new Outliner(tape, nesting, liveness, slots, limit, form, lanes);
            var regions = outliner.cut();
            if (!outliner.shouldShare()) {
                var plan = new OutlinePlan(regions, false, spills, null, tape.far);
                return plan.withSkeleton(all > MANY_LOCALS ? skeletonLocals(tape, plan) : null);
            }
        }
        var seen = liveness.locals() == near ? liveness : Liveness.of(tape, nesting, near);
        var outliner = new Outliner(tape, nesting, seen, slots, limit, Form.SHARED, lanes);
        var plan = new OutlinePlan(outliner.cut(), true, spills, null, tape.far);
        return plan.withSkeleton(all > MANY_LOCALS ? skeletonLocals(tape, plan) : null);
    }

    /** A function of a few bytes may have a thousand locals, whose first values alone are more than HotSpot compiles. */
    private static OutlinePlan withoutUnused(OutlinePlan plan, Tape tape, int locals) {
        var used = Tape.used(tape);
        return used.cardinality() < locals / 2 ? plan.withSkeleton(used) : plan;
    }

    /** The locals that the function's own method uses, and maybe more. */
    private static BitSet skeletonLocals(Tape tape, OutlinePlan plan) {
        var used = new BitSet();
        int next = 0;
        var regions = plan.regions();
        for (int i = 0; i < tape.count; i++) {
            int position = tape.positions[i];
            while (next < regions.size() && position >= regions.get(next).end()) {
                next++;
            }
            boolean inRegion = next < regions.size()
                    && (position > regions.get(next).start() || position == regions.get(next).start() && tape.steps[i] != Tape.Step.SET);
            if (!inRegion && (tape.steps[i] == Tape.Step.GET || tape.steps[i] == Tape.Step.SET)) {
                used.set(tape.arguments[i]);
            }
        }
        for (var region : regions) {
            Arrays.stream(region.ins()).forEach(used::set);
            Arrays.stream(region.outs()).forEach(used::set);
        }
        return used;
    }
}
