package dev.troupe.engine.compile;

import dev.troupe.engine.validate.ConstantCases;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** {@code br_table} (spec 4.6.10): the branch to one of many labels. */
final class BranchTables {
    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final Control control;

    BranchTables(Body body, Control control) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.control = control;
    }

    void brTable(int[] labels, int defaultLabel) {
        int own = body.nextCaseLocal();
        if (!body.reachable) {
            return;
        }
        int count = control.target(defaultLabel).labelTypes().length;
        takeIndex();
        // By depth, in order; blocks may be many more than labels.
        var viaCode = new TreeMap<Integer, Label>();
        var direct = new HashMap<Integer, Label>();
        var jumps = new Label[labels.length];
        boolean calculated = count == 0 && control.exits() != null && LargeSwitch.worthCalculating(
                IntStream.concat(IntStream.of(labels), IntStream.of(defaultLabel)).filter(depth -> depth >= control.depth()).distinct()
                        .count());
        for (int i = 0; i < labels.length; i++) {
            jumps[i] = tableTarget(labels[i], direct, viaCode);
        }
        var defaultJump = tableTarget(defaultLabel, direct, viaCode);
        var ways = new HashMap<Label, Integer>();
        if (calculated) {
            var outside = viaCode.tailMap(control.depth());
            outside.forEach((depth, label) -> ways.put(label, control.exits().way(control.target(depth))));
            outside.clear();
        }
        if (jumps.length == 0) {
            code.op(Opcodes.POP);
            code.jump(Opcodes.GOTO, defaultJump);
        } else {
            if (own >= 0 && count == 0) {
                caseLocals(own, jumps, defaultJump);
            } else {
                int scratch = body.slots.temporary(stack.height(), Kind.I32);
                LargeSwitch.emit(body, scratch, jumps, defaultJump, ways, () -> control.exits().leaveCalculated());
            }
        }
        boolean cached = body.memoryCached;
        int height = stack.height();
        viaCode.forEach((depth, label) -> {
            body.memoryCached = cached;
            body.label(label);
            control.leave(control.target(depth));
            stack.truncate(height);
        });
        body.reachable = false;
    }

    /** Leaves the index alone on the JVM's stack, and drops it from the operand stack. */
    private void takeIndex() {
        stack.flush();
        if (stack.height() - 1 > stack.base()) {
            // Values or leftovers below the index: into temporaries, and each target loads what it needs.
            int slot = body.slots.temporary(stack.height() - 1, Kind.I32);
            code.store(Kind.I32, slot);
            stack.drop(1);
            stack.spill();
            code.load(Kind.I32, slot);
        } else {
            stack.drop(1);
        }
    }

    /** Whether cases that only choose constants are done by tables. Fuel is charged for what a case has. */
    static boolean chooseConstants(Layout layout) {
        return !layout.options().fuel();
    }

    /** A {@code br_table} whose first labels lead to cases that only set locals to constants, which are taken from tables instead. */
    void choose(int[] labels, int defaultLabel, ConstantCases cases, Variables variables) {
        body.nextCaseLocal();
        if (!body.reachable) {
            return;
        }
        takeIndex();
        int index = body.slots.temporary(stack.height(), Kind.I32);
        code.store(Kind.I32, index);
        stack.pushTemporary(Kind.I32, index);
        var viaCode = new TreeMap<Integer, Label>();
        for (int label : cases.others(labels, defaultLabel)) {
            viaCode.put(label, new Label());
        }
        ConstantTable.range(code, index, labels.length, viaCode.get(defaultLabel));
        if (Arrays.stream(labels).anyMatch(label -> label >= cases.count())) {
            var targets = List.copyOf(viaCode.keySet());
            var chosen = new Label();
            ConstantTable.of(labels, label -> label < cases.count() ? 0 : 1 + targets.indexOf(label)).push(code, index);
            code.op(Opcodes.ICONST_1);
            code.op(Opcodes.ISUB);
            code.tableSwitch(chosen, viaCode.values().toArray(Label[]::new));
            body.innerLabel(chosen);
        }
        boolean cached = body.memoryCached;
        int height = stack.height() - 1;
        // What is known of locals on the ways that do not set them.
        var known = body.addresses.copy();
        for (int i = 0; i < cases.locals().length; i++) {
            var values = cases.values()[i];
            ConstantTable.of(labels, label -> label < values.length ? values[label] : 0).push(code, index);
            stack.pushJvm(Kind.I32);
            variables.localSet(cases.locals()[i]);
        }
        stack.truncate(height);
        control.leave(control.target(cases.join()));
        stack.truncate(height);
        viaCode.forEach((depth, label) -> {
            body.memoryCached = cached;
            body.addresses.restore(known);
            body.label(label);
            control.leave(control.target(depth));
            stack.truncate(height);
        });
        body.reachable = false;
    }

    /**
     * Writes the jump on the index at the top of the JVM's stack so that what cases compute from a local cannot be done before it: each
     * case adds a zero to the local that C2 takes for a number of the case's own.
     */
    private void caseLocals(int local, Label[] jumps, Label defaultJump) {
        int slot = body.localSlots[local];
        var cases = new Label[jumps.length];
        for (int i = 0; i < jumps.length; i++) {
            cases[i] = jumps[i] == defaultJump || Collections.frequency(Arrays.asList(jumps), jumps[i]) > 1 ? jumps[i] : new Label();
        }
        code.tableSwitch(defaultJump, cases);
        for (int i = 0; i < jumps.length; i++) {
            if (cases[i] != jumps[i]) {
                body.innerLabel(cases[i]);
                code.load(Kind.I32, slot);
                code.invokeStatic(Names.OPAQUE, "anotherZero", "()I");
                code.op(Opcodes.IADD);
                code.store(Kind.I32, slot);
                code.jump(Opcodes.GOTO, jumps[i]);
            }
        }
    }

    /** Where a table entry jumps: to the label itself, or to code that brings the values along first. */
    private Label tableTarget(int depth, Map<Integer, Label> direct, Map<Integer, Label> viaCode) {
        var label = direct.computeIfAbsent(depth, control::direct);
        return label != null ? label : viaCode.computeIfAbsent(depth, any -> new Label());
    }
}
