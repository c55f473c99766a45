package dev.troupe.engine.compile;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.validate.BodyVisitor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Blocks and branches (spec 4.6.10). At a block's label the JVM's stack holds exactly the label's values: nothing below, since all
 * entries of the enclosing blocks were moved to temporaries; at a loop's header it is empty and the loop's parameters are in
 * temporaries.
 */
final class Control {
    /** Far from what programs add to locals, so that no two cases come to add the same; C2 makes two instructions of the product. */
    private static final int CASE_FACTOR = 0x10001;

    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final Calls calls;
    private final Exceptions exceptions;
    /** For a region's method: the ways out; otherwise null. */
    private final RegionExits exits;

    private final List<Block> blocks = new ArrayList<>();
    /** Of the blocks opened in code that nobody reaches, the base of the operand stack around each. */
    private final Deque<Integer> deadBases = new ArrayDeque<>();

    Control(Body body, Calls calls, Kind[] results) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.calls = calls;
        exceptions = new Exceptions(body, this);
        exits = null;
        blocks.add(new Block(Block.Form.FUNCTION, new Kind[0], results, 0, 0));
    }

    /** For a region's method, whose branches to labels outside go through {@code exits}. */
    Control(Body body, Calls calls, RegionExits exits) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.calls = calls;
        this.exits = exits;
        exceptions = new Exceptions(body, this);
    }

    /** The label that names the function itself here. */
    int functionLabel() {
        return exits == null ? blocks.size() - 1 : blocks.size() + exits.outer().functionLabel();
    }

    RegionExits exits() {
        return exits;
    }

    void block(FuncType type) {
        if (isDead()) {
            deadBases.push(stack.base());
            return;
        }
        open(Block.Form.BLOCK, type);
    }

    void loop(FuncType type) {
        if (isDead()) {
            deadBases.push(stack.base());
            return;
        }
        var block = open(Block.Form.LOOP, type);
        for (int i = 0; i < block.params.length; i++) {
            toTemporary(block.base + i);
        }
        body.cacheMemory();
        body.addresses.clear();
        body.loops.header();
        body.label(block.label);
        calls.poll();
    }

    void if_(FuncType type) {
        if (isDead()) {
            deadBases.push(stack.base());
            return;
        }
        var otherwise = new Label();
        var condition = condition();
        if (stack.jvmCount() > 0) {
            condition = park(condition);
        }
        stack.spill();
        jumpIf(condition, false, otherwise);
        var block = open(Block.Form.IF, type);
        block.elseLabel = otherwise;
        block.memoryCachedAtElse = body.memoryCached;
        block.addressesAtElse = body.addresses.copy();
    }

    void else_() {
        if (isDead() && !deadBases.isEmpty()) {
            stack.base(deadBases.peek());
            return;
        }
        var block = blocks.getLast();
        if (body.reachable) {
            leave(block);
        }
        body.reachable = true;
        body.memoryCached = block.memoryCachedAtElse;
        body.addresses.restore(block.addressesAtElse);
        stack.base(block.base);
        stack.truncate(block.base);
        pushParameters(block);
        body.label(block.elseLabel);
        block.elseLabel = null;
    }

    void end() {
        if (!deadBases.isEmpty()) {
            stack.base(deadBases.pop());
            return;
        }
        if (blocks.getLast().form == Block.Form.FUNCTION) {
            if (body.reachable) {
                calls.return_();
            }
            return;
        }
        var block = blocks.getLast();
        if (block.elseLabel != null && block.params.length > 0) {
            // Without an else the parameters are the results.
            else_();
        } else if (block.elseLabel != null) {
            block.labelUsed = true;
            block.memoryCached &= block.memoryCachedAtElse;
        }
        if (block.protection != null) {
            exceptions.endProtected(block);
        }
        blocks.removeLast();
        boolean fallsThrough = body.reachable;
        if (fallsThrough) {
            stack.leaveWith(block.results.length);
        }
        stack.truncate(block.base);
        if (exceptions.needsHandler(block)) {
            if (fallsThrough) {
                jump(block);
                fallsThrough = false;
                body.reachable = false;
            }
            stack.base(block.outerBase);
            exceptions.handler(block);
        }
        if (block.form != Block.Form.LOOP && block.labelUsed) {
            body.memoryCached = block.memoryCached && (!fallsThrough || body.memoryCached);
            meetAddresses(block, fallsThrough);
            if (block.elseLabel != null) {
                code.label(block.elseLabel);
            }
            body.label(block.label, Body.frameTypes(block.results));
            body.reachable = true;
        }
        stack.base(block.outerBase);
        if (body.reachable) {
            stack.pushResults(block.results);
        }
    }

    // Exceptions

    void tryTable(FuncType type, BodyVisitor.Catch[] clauses) {
        if (isDead()) {
            deadBases.push(stack.base());
            return;
        }
        exceptions.tryTable(type, clauses);
    }

    void try_(FuncType type) {
        if (isDead()) {
            deadBases.push(stack.base());
            return;
        }
        exceptions.try_(type);
    }

    /** {@code catch}, or {@code catch_all} with tag -1. */
    void catch_(int tag) {
        if (deadBases.isEmpty()) {
            exceptions.catch_(tag);
        } else {
            stack.base(deadBases.peek());
        }
    }

    void delegate(int label) {
        if (!deadBases.isEmpty()) {
            stack.base(deadBases.pop());
        } else {
            // The label does not count the block that ends here.
            exceptions.delegate(label);
        }
    }

    /** What is thrown between two labels, the second of which was placed just now, leaves the function. */
    void excludeFromHandlers(Label from, Label to) {
        for (var block : blocks) {
            if (block.protection != null && block.protection.isOpen()) {
                block.protection.exclude(from, to);
            }
        }
    }

    Exceptions exceptions() {
        return exceptions;
    }

    // Branches

    void br(int depth) {
        if (isDead()) {
            return;
        }
        var target = target(depth);
        leave(target);
        body.reachable = false;
    }

    void return_() {
        if (isDead()) {
            return;
        }
        br(functionLabel());
    }

    void brIf(int depth) {
        if (isDead()) {
            return;
        }
        var target = target(depth);
        boolean isOpen = stack.topIsComparison();
        var first = isOpen ? stack.firstCompared() : stack.source(stack.height() - 1);
        var second = isOpen ? stack.secondCompared() : null;
        var condition = condition();
        int count = target.labelTypes().length;
        if (target.form == Block.Form.LOOP && count == 0 && !body.memoryCached) {
            condition = park(condition);
            body.cacheMemory();
        }
        if (!target.leavesMethod() && count == 0 && stack.jvmCount() == 0) {
            boolean counts = target.form == Block.Form.LOOP && condition != PARKED
                    && body.loops.jump(condition, first, second, target.label);
            if (!counts && target.form == Block.Form.LOOP && condition != null && condition.computes()) {
                // The JVM's stack is empty at the jump back, so that C2 need not compute the number for a deoptimisation there.
                var skip = new Label();
                jumpIf(condition, false, skip);
                code.jump(Opcodes.GOTO, target.label);
                body.innerLabel(skip);
            } else if (!counts) {
                jumpIf(condition, true, target.label);
            }
            noteJump(target);
            return;
        }
        if (!target.leavesMethod() && target.form != Block.Form.LOOP && stack.height() - stack.base() == count
                && stack.jvmCount() == count) {
            jumpIf(condition, true, target.label);
            noteJump(target);
            return;
        }
        if (count > 0) {
            condition = park(condition);
            stack.spill();
        }
        var skip = new Label();
        jumpIf(condition, false, skip);
        boolean cached = body.memoryCached;
        leave(target);
        body.memoryCached = cached;
        body.innerLabel(skip);
    }

    /** Branches without the reference on top of the stack if that is null; it stays otherwise. */
    void brOnNull(int depth) {
        if (isDead()) {
            return;
        }
        var target = target(depth);
        stack.spill();
        stack.loadTop();
        var skip = new Label();
        code.jump(Opcodes.IFNONNULL, skip);
        boolean cached = body.memoryCached;
        int height = stack.height();
        stack.drop(1);
        if (target.form == Block.Form.FUNCTION) {
            calls.return_();
        } else {
            leave(target);
        }
        stack.truncate(height);
        body.memoryCached = cached;
        body.innerLabel(skip);
    }

    void brTable(int[] labels, int defaultLabel) {
        int own = body.nextCaseLocal();
        if (isDead()) {
            return;
        }
        int count = target(defaultLabel).labelTypes().length;
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
        int depths = functionLabel() + 1;
        var direct = new Label[depths];
        var viaCode = new Label[depths];
        var jumps = new Label[labels.length];
        boolean calculated = count == 0 && exits != null && LargeSwitch.worthCalculating(
                IntStream.concat(IntStream.of(labels), IntStream.of(defaultLabel)).filter(depth -> depth >= blocks.size()).distinct()
                        .count());
        for (int i = 0; i < labels.length; i++) {
            jumps[i] = tableTarget(labels[i], direct, viaCode);
        }
        var defaultJump = tableTarget(defaultLabel, direct, viaCode);
        var ways = new HashMap<Label, Integer>();
        for (int depth = blocks.size(); calculated && depth < depths; depth++) {
            if (viaCode[depth] != null) {
                ways.put(viaCode[depth], exits.way(target(depth)));
                viaCode[depth] = null;
            }
        }
        if (jumps.length == 0) {
            code.op(Opcodes.POP);
            code.jump(Opcodes.GOTO, defaultJump);
        } else {
            int scratch = body.slots.temporary(stack.height(), Kind.I32);
            if (own >= 0 && count == 0) {
                caseLocals(own, scratch, jumps, defaultJump);
            } else {
                LargeSwitch.emit(body, scratch, jumps, defaultJump, ways, () -> exits.leaveCalculated());
            }
        }
        boolean cached = body.memoryCached;
        int height = stack.height();
        for (int depth = 0; depth < viaCode.length; depth++) {
            if (viaCode[depth] != null) {
                body.memoryCached = cached;
                body.label(viaCode[depth]);
                var target = target(depth);
                leave(target);
                stack.truncate(height);
            }
        }
        body.reachable = false;
    }

    /**
     * Writes the jump on the index at the top of the JVM's stack so that what cases compute from a local cannot be done before it: each
     * case adds to the local the difference of the index and its own number, times an odd number. That is nothing, but C2 does not
     * know: for it each case has a local of its own. The sum with the product is the same for all, so it is done once; what
     * each subtracts again is a constant, which C2 adds to those that follow.
     */
    private void caseLocals(int local, int index, Label[] jumps, Label defaultJump) {
        int slot = body.localSlots[local];
        code.store(Kind.I32, index);
        code.load(Kind.I32, index);
        body.stack.pushTemporary(Kind.I32, index);
        var cases = new Label[jumps.length];
        for (int i = 0; i < jumps.length; i++) {
            cases[i] = jumps[i] == defaultJump || Collections.frequency(Arrays.asList(jumps), jumps[i]) > 1 ? jumps[i] : new Label();
        }
        code.tableSwitch(defaultJump, cases);
        for (int i = 0; i < jumps.length; i++) {
            if (cases[i] != jumps[i]) {
                body.innerLabel(cases[i]);
                code.load(Kind.I32, slot);
                code.load(Kind.I32, index);
                code.pushInt(CASE_FACTOR);
                code.ops(Opcodes.IMUL, Opcodes.IADD);
                code.pushInt(i * CASE_FACTOR);
                code.op(Opcodes.ISUB);
                code.store(Kind.I32, slot);
                code.jump(Opcodes.GOTO, jumps[i]);
            }
        }
        body.stack.drop(1);
    }

    /** Where a table entry jumps: to the label itself, or to code that brings the values along first. */
    private Label tableTarget(int depth, Label[] direct, Label[] viaCode) {
        var target = target(depth);
        boolean plain = !target.leavesMethod()
                && target.labelTypes().length == 0
                && (target.form != Block.Form.LOOP || body.memoryCached);
        if (plain) {
            if (direct[depth] == null) {
                direct[depth] = target.label;
                noteJump(target);
            }
            return direct[depth];
        }
        if (viaCode[depth] == null) {
            viaCode[depth] = new Label();
        }
        return viaCode[depth];
    }

    void unreachable() {
        if (isDead()) {
            return;
        }
        body.mark();
        code.invokeStatic(Names.TRAPS, "unreachable", "()Ldev/troupe/engine/runtime/Trap;");
        code.op(Opcodes.ATHROW);
        body.reachable = false;
    }

    void select(Kind kind) {
        var condition = condition();
        if (kind == Kind.V128) {
            condition = park(condition);
        }
        var keepFirst = new Label();
        jumpIf(condition, true, keepFirst);
        swap(kind);
        body.innerLabel(keepFirst);
        code.pop(kind);
        stack.drop(1);
    }

    private void swap(Kind kind) {
        switch (kind) {
            case I64, F64 -> code.ops(Opcodes.DUP2_X2, Opcodes.POP2);
            case V128 -> {
                int first = body.slots.temporary(stack.height() - 2, kind);
                int second = body.slots.temporary(stack.height() - 1, kind);
                code.store(kind, second);
                code.store(kind, first);
                code.load(kind, second);
                code.load(kind, first);
            }
            default -> code.op(Opcodes.SWAP);
        }
    }

    /** Takes the condition off the stack: an open comparison, or null for a value left on the JVM's stack. Everything else is flushed. */
    private Comparison condition() {
        var comparison = stack.popComparison();
        if (comparison == null) {
            stack.flush();
            stack.drop(1);
        }
        return comparison;
    }

    /** Moves the condition out of the way, so that entries below it can be moved; it is on top of the JVM's stack again afterwards. */
    private Comparison park(Comparison condition) {
        if (condition != null) {
            condition.emitValue(code);
        }
        int slot = body.slots.temporary(stack.height(), Kind.I32);
        code.store(Kind.I32, slot);
        parked = slot;
        return PARKED;
    }

    private static final Comparison PARKED = new Comparison(null, null, Opcodes.IFNE, Opcodes.IFEQ, null, false);
    private int parked;

    private void jumpIf(Comparison condition, boolean outcome, Label label) {
        if (condition == null) {
            code.jump(outcome ? Opcodes.IFNE : Opcodes.IFEQ, label);
        } else {
            if (condition == PARKED) {
                code.load(Kind.I32, parked);
            }
            condition.emitJump(code, outcome, label);
        }
    }

    Block open(Block.Form form, FuncType type) {
        stack.spill();
        var params = Kind.of(type.params());
        var block = new Block(form, params, Kind.of(type.results()), stack.height() - params.length, stack.base());
        blocks.add(block);
        stack.base(block.base);
        return block;
    }

    /** Makes a pending constant parameter of a loop a temporary, which the back edge can change. */
    private void toTemporary(int position) {
        if (stack.isConstant(position)) {
            stack.load(position);
            int slot = body.slots.temporary(position, stack.kind(position));
            code.store(stack.kind(position), slot);
            stack.replaceWithTemporary(position, slot);
        } else if (stack.slot(position) != body.slots.temporary(position, stack.kind(position))) {
            throw new IllegalStateException("a temporary is out of place");
        }
    }

    private void pushParameters(Block block) {
        for (var kind : block.params) {
            stack.pushTemporary(kind, body.slots.temporary(stack.height(), kind));
        }
    }

    /** Jumps to a block's label with the values it takes. The entries on the stack are stale afterwards. */
    void leave(Block target) {
        switch (target.form) {
            case FUNCTION -> calls.return_();
            case EXIT -> exits.leave(target);
            default -> {
                stack.leaveWith(target.labelTypes().length);
                jump(target);
            }
        }
    }

    /** Branches to a label with values of these kinds that are on the JVM's stack already, alone. */
    void arrive(int depth, Kind[] kinds) {
        var target = target(depth);
        if (target.leavesMethod()) {
            stack.pushResults(kinds);
            leave(target);
        } else {
            jump(target);
        }
    }

    /** Jumps to a block's label; the JVM's stack has the values it takes. */
    private void jump(Block target) {
        if (target.form == Block.Form.LOOP) {
            var types = target.params;
            for (int i = types.length - 1; i >= 0; i--) {
                code.store(types[i], body.slots.temporary(target.base + i, types[i]));
            }
            body.cacheMemory();
        }
        code.jump(Opcodes.GOTO, target.label);
        noteJump(target);
    }

    /** What is known behind a block. */
    private void meetAddresses(Block block, boolean fallsThrough) {
        if (fallsThrough) {
            block.addresses = body.addresses.meet(block.addresses);
        }
        if (block.addresses != null) {
            body.addresses.restore(block.addresses);
        }
        if (block.elseLabel != null) {
            body.addresses.restore(fallsThrough || block.addresses != null
                    ? body.addresses.meet(block.addressesAtElse)
                    : block.addressesAtElse);
        }
    }

    private void noteJump(Block target) {
        target.labelUsed = true;
        target.addresses = body.addresses.meet(target.addresses);
        target.memoryCached &= body.memoryCached;
    }

    /** The height of the operand stack at which what the current part of a block has begins. */
    int bottom() {
        return blocks.isEmpty() ? 0 : blocks.getLast().bottom;
    }

    Block current() {
        return blocks.getLast();
    }

    /** How many blocks are open in this method. */
    int depth() {
        return blocks.size();
    }

    Block target(int depth) {
        if (depth >= blocks.size()) {
            return exits.target(depth - blocks.size());
        }
        return blocks.get(blocks.size() - 1 - depth);
    }

    private boolean isDead() {
        return !body.reachable;
    }
}
