package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

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
    private static final String LONG = "java/lang/Long";
    private static final OpcodeTable<Comparison> TABLE = new OpcodeTable<>();
    /** For comparing with a constant zero, whose operand is one value. */
    private static final OpcodeTable<Comparison> WITH_ZERO = new OpcodeTable<>();
    /** Of the methods that calculate values. */
    private static final OpcodeTable<String> DESCRIPTORS = new OpcodeTable<>();

    static {
        intRow(Opcode.I32_EQ, Opcodes.IF_ICMPEQ, Opcodes.IF_ICMPNE);
        intRow(Opcode.I32_NE, Opcodes.IF_ICMPNE, Opcodes.IF_ICMPEQ);
        intRow(Opcode.I32_LT_S, Opcodes.IF_ICMPLT, Opcodes.IF_ICMPGE);
        intRow(Opcode.I32_GT_S, Opcodes.IF_ICMPGT, Opcodes.IF_ICMPLE);
        intRow(Opcode.I32_LE_S, Opcodes.IF_ICMPLE, Opcodes.IF_ICMPGT);
        intRow(Opcode.I32_GE_S, Opcodes.IF_ICMPGE, Opcodes.IF_ICMPLT);
        unsignedRow(Opcode.I32_LT_U, "java/lang/Integer", Opcodes.IFLT, Opcodes.IFGE);
        unsignedRow(Opcode.I32_GT_U, "java/lang/Integer", Opcodes.IFGT, Opcodes.IFLE);
        unsignedRow(Opcode.I32_LE_U, "java/lang/Integer", Opcodes.IFLE, Opcodes.IFGT);
        unsignedRow(Opcode.I32_GE_U, "java/lang/Integer", Opcodes.IFGE, Opcodes.IFLT);
        row(Opcode.I64_EQ, Opcodes.LCMP, Opcodes.IFEQ, Opcodes.IFNE);
        row(Opcode.I64_NE, Opcodes.LCMP, Opcodes.IFNE, Opcodes.IFEQ);
        row(Opcode.I64_LT_S, Opcodes.LCMP, Opcodes.IFLT, Opcodes.IFGE);
        row(Opcode.I64_GT_S, Opcodes.LCMP, Opcodes.IFGT, Opcodes.IFLE);
        row(Opcode.I64_LE_S, Opcodes.LCMP, Opcodes.IFLE, Opcodes.IFGT);
        row(Opcode.I64_GE_S, Opcodes.LCMP, Opcodes.IFGE, Opcodes.IFLT);
        unsignedRow(Opcode.I64_LT_U, LONG, Opcodes.IFLT, Opcodes.IFGE);
        unsignedRow(Opcode.I64_GT_U, LONG, Opcodes.IFGT, Opcodes.IFLE);
        unsignedRow(Opcode.I64_LE_U, LONG, Opcodes.IFLE, Opcodes.IFGT);
        unsignedRow(Opcode.I64_GE_U, LONG, Opcodes.IFGE, Opcodes.IFLT);
        // The variant of fcmp is the one that makes a NaN fail the test.
        row(Opcode.F32_EQ, Opcodes.FCMPL, Opcodes.IFEQ, Opcodes.IFNE);
        row(Opcode.F32_NE, Opcodes.FCMPL, Opcodes.IFNE, Opcodes.IFEQ);
        row(Opcode.F32_LT, Opcodes.FCMPG, Opcodes.IFLT, Opcodes.IFGE);
        row(Opcode.F32_GT, Opcodes.FCMPL, Opcodes.IFGT, Opcodes.IFLE);
        row(Opcode.F32_LE, Opcodes.FCMPG, Opcodes.IFLE, Opcodes.IFGT);
        row(Opcode.F32_GE, Opcodes.FCMPL, Opcodes.IFGE, Opcodes.IFLT);
        row(Opcode.F64_EQ, Opcodes.DCMPL, Opcodes.IFEQ, Opcodes.IFNE);
        row(Opcode.F64_NE, Opcodes.DCMPL, Opcodes.IFNE, Opcodes.IFEQ);
        row(Opcode.F64_LT, Opcodes.DCMPG, Opcodes.IFLT, Opcodes.IFGE);
        row(Opcode.F64_GT, Opcodes.DCMPL, Opcodes.IFGT, Opcodes.IFLE);
        row(Opcode.F64_LE, Opcodes.DCMPG, Opcodes.IFLE, Opcodes.IFGT);
        row(Opcode.F64_GE, Opcodes.DCMPL, Opcodes.IFGE, Opcodes.IFLT);
        TABLE.put(Opcode.I32_EQZ, new Comparison(new int[0], null, Opcodes.IFEQ, Opcodes.IFNE, Opcode.I32_EQZ, false));
        TABLE.put(Opcode.I64_EQZ,
                new Comparison(new int[] {Opcodes.LCONST_0, Opcodes.LCMP}, null, Opcodes.IFEQ, Opcodes.IFNE, Opcode.I64_EQZ, false));

        TABLE.put(Opcode.REF_IS_NULL, new Comparison(new int[0], null, Opcodes.IFNULL, Opcodes.IFNONNULL, Opcode.REF_IS_NULL, false));

        zeroRow(Opcode.I32_EQ, Opcodes.IFEQ, Opcodes.IFNE);
        zeroRow(Opcode.I32_NE, Opcodes.IFNE, Opcodes.IFEQ);
        zeroRow(Opcode.I32_LT_S, Opcodes.IFLT, Opcodes.IFGE);
        zeroRow(Opcode.I32_GT_S, Opcodes.IFGT, Opcodes.IFLE);
        zeroRow(Opcode.I32_LE_S, Opcodes.IFLE, Opcodes.IFGT);
        zeroRow(Opcode.I32_GE_S, Opcodes.IFGE, Opcodes.IFLT);

        for (var opcode : Opcode.values()) {
            if (TABLE.get(opcode) != null && opcode.signature() != null) {
                DESCRIPTORS.put(opcode, PlainOps.descriptor(opcode.signature()));
            }
        }
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

    /** Whether the only operand is an i32 that is compared with zero. */
    boolean isZeroTest() {
        return method == null && (ifTrue == Opcodes.IFNE || ifTrue == Opcodes.IFEQ)
                && (before == null || before.length == 0);
    }

    /** Whether it compares with zero, in one operand. */
    boolean hasOneOperand() {
        return before == null || isZeroTest();
    }

    boolean isUnsigned32() {
        return method != null && !LONG.equals(method);
    }

    /** Whether the jump tests a number that is computed for it. */
    boolean computes() {
        return method != null || before != null && before.length > 0;
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
            code.invokeStatic(method, "compareUnsigned", LONG.equals(method) ? "(JJ)I" : "(II)I");
        }
        code.jump(outcome ? ifTrue : ifFalse, target);
    }

    /** Of two i32: below 0 if it asks whether the first is the lesser, above 0 if whether it is the greater; 0 if neither. */
    int order() {
        int order = switch (value) {
            case I32_LT_S, I32_LT_U, I32_LE_S, I32_LE_U -> -1;
            case I32_GT_S, I32_GT_U, I32_GE_S, I32_GE_U -> 1;
            default -> 0;
        };
        return negated ? -order : order;
    }

    /**
     * Whether one outcome is that of all i32 above a number, the other that of all below it, if the second operand is a constant. It may be
     * either for the number itself.
     */
    boolean divides(int constant, int number) {
        boolean orEqual = switch (value) {
            case I32_LE_S, I32_LE_U, I32_GE_S, I32_GE_U -> !negated;
            default -> negated;
        };
        boolean unsigned = isUnsigned32();
        // Of those above.
        long least = (unsigned ? Integer.toUnsignedLong(constant) : constant) + (order() > 0 == orEqual ? 0 : 1);
        long asked = unsigned ? Integer.toUnsignedLong(number) : number;
        return least == asked || least == asked + 1;
    }

    /** Consumes the operands and leaves 0 or 1. */
    void emitValue(Code code) {
        emitValue(code, Names.NUMERIC);
    }

    /** The same without a branch, if it compares i32. */
    void emitFlag(Code code) {
        emitValue(code, value.signature() != null && value.signature().charAt(0) == 'i' ? Names.FLAGS : Names.NUMERIC);
    }

    private void emitValue(Code code, String owner) {
        if (before == null) {
            code.pushInt(0);
        }
        code.invokeStatic(owner, PlainOps.methodName(value), emitDescriptor());
        if (negated) {
            code.ops(Opcodes.ICONST_1, Opcodes.IXOR);
        }
    }

    private String emitDescriptor() {
        return value == Opcode.REF_IS_NULL ? "(Ljava/lang/Object;)I" : DESCRIPTORS.get(value);
    }
}
