package dev.troupe.engine.compile;

import static org.objectweb.asm.Opcodes.*;

import dev.troupe.engine.module.Opcode;
import java.util.EnumMap;
import java.util.Map;
import org.objectweb.asm.Label;

/**
 * A comparison as a branch: instructions that leave an int, and the jump on it if the comparison holds.
 *
 * <p>Unsigned comparisons are {@code compareUnsigned} with the branch right behind it; other idioms have met bugs in C2
 * (JDK-8376400).
 *
 * @param before JVM instructions between the operands and the jump
 * @param method {@code compareUnsigned}'s class, or null
 * @param ifTrue the jump if it holds
 * @param ifFalse the jump if it does not
 * @param value the instruction whose value it is
 */
record Comparison(int[] before, String method, int ifTrue, int ifFalse, Opcode value, boolean negated) {
    private static final Map<Opcode, Comparison> TABLE = new EnumMap<>(Opcode.class);
    /** For comparing with a constant zero, whose operand is one value. */
    private static final Map<Opcode, Comparison> WITH_ZERO = new EnumMap<>(Opcode.class);

    static {
        intRow(Opcode.I32_EQ, IF_ICMPEQ, IF_ICMPNE);
        intRow(Opcode.I32_NE, IF_ICMPNE, IF_ICMPEQ);
        intRow(Opcode.I32_LT_S, IF_ICMPLT, IF_ICMPGE);
        intRow(Opcode.I32_GT_S, IF_ICMPGT, IF_ICMPLE);
        intRow(Opcode.I32_LE_S, IF_ICMPLE, IF_ICMPGT);
        intRow(Opcode.I32_GE_S, IF_ICMPGE, IF_ICMPLT);
        unsignedRow(Opcode.I32_LT_U, "java/lang/Integer", IFLT, IFGE);
        unsignedRow(Opcode.I32_GT_U, "java/lang/Integer", IFGT, IFLE);
        unsignedRow(Opcode.I32_LE_U, "java/lang/Integer", IFLE, IFGT);
        unsignedRow(Opcode.I32_GE_U, "java/lang/Integer", IFGE, IFLT);
        row(Opcode.I64_EQ, LCMP, IFEQ, IFNE);
        row(Opcode.I64_NE, LCMP, IFNE, IFEQ);
        row(Opcode.I64_LT_S, LCMP, IFLT, IFGE);
        row(Opcode.I64_GT_S, LCMP, IFGT, IFLE);
        row(Opcode.I64_LE_S, LCMP, IFLE, IFGT);
        row(Opcode.I64_GE_S, LCMP, IFGE, IFLT);
        unsignedRow(Opcode.I64_LT_U, "java/lang/Long", IFLT, IFGE);
        unsignedRow(Opcode.I64_GT_U, "java/lang/Long", IFGT, IFLE);
        unsignedRow(Opcode.I64_LE_U, "java/lang/Long", IFLE, IFGT);
        unsignedRow(Opcode.I64_GE_U, "java/lang/Long", IFGE, IFLT);
        // The variant of fcmp is the one that makes a NaN fail the test.
        row(Opcode.F32_EQ, FCMPL, IFEQ, IFNE);
        row(Opcode.F32_NE, FCMPL, IFNE, IFEQ);
        row(Opcode.F32_LT, FCMPG, IFLT, IFGE);
        row(Opcode.F32_GT, FCMPL, IFGT, IFLE);
        row(Opcode.F32_LE, FCMPG, IFLE, IFGT);
        row(Opcode.F32_GE, FCMPL, IFGE, IFLT);
        row(Opcode.F64_EQ, DCMPL, IFEQ, IFNE);
        row(Opcode.F64_NE, DCMPL, IFNE, IFEQ);
        row(Opcode.F64_LT, DCMPG, IFLT, IFGE);
        row(Opcode.F64_GT, DCMPL, IFGT, IFLE);
        row(Opcode.F64_LE, DCMPG, IFLE, IFGT);
        row(Opcode.F64_GE, DCMPL, IFGE, IFLT);
        TABLE.put(Opcode.I32_EQZ, new Comparison(new int[0], null, IFEQ, IFNE, Opcode.I32_EQZ, false));
        TABLE.put(Opcode.I64_EQZ, new Comparison(new int[] {LCONST_0, LCMP}, null, IFEQ, IFNE, Opcode.I64_EQZ, false));

        TABLE.put(Opcode.REF_IS_NULL, new Comparison(new int[0], null, IFNULL, IFNONNULL, Opcode.REF_IS_NULL, false));

        zeroRow(Opcode.I32_EQ, IFEQ, IFNE);
        zeroRow(Opcode.I32_NE, IFNE, IFEQ);
        zeroRow(Opcode.I32_LT_S, IFLT, IFGE);
        zeroRow(Opcode.I32_GT_S, IFGT, IFLE);
        zeroRow(Opcode.I32_LE_S, IFLE, IFGT);
        zeroRow(Opcode.I32_GE_S, IFGE, IFLT);
    }

    private static void intRow(Opcode opcode, int ifTrue, int ifFalse) {
        TABLE.put(opcode, new Comparison(new int[0], null, ifTrue, ifFalse, opcode, false));
    }

    private static void row(Opcode opcode, int compare, int ifTrue, int ifFalse) {
        TABLE.put(opcode, new Comparison(new int[] {compare}, null, ifTrue, ifFalse, opcode, false));
    }

    private static void unsignedRow(Opcode opcode, String owner, int ifTrue, int ifFalse) {
        TABLE.put(opcode, new Comparison(new int[0], owner, ifTrue, ifFalse, opcode, false));
    }

    private static void zeroRow(Opcode opcode, int ifTrue, int ifFalse) {
        WITH_ZERO.put(opcode, new Comparison(null, null, ifTrue, ifFalse, opcode, false));
    }

    /** The comparison that an instruction is, or null. */
    static Comparison of(Opcode opcode) {
        return TABLE.get(opcode);
    }

    /** The same against a constant zero that was not pushed, or null. */
    static Comparison withZero(Opcode opcode) {
        return WITH_ZERO.get(opcode);
    }

    Comparison negate() {
        return new Comparison(before, method, ifFalse, ifTrue, value, !negated);
    }

    /** Consumes the operands and jumps if the comparison's outcome is {@code outcome}. */
    void emitJump(Code code, boolean outcome, Label target) {
        if (before != null) {
            code.ops(before);
        }
        if (method != null) {
            code.invokeStatic(method, "compareUnsigned", method.endsWith("Long") ? "(JJ)I" : "(II)I");
        }
        code.jump(outcome ? ifTrue : ifFalse, target);
    }

    /** Consumes the operands and leaves 0 or 1. */
    void emitValue(Code code) {
        if (before == null) {
            code.pushInt(0);
        }
        code.invokeStatic(Names.NUMERIC, PlainOps.methodName(value), emitDescriptor());
        if (negated) {
            code.ops(ICONST_1, IXOR);
        }
    }

    private String emitDescriptor() {
        if (value == Opcode.REF_IS_NULL) {
            return "(Ljava/lang/Object;)I";
        }
        var text = new StringBuilder("(");
        var signature = value.signature();
        for (int i = 0; i < signature.indexOf(':'); i++) {
            text.append(Kind.of(signature.charAt(i)).descriptor);
        }
        return text.append(")I").toString();
    }
}
