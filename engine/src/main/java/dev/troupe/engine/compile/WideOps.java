package dev.troupe.engine.compile;

import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.Opcode;
import org.objectweb.asm.Opcodes;

/**
 * 128-bit arithmetic on pairs of i64, low half first (wide-arithmetic proposal). The low half of a result is a plain instruction, the
 * high half one method call, so that both are left on the JVM's stack and nothing is allocated.
 */
final class WideOps {
    private final Code code;
    private final OperandStack stack;

    WideOps(Body body) {
        this.code = body.code;
        this.stack = body.stack;
    }

    static boolean has(Opcode opcode) {
        return opcode.feature() == Feature.WIDE_ARITHMETIC;
    }

    void emit(Opcode opcode) {
        switch (opcode) {
            case I64_ADD128 -> emit(4, 2, Opcodes.LADD, Names.NUMERIC, "add128High");
            case I64_SUB128 -> emit(4, 2, Opcodes.LSUB, Names.NUMERIC, "sub128High");
            case I64_MUL_WIDE_S -> emit(2, 1, Opcodes.LMUL, "java/lang/Math", "multiplyHigh");
            case I64_MUL_WIDE_U -> emit(2, 1, Opcodes.LMUL, "java/lang/Math", "unsignedMultiplyHigh");
            default -> throw new IllegalArgumentException(opcode.text());
        }
    }

    /** @param second the position of the second operand's low half among the operands */
    private void emit(int operands, int second, int low, String owner, String high) {
        stack.flushBelow(operands);
        stack.makePending(operands);
        int first = stack.height() - operands;
        stack.load(first);
        stack.load(first + second);
        code.op(low);
        for (int i = 0; i < operands; i++) {
            stack.load(first + i);
        }
        code.invokeStatic(owner, high, "(" + "J".repeat(operands) + ")J");
        stack.drop(operands);
        stack.pushJvm(Kind.I64);
        stack.pushJvm(Kind.I64);
    }
}
