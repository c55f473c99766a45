package dev.troupe.engine.compile.stream;

import dev.troupe.engine.module.Opcode;

/** A comparison of two numbers, the value of an instruction. */
record Condition(Opcode opcode, Affine first, Affine second, boolean negated) {
    Condition negate() {
        return new Condition(opcode, first, second, !negated);
    }

    static boolean compares(Opcode opcode) {
        return switch (opcode) {
            case I32_EQ, I32_NE, I32_LT_S, I32_LT_U, I32_GT_S, I32_GT_U, I32_LE_S, I32_LE_U, I32_GE_S, I32_GE_U -> true;
            default -> false;
        };
    }

    /** What must hold for the loop to go on, which is the condition itself or its contrary; null if that is an equality. */
    Test stays(boolean ifTrue, boolean atEnd) {
        boolean holds = ifTrue != negated;
        boolean signed = opcode.name().endsWith("_S");
        return switch (opcode) {
            case I32_EQ -> holds ? null : new Test(Test.Relation.NOT_EQUAL, false, first, second, atEnd);
            case I32_NE -> holds ? new Test(Test.Relation.NOT_EQUAL, false, first, second, atEnd) : null;
            case I32_LT_S, I32_LT_U -> less(first, second, holds, signed, atEnd);
            case I32_GE_S, I32_GE_U -> less(first, second, !holds, signed, atEnd);
            case I32_GT_S, I32_GT_U -> less(second, first, holds, signed, atEnd);
            default -> less(second, first, !holds, signed, atEnd);
        };
    }

    /** a < b if it holds, else its contrary b <= a. */
    private static Test less(Affine a, Affine b, boolean holds, boolean signed, boolean atEnd) {
        return holds
                ? new Test(Test.Relation.LESS, signed, a, b, atEnd)
                : new Test(Test.Relation.NOT_GREATER, signed, b, a, atEnd);
    }
}
