package dev.troupe.engine.compile;

import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Parametric instructions: {@code drop} and {@code select}. */
final class Parametric {
    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final Conditions conditions;

    Parametric(Body body, Conditions conditions) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.conditions = conditions;
    }

    void drop() {
        stack.discardTop();
    }

    void select(Kind kind) {
        var condition = conditions.take();
        if (kind == Kind.V128) {
            condition = conditions.park(condition);
        }
        var keepFirst = new Label();
        conditions.jump(condition, true, keepFirst);
        swap(kind);
        body.innerLabel(keepFirst);
        code.pop(kind);
        // A new entry: what is known of the first operand, that it is a local's value, is not true of the result.
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
