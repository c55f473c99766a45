package dev.troupe.engine.compile;

import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Parametric instructions: {@code drop} and {@code select}. */
final class Parametric {
    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final Conditions conditions;
    private final Extremes extremes;

    Parametric(Body body, Conditions conditions) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.conditions = conditions;
        extremes = new Extremes(body);
    }

    void drop() {
        stack.discardTop();
    }

    void select(Kind kind) {
        var kept = body.selections == null ? null : body.selections.kept(body.offset);
        conditions.reopen();
        var first = stack.firstCompared();
        var second = stack.secondCompared();
        var condition = conditions.take();
        if (kind == Kind.I32 && condition != null && extremes.choose(condition, first, second)) {
            replaceOperands();
            return;
        }
        if (kept != null) {
            select(kind, condition, kept);
            return;
        }
        if (kind == Kind.V128) {
            condition = conditions.park(condition);
        }
        var keepFirst = new Label();
        conditions.jump(condition, true, keepFirst);
        swap(kind);
        body.innerLabel(keepFirst);
        code.pop(kind);
        if (kind == Kind.I32 && body.selections != null && body.selections.isIndex(body.offset)) {
            code.invokeStatic(Names.OPAQUE, "zero", "()I");
            code.op(Opcodes.IXOR);
        }
        replaceOperands();
    }

    /** With operands that remain in locals. */
    private void select(Kind kind, Comparison condition, Selections.Kept kept) {
        // Read here, so that what the last turn wrote is needed until then.
        touch(kind, kept.first());
        touch(kind, kept.second());
        var keepFirst = new Label();
        var done = new Label();
        conditions.jump(condition, true, keepFirst);
        if (kept.second() >= 0) {
            code.op(kind == Kind.I64 ? Opcodes.DUP2 : Opcodes.DUP);
            code.store(kind, body.localSlots[kept.second()]);
        }
        swap(kind);
        keep(kind, kept.first());
        code.jump(Opcodes.GOTO, done);
        body.innerLabel(keepFirst);
        keep(kind, kept.second());
        if (kept.first() >= 0) {
            code.op(kind == Kind.I64 ? Opcodes.DUP2 : Opcodes.DUP);
            code.store(kind, body.localSlots[kept.first()]);
        }
        replaceOperands();
        body.innerLabel(done);
    }

    private void touch(Kind kind, int local) {
        if (local >= 0) {
            code.load(kind, body.localSlots[local]);
            code.pop(kind);
        }
    }

    /** Pops a value into a local, if there is one for it. */
    private void keep(Kind kind, int local) {
        if (local >= 0) {
            code.store(kind, body.localSlots[local]);
        } else {
            code.pop(kind);
        }
    }

    /** A new entry: what is known of the first operand, that it is a local's value, is not true of the result. */
    private void replaceOperands() {
        var result = stack.kind(stack.height() - 2);
        stack.drop(2);
        stack.pushJvm(result);
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
}
