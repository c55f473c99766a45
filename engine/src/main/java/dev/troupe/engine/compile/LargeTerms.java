package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import org.objectweb.asm.Opcodes;

/**
 * Sums with constants that are too large to be addresses or steps: those of hash functions. C2 moves constants outwards in sums of sums,
 * which suits addresses, but then both the sum with and the sum without the constant are alive in all that follows, and each use
 * adds the constant again. So here it is a constant with an exclusive or of zero that C2 does not know.
 *
 * <p>Products stay as they are: C2 multiplies {@code x * a + b} out, with which the turns of a loop over such numbers need not wait for
 * each other.
 */
final class LargeTerms {
    private static final int LARGE = 1 << 28;

    private LargeTerms() {}

    /**
     * Whether the term should be hidden from C2.
     *
     * @param before the numeric instruction before the addition
     */
    static boolean isOne(Opcode opcode, long constant, Opcode before) {
        // The smallest int stands for itself: adding it is how ranges of unsigned numbers are compared.
        return opcode == Opcode.I32_ADD && Math.abs((int) constant) >= LARGE && before != Opcode.I32_MUL;
    }

    /** Writes the addition; the other operand is on the JVM's stack. */
    static void emit(int constant, Code code) {
        code.pushInt(constant);
        code.invokeStatic(Names.OPAQUE, "zero", "()I");
        code.ops(Opcodes.IXOR, Opcodes.IADD);
    }
}
