package dev.troupe.engine.compile;

import dev.troupe.engine.compile.outline.OutlinePlan;
import java.util.Arrays;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Makes loops countable for C2, which drops range checks from counted loops, unrolls and vectorises them. It counts a loop whose last
 * branch compares with {@code <} or {@code >}, and, with a question asked before the loop, one that compares with {@code !=} if the
 * step is one. Compilers to WebAssembly write {@code !=} for every step, and unsigned comparisons. So a branch back to the header
 * becomes two: a signed comparison in the direction of the step, and behind it what remains of the true condition, which a usual
 * loop never meets and C2 therefore leaves out. Whatever is thought of a step here, the two say together what the one said.
 */
final class CountedLoops {
    private static final Map<Integer, Integer> SIGNED = Map.of(
            Opcodes.IFLT, Opcodes.IF_ICMPLT, Opcodes.IFLE, Opcodes.IF_ICMPLE,
            Opcodes.IFGT, Opcodes.IF_ICMPGT, Opcodes.IFGE, Opcodes.IF_ICMPGE);

    private final Body body;
    private final Code code;
    /** By near local: what was last added to it in the loop being translated; 0 if nothing was. */
    private final int[] steps;

    private boolean hasNarrowAccess;

    CountedLoops(Body body) {
        this.body = body;
        code = body.code;
        steps = new int[Math.min(body.localKinds.length, OutlinePlan.NEAR_LOCALS)];
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
        if (local < steps.length) {
            steps[local] = step;
        }
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
            return (condition == null || condition.ifTrue() == Opcodes.IFNE) && notEqual(first, null, header);
        } else if (second == null) {
            return false;
        } else if (condition.ifTrue() == Opcodes.IF_ICMPNE) {
            return notEqual(first, second, header);
        } else {
            return condition.isUnsigned32() && unsigned(condition, first, second, header);
        }
    }

    /** Whether a value, from nowhere known if null, is a local that one was added to or taken from in the loop. */
    boolean goesByOne(OperandStack.Source value) {
        return value != null && Math.abs(step(value)) == 1;
    }

    private int step(OperandStack.Source source) {
        return source.isConstant() || source.local() >= steps.length ? 0 : steps[source.local()];
    }

    /** {@code first != second}, or not 0 if {@code second} is null. */
    private boolean notEqual(OperandStack.Source first, OperandStack.Source second, Label header) {
        int step = step(first) - (second == null ? 0 : step(second));
        boolean toZero = second == null;
        if (step >= -1 && step <= 1) {
            boolean toConstant = toZero || first.isConstant() || second.isConstant();
            return step != 0 && toConstant && byOne(step, first, second, header);
        }
        var done = new Label();
        var exact = new Label();
        code.op(toZero ? Opcodes.POP : Opcodes.POP2);
        endHead();
        boolean isRolled = step < 0 && hasNarrowAccess;
        if (isRolled) {
            keepRolled(step(first) == 0 ? second : first, exact);
        }
        push(first, second);
        int below = toZero ? Opcodes.IFLT : Opcodes.IF_ICMPLT;
        int above = toZero ? Opcodes.IFGT : Opcodes.IF_ICMPGT;
        code.jump(step > 0 ? below : above, header);
        if (isRolled) {
            body.innerLabel(exact);
        }
        push(first, second);
        code.jump(toZero ? Opcodes.IFEQ : Opcodes.IF_ICMPEQ, done);
        goRarely(header);
        body.innerLabel(done);
        return true;
    }

    /**
     * {@code first != second}, one of which is constant, in steps of one. C2 counts such loops as they are, but it compares the counter
     * before the step, with a constant that differs by one, and then asks before the loop whether it has more than one turn
     * (PhaseIdealLoop::is_counted_loop, loop limit check). The first loop that has not throws the method's code away.
     */
    private boolean byOne(int step, OperandStack.Source first, OperandStack.Source second, Label header) {
        boolean toZero = second == null;
        var done = new Label();
        int below = toZero ? Opcodes.IFLT : Opcodes.IF_ICMPLT;
        int above = toZero ? Opcodes.IFGT : Opcodes.IF_ICMPGT;
        code.jump(step > 0 ? below : above, header);
        push(first, second);
        code.jump(toZero ? Opcodes.IFEQ : Opcodes.IF_ICMPEQ, done);
        goRarely(header);
        body.innerLabel(done);
        return true;
    }

    /**
     * Leaves the way that C2 counts for a counter that no loop meets. What it cannot exclude keeps C2 from taking the loop for one that
     * vectors will fill, and so from unrolling it sixteen times.
     */
    private void keepRolled(OperandStack.Source counter, Label exact) {
        push(counter);
        code.pushInt(Integer.MAX_VALUE);
        code.jump(Opcodes.IF_ICMPEQ, exact);
    }

    /**
     * {@code compareUnsigned(value, limit)} and a jump. Signed and unsigned mean the same where neither is negative; that the
     * smaller one is not is enough to jump.
     */
    private boolean unsigned(Comparison condition, OperandStack.Source value, OperandStack.Source limit, Label header) {
        int ifTrue = condition.ifTrue();
        boolean greater = ifTrue == Opcodes.IFGT || ifTrue == Opcodes.IFGE;
        int step = step(value) - step(limit);
        if (step == 0 || greater == step > 0) {
            return false;
        }
        var smaller = greater ? limit : value;
        var done = new Label();
        var exact = new Label();
        code.op(Opcodes.POP2);
        endHead();
        if (!isPositive(smaller)) {
            push(smaller);
            code.jump(Opcodes.IFLT, exact);
        }
        push(value, limit);
        code.jump(SIGNED.get(ifTrue), header);
        if (!isPositive(smaller)) {
            body.innerLabel(exact);
        }
        push(value, limit);
        condition.emitJump(code, false, done);
        goRarely(header);
        body.innerLabel(done);
        return true;
    }

    /**
     * HotSpot takes the first block of a loop out of it if the block has one way only that stays inside (ciTypeFlow, clone_loop_heads): the
     * test at the top of a {@code while} goes to the end, where C2 counts by it. Here the whole body would change places with
     * the test. A branch, on nothing, to the very next instruction counts as two ways that stay inside.
     */
    private void endHead() {
        var next = new Label();
        code.op(Opcodes.ICONST_0);
        code.jump(Opcodes.IFEQ, next);
        body.innerLabel(next);
    }

    private static boolean isPositive(OperandStack.Source source) {
        return source.isConstant() && source.constant() >= 0;
    }

    private void goRarely(Label header) {
        code.invokeStatic(Names.RARE, "way", "()V");
        code.jump(Opcodes.GOTO, header);
    }

    private void push(OperandStack.Source first, OperandStack.Source second) {
        push(first);
        if (second != null) {
            push(second);
        }
    }

    private void push(OperandStack.Source source) {
        if (source.isConstant()) {
            code.pushInt(source.constant());
        } else {
            code.load(Kind.I32, body.localSlots[source.local()]);
        }
    }
}
