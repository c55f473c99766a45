package dev.troupe.engine.compile;

import java.util.Arrays;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Makes loops countable for C2, which drops range checks from counted loops, unrolls and vectorises them. It counts a loop whose last
 * branch compares with {@code <} or {@code >}, or with {@code !=} if the step is one. Compilers to WebAssembly write {@code !=} for
 * every step, and unsigned comparisons. So a branch back to the header becomes two: a signed comparison in the direction of the
 * step, and behind it what remains of the true condition, which a usual loop never meets and C2 therefore leaves out.
 * Whatever is thought of a step here, the two say together what the one said.
 */
final class CountedLoops {
    private final Body body;
    private final Code code;
    /** By local: what was last added to it in the loop being translated; 0 if nothing was. */
    private final int[] steps;
    private boolean hasNarrowAccess;

    CountedLoops(Body body) {
        this.body = body;
        code = body.code;
        steps = new int[body.localKinds.length];
    }

    /** A loop begins. */
    void header() {
        Arrays.fill(steps, 0);
        hasNarrowAccess = false;
    }

    /**
     * The loop accesses memory. C2 unrolls a loop by as many elements as a vector has, 64 of a byte, before it finds that it cannot know
     * whether loads and stores of one array overlap; what is left of a loop downwards is slower than the loop as it was.
     */
    void access(int bits) {
        hasNarrowAccess |= bits < 32;
    }

    /** A local is given a value: the one it had plus {@code step}, or another one if that is 0. */
    void set(int local, int step) {
        steps[local] = step;
    }

    /**
     * Branches to a loop's header if a condition holds whose operands are on the JVM's stack.
     *
     * @param condition null for a value that is not 0
     * @param first where the first or only operand came from; null if that is not known
     * @param second the same for the second
     * @return false if nothing was written, since it would be of no use
     */
    boolean jump(Comparison condition, OperandStack.Source first, OperandStack.Source second, Label header) {
        if (first == null) {
            return false;
        } else if (condition == null || condition.isZeroTest()) {
            return (condition == null || condition.ifTrue() == Opcodes.IFNE) && notZero(first, header);
        } else if (second == null) {
            return false;
        } else if (condition.ifTrue() == Opcodes.IF_ICMPNE) {
            return notEqual(first, second, header);
        } else {
            return condition.isUnsigned32() && second.isConstant() && second.constant() >= 0
                    && unsigned(condition.ifTrue(), first, second, header);
        }
    }

    private int step(OperandStack.Source source) {
        return source.isConstant() ? 0 : steps[source.local()];
    }

    private boolean notZero(OperandStack.Source value, Label header) {
        int step = step(value);
        if (isCountable(step)) {
            return false;
        }
        code.jump(step > 0 ? Opcodes.IFLT : Opcodes.IFGT, header);
        push(value);
        code.jump(Opcodes.IFNE, header);
        return true;
    }

    private boolean notEqual(OperandStack.Source first, OperandStack.Source second, Label header) {
        int step = step(first) - step(second);
        if (isCountable(step)) {
            return false;
        }
        code.jump(step > 0 ? Opcodes.IF_ICMPLT : Opcodes.IF_ICMPGT, header);
        push(first);
        push(second);
        code.jump(Opcodes.IF_ICMPNE, header);
        return true;
    }

    /** Whether C2 counts loops with this step and {@code !=}, there is nothing to count, or it had better not. */
    private boolean isCountable(int step) {
        return step <= 1 && (step >= -1 || hasNarrowAccess);
    }

    /** {@code compareUnsigned(value, limit)} and the jump {@code ifTrue}; the limit is a constant and not negative. */
    private boolean unsigned(int ifTrue, OperandStack.Source value, OperandStack.Source limit, Label header) {
        boolean greater = ifTrue == Opcodes.IFGT || ifTrue == Opcodes.IFGE;
        int step = step(value);
        if (step == 0 || greater == step > 0) {
            return false;
        }
        if (greater) {
            code.jump(ifTrue == Opcodes.IFGT ? Opcodes.IF_ICMPGT : Opcodes.IF_ICMPGE, header);
            push(value);
            code.jump(Opcodes.IFLT, header);
            return true;
        }
        var skip = new Label();
        code.op(Opcodes.POP2);
        push(value);
        code.jump(Opcodes.IFLT, skip);
        push(value);
        push(limit);
        code.jump(ifTrue == Opcodes.IFLT ? Opcodes.IF_ICMPLT : Opcodes.IF_ICMPLE, header);
        body.innerLabel(skip);
        return true;
    }

    private void push(OperandStack.Source source) {
        if (source.isConstant()) {
            code.pushInt(source.constant());
        } else {
            code.load(Kind.I32, body.localSlots[source.local()]);
        }
    }
}
