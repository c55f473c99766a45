package dev.troupe.engine.compile;

import org.objectweb.asm.Opcodes;

/**
 * Selects that choose the lesser or greater of two i32, or by how much one is greater than the other if it is. C2 has instructions for
 * the former two, while a branch stays one if it is seldom taken or its result is compared at once.
 */
final class Extremes {
    private final Code code;
    private final Body body;
    private final OperandStack stack;

    Extremes(Body body) {
        this.body = body;
        code = body.code;
        stack = body.stack;
    }

    /**
     * Writes the select whose operands are on the JVM's stack, those of its condition above them. Its entries remain.
     *
     * @param first where the condition's first operand came from, or null
     * @param second where its second operand came from, or null
     * @return false if nothing was written, since it is no such select
     */
    boolean choose(Comparison condition, OperandStack.Source first, OperandStack.Source second) {
        int order = condition.order();
        boolean withZero = condition.hasOneOperand();
        if (order == 0 || first == null || first.isConstant() || second == null && !withZero) {
            return false;
        }
        var limit = withZero ? new OperandStack.Source(-1, 0) : second;
        if (limit.isConstant() && !isInner()) {
            return false;
        }
        int kept = stack.height() - 2;
        int other = stack.height() - 1;
        if (chooses(condition, first, limit, kept, other)) {
            popCompared(withZero);
            extreme(condition, order < 0 ? "min" : "max");
        } else if (chooses(condition, first, limit, other, kept)) {
            popCompared(withZero);
            extreme(condition, order < 0 ? "max" : "min");
        } else {
            int ifGreater = order < 0 ? other : kept;
            int ifLess = order < 0 ? kept : other;
            return limit.isConstant()
                    ? chooseExcess(condition, first, limit.constant(), ifGreater, ifLess, withZero)
                    : chooseDifference(condition, first, limit, ifGreater, ifLess)
                            || chooseDifference(condition, limit, first, ifLess, ifGreater);
        }
        return true;
    }

    /**
     * Whether the select is in an innermost loop. Outside of it the other outcome may never have been met, as where a number of turns is
     * limited: then C2 knows more of the number by a branch.
     */
    private boolean isInner() {
        return body.selections != null && body.selections.isInner(body.offset);
    }

    /** Whether two entries are what is compared: the one as it is, and the other too or, if constant, where it makes no difference. */
    private boolean chooses(Comparison condition, OperandStack.Source first, OperandStack.Source limit, int one, int another) {
        if (!first.equals(stack.source(one))) {
            return false;
        }
        return limit.isConstant()
                ? stack.isKnown(another) && condition.divides(limit.constant(), (int) stack.constant(another))
                : limit.equals(stack.source(another));
    }

    /** {@code a > b ? a - b : 0}, which is {@code max(a, b) - b}. */
    private boolean chooseDifference(
            Comparison condition, OperandStack.Source greater, OperandStack.Source less, int difference, int zero) {
        if (!stack.isZero(zero) || !stack.isDifference(difference, greater.local(), less.local())) {
            return false;
        }
        popCompared(false);
        excess(condition, greater, less);
        return true;
    }

    /** The same with a constant. */
    private boolean chooseExcess(
            Comparison condition, OperandStack.Source greater, int limit, int difference, int zero, boolean withZero) {
        int less = -stack.added(difference, greater.local());
        if (less == 0 || !stack.isZero(zero) || !condition.divides(limit, less)) {
            return false;
        }
        popCompared(withZero);
        excess(condition, greater, new OperandStack.Source(-1, less));
        return true;
    }

    private void excess(Comparison condition, OperandStack.Source greater, OperandStack.Source less) {
        code.op(Opcodes.POP2);
        push(greater);
        push(less);
        extreme(condition, "max");
        push(less);
        code.op(Opcodes.ISUB);
    }

    private void popCompared(boolean withZero) {
        code.op(withZero ? Opcodes.POP : Opcodes.POP2);
    }

    private void extreme(Comparison condition, String name) {
        boolean unsigned = condition.isUnsigned32();
        code.invokeStatic(unsigned ? Names.NUMERIC : "java/lang/Math", unsigned ? name + "Unsigned" : name, "(II)I");
    }

    private void push(OperandStack.Source source) {
        if (source.isConstant()) {
            code.pushInt(source.constant());
        } else {
            code.load(Kind.I32, body.localSlots[source.local()]);
        }
    }
}
