package dev.troupe.engine.compile.outline;

import dev.troupe.engine.module.Opcode;
import java.util.EnumSet;
import java.util.Set;

/** The vector instructions of which each 32-bit lane of the result comes from the same lane of the operands, in the same way. */
public final class LaneOperations {
    private static final Set<Opcode> PLAIN = EnumSet.of(Opcode.V128_AND, Opcode.V128_OR, Opcode.V128_XOR, Opcode.V128_NOT,
            Opcode.V128_ANDNOT, Opcode.V128_BITSELECT, Opcode.I32X4_ADD, Opcode.I32X4_SUB, Opcode.I32X4_MUL, Opcode.I32X4_NEG,
            Opcode.I32X4_SHL, Opcode.I32X4_SHR_S, Opcode.I32X4_SHR_U, Opcode.I32X4_ABS, Opcode.I32X4_MIN_S, Opcode.I32X4_MAX_S,
            Opcode.I32X4_SPLAT);

    /** Loads with a greater offset are left alone, so that no sum of it and a lane's place can overflow. */
    private static final long MAX_OFFSET = 1 << 30;

    private LaneOperations() {}

    static boolean has(Opcode opcode) {
        return PLAIN.contains(opcode);
    }

    static boolean hasLoad(Opcode opcode, int memory, long offset) {
        return (opcode == Opcode.V128_LOAD || opcode == Opcode.V128_LOAD32_SPLAT) && memory == 0 && offset >= 0 && offset <= MAX_OFFSET;
    }

    /**
     * What a shuffle does to every lane: 4 times the operand (0 or 1) whose lane it takes, plus the number of bytes by which it rotates
     * that to the right; -1 if it does not do the same to all lanes.
     */
    public static int ofShuffle(long low, long high) {
        int first = (int) low & 0xFF;
        int operand = first >> 4;
        int rotation = first & 15;
        for (int at = 0; at < 16; at++) {
            int index = (int) ((at < 8 ? low : high) >>> at * 8) & 0xFF;
            if (rotation > 3 || index != operand * 16 + (at & ~3) + (at + rotation & 3)) {
                return -1;
            }
        }
        return operand * 4 + rotation;
    }
}
