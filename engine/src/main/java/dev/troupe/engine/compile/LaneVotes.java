package dev.troupe.engine.compile;

import dev.troupe.engine.module.Immediate;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.Slice;

/**
 * Which form each local of a body should have: each vector instruction with a local.set behind it votes. Instructions that know bits
 * only, and shuffles, go with the majority of the body. The search may take an immediate for an instruction: then code is slower, not
 * wrong.
 */
final class LaneVotes {
    private static final int LOCAL_SET = 0x21;
    private static final int LOCAL_TEE = 0x22;
    private static final int VECTOR = 0xFD;
    private static final int LANES = 16;
    private final Slice slice;
    private final int[] votes;
    private final Kind[] forms;
    private final boolean[] undecided;
    private boolean any;
    private int ints;
    private int others;

    private LaneVotes(Slice slice, int locals) {
        this.slice = slice;
        votes = new int[locals];
        forms = new Kind[locals];
        undecided = new boolean[locals];
    }

    static LaneVotes of(Slice slice, int locals) {
        var self = new LaneVotes(slice, locals);
        for (int at = slice.start(); at < slice.end(); at++) {
            if ((slice.bytes()[at] & 0xFF) == VECTOR) {
                self.instruction(at);
            }
        }
        return self;
    }

    private void instruction(int at) {
        int code = u14(at + 1);
        int next = at + 1 + length(at + 1);
        var opcode = Opcode.of(VECTOR, code);
        if (opcode == Opcode.I8X16_SHUFFLE) {
            vote(next + LANES, null, true);
        } else if (opcode != null && opcode.immediate() == Immediate.NONE) {
            var row = LaneForm.of(opcode);
            any |= row != null;
            count(opcode, row);
            if (opcode.signature().endsWith("v")) {
                vote(next, row, LaneForm.isBitwise(opcode));
            }
        }
    }

    private void count(Opcode opcode, LaneForm row) {
        if (row != null && row.kind() == Kind.I32X4) {
            ints++;
        } else if (row == null && !LaneForm.isBitwise(opcode)) {
            others++;
        }
    }

    private void vote(int at, LaneForm row, boolean neutral) {
        if (byteAt(at) != LOCAL_SET && byteAt(at) != LOCAL_TEE) {
            return;
        }
        int local = u14(at + 1);
        if (local >= votes.length) {
            return;
        }
        if (neutral) {
            undecided[local] = true;
        } else {
            votes[local] += row == null ? -1 : 1;
            forms[local] = row == null ? forms[local] : row.kind();
        }
    }

    /** An unsigned LEB128 number of at most two bytes. */
    private int u14(int at) {
        return byteAt(at) >= 0 ? byteAt(at) : byteAt(at) & 0x7F | (byteAt(at + 1) & 0x7F) << 7;
    }

    private int length(int at) {
        return byteAt(at) >= 0 ? 1 : 2;
    }

    private byte byteAt(int at) {
        return at < slice.end() ? slice.bytes()[at] : 0;
    }

    /** Whether any instruction works on lanes. */
    boolean any() {
        return any;
    }

    /** The form of a local that is a vector. */
    Kind kind(int local) {
        if (votes[local] > 0) {
            return forms[local];
        }
        return votes[local] == 0 && undecided[local] && ints > others ? Kind.I32X4 : Kind.V128;
    }
}
