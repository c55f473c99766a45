package dev.troupe.engine.validate;

import dev.troupe.engine.module.Immediate;
import dev.troupe.engine.module.Opcode;

/** Counts what is in the loops of a body, inner loops included. */
final class CrowdedLoops {
    /** C2 inlines some 80 methods that access memory. */
    private static final int ACCESSES = 100;
    /** Where there are more calls, these are what counts. */
    private static final int ACCESSES_FOR_A_CALL = 12;

    /** The depth of blocks in the outermost loop; 0 outside of loops. */
    private int loop;
    private int accesses;
    private int calls;

    /** @param depth the number of blocks around what follows the instruction, the body one of them */
    void instruction(Opcode opcode, int depth) {
        if (depth < loop) {
            loop = 0;
        }
        if (loop == 0) {
            if (opcode == Opcode.LOOP) {
                loop = depth;
            }
        } else if (opcode.immediate() == Immediate.MEMARG) {
            accesses++;
        } else if (Contents.isCall(opcode)) {
            calls++;
        }
    }

    boolean found() {
        return accesses >= ACCESSES && accesses >= calls * ACCESSES_FOR_A_CALL;
    }
}
