package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import org.objectweb.asm.Opcodes;

/** Numeric instructions (spec 4.6.1). */
final class Numbers {
    private final Body body;
    private final OperandStack stack;
    private final Conditions conditions;
    /** The instruction before, as far as they come here. */
    private Opcode before;

    Numbers(Body body) {
        this.body = body;
        this.stack = body.stack;
        conditions = new Conditions(body);
    }

    void plain(Opcode opcode) {
        emit(opcode);
        before = opcode;
    }

    private void emit(Opcode opcode) {
        if (opcode == Opcode.I32_EQZ) {
            conditions.reopen();
        }
        if (opcode == Opcode.I32_EQZ && stack.topIsComparison()) {
            stack.pushComparison(stack.popComparison().negate(), stack.firstCompared(), stack.secondCompared());
            return;
        }
        var form = PlainOps.form(opcode);
        var comparison = Comparison.of(opcode);
        if (comparison != null) {
            compare(opcode, comparison, form.operands());
            return;
        }
        if (form.mayTrap()) {
            body.mark();
        }
        if (stack.topIsConstant() && byConstant(opcode)) {
            return;
        }
        boolean isSum = opcode == Opcode.I32_ADD || opcode == Opcode.I32_SUB;
        if (isSum && stack.topIsComparison()) {
            stack.closeWithoutBranch();
        }
        int local = isSum && stack.topIsConstant() ? stack.origin(stack.height() - 2) : -1;
        int constant = local >= 0 ? (int) stack.constant(stack.height() - 1) : 0;
        int minuend = opcode == Opcode.I32_SUB && local < 0 ? stack.origin(stack.height() - 2) : -1;
        int subtrahend = minuend >= 0 ? stack.origin(stack.height() - 1) : -1;
        // An outcome is 0 or 1.
        boolean isSmall = stack.topIsComparison();
        stack.flush();
        if (opcode == Opcode.I64_EXTEND_I32_U) {
            extend(isSmall);
        } else {
            PlainOps.emit(opcode, body.code);
        }
        stack.drop(form.operands());
        for (var kind : form.results()) {
            stack.pushJvm(kind);
        }
        if (local >= 0) {
            stack.noteSum(local, opcode == Opcode.I32_ADD ? constant : -constant);
        } else if (subtrahend >= 0) {
            stack.noteDifference(minuend, subtrahend);
        }
    }

    /** Not {@code Integer.toUnsignedLong}, which C2 may leave as a call where it has inlined much. */
    private void extend(boolean isSmall) {
        body.code.op(Opcodes.I2L);
        if (!isSmall) {
            body.code.pushLong(0xFFFFFFFFL);
            body.code.op(Opcodes.LAND);
        }
    }

    /** Instructions that are something else if their last operand is a constant; says whether it was one. */
    private boolean byConstant(Opcode opcode) {
        if (isShift(opcode)) {
            // The JVM's shift counts are ints.
            long count = stack.popConstant();
            stack.flush();
            body.code.pushInt((int) count & 63);
            body.code.op(PlainOps.shift(opcode));
            stack.drop(1);
            stack.pushJvm(Kind.I64);
            return true;
        }
        if (Rotation.isOne(opcode)) {
            int count = (int) stack.popConstant();
            stack.flush();
            Rotation.emit(opcode, count, body.code);
            stack.drop(1);
            stack.pushJvm(stack.kind(stack.height()));
            return true;
        }
        if (LargeTerms.isOne(opcode, stack.constant(stack.height() - 1), before)) {
            int term = (int) stack.popConstant();
            stack.flush();
            LargeTerms.emit(term, body.code);
            stack.drop(1);
            stack.pushJvm(Kind.I32);
            return true;
        }
        if (UnsignedDivision.isOne(opcode) && stack.constant(stack.height() - 1) != 0) {
            long divisor = stack.popConstant();
            stack.flush();
            UnsignedDivision.emit(opcode, divisor, body.code, body.slots.temporary(stack.height(), Kind.I64));
            stack.drop(1);
            stack.pushJvm(stack.kind(stack.height()));
            return true;
        }
        return false;
    }

    private void compare(Opcode opcode, Comparison comparison, int operands) {
        if (body.selections != null && body.selections.compares(body.offset)) {
            compareSelected(opcode);
            return;
        }
        var withZero = Comparison.withZero(opcode);
        if (withZero != null && stack.topIsConstant() && stack.constant(stack.height() - 1) == 0) {
            stack.popConstant();
            var source = stack.source(stack.height() - 1);
            stack.flush();
            stack.drop(1);
            stack.pushComparison(withZero, source, null);
            return;
        }
        if ((opcode == Opcode.I32_LT_U || opcode == Opcode.I32_GE_U) && overflowsToZero()) {
            var asked = opcode == Opcode.I32_LT_U ? Opcode.I32_EQ : Opcode.I32_NE;
            stack.pushConstant(Kind.I32, 0);
            compare(asked, Comparison.of(asked), 2);
            return;
        }
        boolean is32 = opcode.signature().charAt(0) == 'i';
        var first = is32 ? stack.source(stack.height() - operands) : null;
        var second = is32 && operands == 2 ? stack.source(stack.height() - 1) : null;
        stack.flush();
        stack.drop(operands);
        stack.pushComparison(comparison, first, second);
    }

    /**
     * Whether a sum of a local and 1 is asked whether it is less than the local, as compilers do where both are at hand: then only the
     * sum is left, which is zero if so, or whether it is not.
     */
    private boolean overflowsToZero() {
        int top = stack.height() - 1;
        if (body.outcomes.difference(stack.local(top - 1), stack.local(top)) != 1) {
            return false;
        }
        stack.drop(1);
        return true;
    }

    /** {@code a == b} as {@code (a ^ b ^ 0) == 0} with a zero that C2 does not know. */
    private void compareSelected(Opcode opcode) {
        boolean wide = opcode == Opcode.I64_EQ || opcode == Opcode.I64_NE;
        stack.flush();
        body.code.invokeStatic(Names.OPAQUE, "zero", "()I");
        if (wide) {
            body.code.ops(Opcodes.I2L, Opcodes.LXOR, Opcodes.LXOR);
        } else {
            body.code.ops(Opcodes.IXOR, Opcodes.IXOR);
        }
        stack.drop(2);
        var isZero = Comparison.of(wide ? Opcode.I64_EQZ : Opcode.I32_EQZ);
        stack.pushComparison(opcode == Opcode.I64_EQ || opcode == Opcode.I32_EQ ? isZero : isZero.negate());
    }

    private static boolean isShift(Opcode opcode) {
        return opcode == Opcode.I64_SHL || opcode == Opcode.I64_SHR_S || opcode == Opcode.I64_SHR_U;
    }
}
