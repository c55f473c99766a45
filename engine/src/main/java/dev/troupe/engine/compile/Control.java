package dev.troupe.engine.compile;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.validate.BodyVisitor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Blocks, and what every branch to one does (spec 4.6.10). At a block's label the JVM's stack holds exactly the label's values: nothing
 * below, since all entries of the enclosing blocks were moved to temporaries; at a loop's header it is empty and the loop's parameters
 * are in temporaries.
 */
final class Control {
    private static final Kind[] NO_VALUES = {};

    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final Calls calls;
    private final Conditions conditions;
    private final Exceptions exceptions;
    /** For a region's method: the ways out; otherwise null. */
    private final RegionExits exits;

    private final List<Block> blocks = new ArrayList<>();
    /** Of the blocks opened in code that nobody reaches, the base of the operand stack around each. */
    private final Deque<Integer> deadBases = new ArrayDeque<>();

    Control(Body body, Calls calls, Conditions conditions, Kind[] results) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.calls = calls;
        this.conditions = conditions;
        exceptions = new Exceptions(body, this);
        exits = null;
        blocks.add(new Block(Block.Form.FUNCTION, new Kind[0], results, 0, 0));
    }

    /** For a region's method, whose branches to labels outside go through {@code exits}. */
    Control(Body body, Calls calls, Conditions conditions, RegionExits exits) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.calls = calls;
        this.conditions = conditions;
        this.exits = exits;
        exceptions = new Exceptions(body, this);
    }

    /** The label that names the function itself here. */
    int functionLabel() {
        return exits == null ? blocks.size() - 1 : blocks.size() + exits.outerFunctionLabel();
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
        if (body.callsRegions) {
            body.forgetMemory();
        } else {
            body.cacheMemory();
            block.wantsMemory = true;
        }
        body.addresses.clear();
        body.loops.header();
        body.label(block.label());
        calls.poll();
    }

    void if_(FuncType type) {
        if (isDead()) {
            deadBases.push(stack.base());
            return;
        }
        var otherwise = new Label();
        conditions.reopen();
        var condition = conditions.take();
        if (stack.jvmCount() > 0) {
            condition = conditions.park(condition);
        }
        stack.spill();
        conditions.jump(condition, false, otherwise);
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
            body.label(block.label(), Body.frameTypes(block.results));
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

    /** Whether there are handlers around. */
    boolean isProtected() {
        return exceptions.isProtected();
    }

    Exceptions exceptions() {
        return exceptions;
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
            if (target.wantsMemory) {
                body.cacheMemory();
            }
        }
        code.jump(Opcodes.GOTO, target.label());
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

    /** The label to jump to for a branch that takes nothing along and does nothing before, which is noted; null for any other. */
    Label direct(int depth) {
        var target = target(depth);
        if (target.leavesMethod() || target.labelTypes().length > 0 || target.wantsMemory && !body.memoryCached) {
            return null;
        }
        noteJump(target);
        return target.label();
    }

    /** A jump to the label was just written. */
    void noteJump(Block target) {
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

    /**
     * What labels take; nothing if they are beyond the function.
     *
     * @param labels ascending
     * @param types takes the answers
     */
    void labelTypes(int[] labels, Kind[][] types) {
        int next = 0;
        while (next < labels.length && labels[next] < blocks.size()) {
            types[next] = target(labels[next++]).labelTypes();
        }
        if (exits == null) {
            Arrays.fill(types, next, types.length, NO_VALUES);
        } else {
            exits.labelTypes(labels, next, labels.length, blocks.size(), types);
        }
    }

    private boolean isDead() {
        return !body.reachable;
    }
}
