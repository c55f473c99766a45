package dev.troupe.engine.compile;

import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Branches to one label, with or without a condition, and traps (spec 4.6.10). To be called only where code is reached. */
final class Branches {
    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final Conditions conditions;
    private final Control control;

    Branches(Body body, Conditions conditions, Control control) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.conditions = conditions;
        this.control = control;
    }

    void br(int depth) {
        control.leave(control.target(depth));
        body.reachable = false;
    }

    void return_() {
        br(control.functionLabel());
    }

    void brIf(int depth) {
        var target = control.target(depth);
        conditions.reopen();
        boolean isOpen = stack.topIsComparison();
        var first = isOpen ? stack.firstCompared() : stack.source(stack.height() - 1);
        var second = isOpen ? stack.secondCompared() : null;
        var condition = conditions.take();
        boolean isValue = condition == null;
        int count = target.labelTypes().length;
        boolean fetches = target.wantsMemory && count == 0 && !body.memoryCached;
        if (fetches) {
            // The operands stay where they are: as a number, the comparison is a call in large methods, and takes two locals.
            body.cacheMemory();
        }
        if (!target.leavesMethod() && count == 0 && stack.jvmCount() == 0) {
            boolean mayCount = !fetches || isValue && body.loops.goesByOne(first);
            boolean counts = target.form == Block.Form.LOOP && mayCount && body.loops.jump(condition, first, second, target.label());
            if (!counts && target.form == Block.Form.LOOP && condition != null && condition.computes()) {
                // The JVM's stack is empty at the jump back, so that C2 need not compute the number for a deoptimisation there.
                var skip = new Label();
                conditions.jump(condition, false, skip);
                code.jump(Opcodes.GOTO, target.label());
                body.innerLabel(skip);
            } else if (!counts) {
                conditions.jump(condition, true, target.label());
            }
            control.noteJump(target);
            return;
        }
        if (!target.leavesMethod() && target.form != Block.Form.LOOP && stack.height() - stack.base() == count
                && stack.jvmCount() == count) {
            conditions.jump(condition, true, target.label());
            control.noteJump(target);
            return;
        }
        if (count > 0) {
            condition = conditions.park(condition);
            stack.spill();
        }
        var skip = new Label();
        conditions.jump(condition, false, skip);
        boolean cached = body.memoryCached;
        control.leave(target);
        body.memoryCached = cached;
        body.innerLabel(skip);
    }

    /** Branches without the reference on top of the stack if that is null; it stays otherwise. */
    void brOnNull(int depth) {
        var target = control.target(depth);
        stack.spill();
        stack.loadTop();
        var skip = new Label();
        code.jump(Opcodes.IFNONNULL, skip);
        boolean cached = body.memoryCached;
        int height = stack.height();
        stack.drop(1);
        control.leave(target);
        stack.truncate(height);
        body.memoryCached = cached;
        body.innerLabel(skip);
    }

    void unreachable() {
        body.mark();
        code.invokeStatic(Names.TRAPS, "unreachable", "()Ldev/troupe/engine/runtime/Trap;");
        code.op(Opcodes.ATHROW);
        body.reachable = false;
    }
}
