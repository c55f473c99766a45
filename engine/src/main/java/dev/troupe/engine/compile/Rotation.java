package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import org.objectweb.asm.Opcodes;

/**
 * Rotations by constants as two shifts, of which C2 makes one instruction. The JDK's methods are the same two shifts, but C2 inlines only
 * so much, and hash functions have hundreds of rotations.
 */
final class Rotation {
    private Rotation() {}

    /** Whether the instruction rotates. */
    static boolean isOne(Opcode opcode) {
        return switch (opcode) {
            case I32_ROTL, I32_ROTR, I64_ROTL, I64_ROTR -> true;
            default -> false;
        };
    }

    /** Writes the instruction for a constant count; the other operand is on the JVM's stack. */
    static void emit(Opcode opcode, int count, Code code) {
        int left = opcode == Opcode.I32_ROTL || opcode == Opcode.I64_ROTL ? count : -count;
        if (opcode == Opcode.I32_ROTL || opcode == Opcode.I32_ROTR) {
            code.op(Opcodes.DUP);
            code.pushInt(left & 31);
            code.ops(Opcodes.ISHL, Opcodes.SWAP);
            code.pushInt(-left & 31);
            code.ops(Opcodes.IUSHR, Opcodes.IOR);
        } else {
            code.op(Opcodes.DUP2);
            code.pushInt(left & 63);
            code.ops(Opcodes.LSHL, Opcodes.DUP2_X2, Opcodes.POP2);
            code.pushInt(-left & 63);
            code.ops(Opcodes.LUSHR, Opcodes.LOR);
        }
    }
}
