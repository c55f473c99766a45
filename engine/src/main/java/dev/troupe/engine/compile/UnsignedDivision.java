package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import java.math.BigInteger;
import org.objectweb.asm.Opcodes;

/**
 * Unsigned division by a constant as a multiplication, which C2 does for signed division only. The method is that of Granlund and
 * Montgomery, "Division by Invariant Integers using Multiplication" (1994).
 */
final class UnsignedDivision {
    private static final long LOW_32 = 0xFFFFFFFFL;
    private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

    private UnsignedDivision() {}

    /** Whether the instruction divides unsigned integers. */
    static boolean isOne(Opcode opcode) {
        return switch (opcode) {
            case I32_DIV_U, I32_REM_U, I64_DIV_U, I64_REM_U -> true;
            default -> false;
        };
    }

    /** Writes the instruction for a constant divisor other than 0; the dividend is on the JVM's stack. */
    static void emit(Opcode opcode, long divisor, Code code, int scratch) {
        switch (opcode) {
            case I32_DIV_U -> narrow(divisor & LOW_32, Opcodes.LDIV, code);
            case I32_REM_U -> narrow(divisor & LOW_32, Opcodes.LREM, code);
            case I64_DIV_U -> divide(divisor, code, scratch);
            default -> remainder(divisor, code, scratch);
        }
    }

    /** As a signed division of longs, which C2 multiplies by itself. */
    private static void narrow(long divisor, int instruction, Code code) {
        code.op(Opcodes.I2L);
        code.pushLong(LOW_32);
        code.op(Opcodes.LAND);
        code.pushLong(divisor);
        code.ops(instruction, Opcodes.L2I);
    }

    private static void remainder(long divisor, Code code, int scratch) {
        if (Long.bitCount(divisor) == 1) {
            code.pushLong(divisor - 1);
            code.op(Opcodes.LAND);
            return;
        }
        code.ops(Opcodes.DUP2);
        divide(divisor, code, scratch);
        code.pushLong(divisor);
        code.ops(Opcodes.LMUL, Opcodes.LSUB);
    }

    private static void divide(long divisor, Code code, int scratch) {
        int bits = 64 - Long.numberOfLeadingZeros(divisor - 1);
        if (Long.bitCount(divisor) == 1) {
            code.pushInt(bits);
            code.op(Opcodes.LUSHR);
            return;
        }
        // The multiplier is 2^64 + magic; the sum's carry is kept by halving the difference first.
        long magic = BigInteger.ONE
                .shiftLeft(bits)
                .subtract(unsigned(divisor))
                .multiply(TWO_64)
                .divide(unsigned(divisor))
                .add(BigInteger.ONE)
                .longValue();
        code.store(Kind.I64, scratch);
        code.load(Kind.I64, scratch);
        code.pushLong(magic);
        code.invokeStatic("java/lang/Math", "unsignedMultiplyHigh", "(JJ)J");
        code.op(Opcodes.DUP2);
        code.load(Kind.I64, scratch);
        code.ops(Opcodes.DUP2_X2, Opcodes.POP2, Opcodes.LSUB, Opcodes.ICONST_1, Opcodes.LUSHR, Opcodes.LADD);
        code.pushInt(bits - 1);
        code.op(Opcodes.LUSHR);
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }
}
