package dev.troupe.engine.compile;

import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * The i32 at the top of the operand stack as the condition of a branch, an {@code if} or a {@code select}: an open {@link Comparison},
 * whose operands are on the JVM's stack, or null for a value that is there itself.
 */
final class Conditions {
    /** Stands for the one condition that is in a temporary. */
    private static final Comparison PARKED = new Comparison(null, null, Opcodes.IFNE, Opcodes.IFEQ, null, false);

    private final Body body;
    private final Code code;
    private final OperandStack stack;
    /** The temporary. */
    private int parked;

    Conditions(Body body) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
    }

    /** If the condition is a local that holds the outcome of a comparison, which can be carried out again, it is open then. */
    void reopen() {
        int local = stack.local(stack.height() - 1);
        var held = local < 0 ? null : body.outcomes.get(local);
        if (held != null) {
            stack.drop(1);
            stack.flush();
            push(held.first());
            if (held.second() != null) {
                push(held.second());
            }
            stack.pushComparison(held.comparison(), held.first(), held.second());
        }
    }

    private void push(OperandStack.Source source) {
        if (source.isConstant()) {
            code.pushInt(source.constant());
        } else {
            code.load(Kind.I32, body.localSlots[source.local()]);
        }
    }

    /** Takes the condition off the stack. Everything below is flushed, unless a comparison was open. */
    Comparison take() {
        var comparison = stack.popComparison();
        if (comparison == null) {
            stack.flush();
            stack.drop(1);
        }
        return comparison;
    }

    /** Moves the condition just taken out of the way, so that entries below it can be moved. Only one may be there at a time. */
    Comparison park(Comparison condition) {
        if (condition != null) {
            condition.emitValue(code);
        }
        int slot = body.slots.temporary(stack.height(), Kind.I32);
        code.store(Kind.I32, slot);
        parked = slot;
        return PARKED;
    }

    /** Jumps if the condition has the outcome. */
    void jump(Comparison condition, boolean outcome, Label label) {
        if (condition == null) {
            code.jump(outcome ? Opcodes.IFNE : Opcodes.IFEQ, label);
        } else {
            if (condition == PARKED) {
                code.load(Kind.I32, parked);
            }
            condition.emitJump(code, outcome, label);
        }
    }
}
