package dev.troupe.engine.compile;

import dev.troupe.engine.module.Immediate;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.runtime.vector.F32x4;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Vectors of floats as four floats or two doubles in variables of their own. Packing them into longs and back between one instruction
 * and the next costs more than the arithmetic does. Floating-point instructions make such vectors, and locals that are mostly set from
 * them are such vectors; others convert. Blocks, calls and all else see pairs of longs only: {@link #before} converts.
 *
 * <p>The code is about twice as long as with pairs, so large functions do without.
 */
final class LaneForms {
    /** Bodies of more bytes would come near the 8000 bytes of JVM code that HotSpot compiles. */
    private static final int MAX_BODY = 1200;

    private static final int LOCAL_SET = 0x21;
    private static final int LOCAL_TEE = 0x22;
    private static final int VECTOR = 0xFD;
    private static final String F32X4 = Type.getInternalName(F32x4.class);
    private final byte[] bytes;

    private LaneForms(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The forms of a body with these locals, some of which get another kind; null if nothing has another form. */
    static LaneForms of(Slice slice, Kind[] locals, int params) {
        if (slice.length() > MAX_BODY) {
            return null;
        }
        var votes = new int[locals.length];
        var forms = new Kind[locals.length];
        boolean any = vote(slice, votes, forms);
        for (int i = params; i < locals.length; i++) {
            if (locals[i] == Kind.V128 && votes[i] > 0) {
                locals[i] = forms[i];
            }
        }
        return any ? new LaneForms(slice.bytes()) : null;
    }

    /** Looks for vector instructions with a local.set behind them. It may take an immediate for one: then code is slower, not wrong. */
    private static boolean vote(Slice slice, int[] votes, Kind[] forms) {
        var bytes = slice.bytes();
        boolean any = false;
        for (int at = slice.start(); at < slice.end() - 4; at++) {
            if ((bytes[at] & 0xFF) != VECTOR) {
                continue;
            }
            int next = at + 2;
            int code = bytes[at + 1] & 0xFF;
            if (code >= 0x80) {
                code = code & 0x7F | (bytes[next++] & 0x7F) << 7;
            }
            var opcode = Opcode.of(VECTOR, code);
            if (opcode == null || opcode.immediate() != Immediate.NONE) {
                continue;
            }
            var row = LaneForm.of(opcode);
            any |= row != null;
            if ((bytes[next] == LOCAL_SET || bytes[next] == LOCAL_TEE) && opcode.signature().endsWith("v")) {
                int local = bytes[next + 1] & 0xFF;
                if (local >= 0x80) {
                    local = local & 0x7F | (bytes[next + 2] & 0x7F) << 7;
                }
                if (local < votes.length) {
                    votes[local] += row == null ? -1 : 1;
                    forms[local] = row == null ? forms[local] : row.kind();
                }
            }
        }
        return any;
    }

    /** To be called before each instruction: most know pairs only. */
    void before(int offset, OperandStack stack) {
        if (!isPlain(bytes[offset] & 0xFF)) {
            stack.toPairs();
        }
    }

    /** Variables, accesses of memories, numbers and vectors; what else there is moves values about. */
    private static boolean isPlain(int opcode) {
        return opcode >= 0x20 && opcode <= 0x22
                || opcode >= 0x28 && opcode <= 0x3E
                || opcode >= 0x41 && opcode <= 0xC4
                || opcode == VECTOR;
    }

    /** Pushes a half of a vector in a variable. */
    static void loadHalf(Kind kind, int slot, int half, Code code) {
        switch (kind) {
            case F32X4 -> {
                code.load(Kind.F32, slot + 2 * half);
                code.load(Kind.F32, slot + 2 * half + 1);
                code.invokeStatic(F32X4, "pack", "(FF)J");
            }
            case F64X2 -> {
                code.load(Kind.F64, slot + 2 * half);
                code.invokeStatic("java/lang/Double", "doubleToRawLongBits", "(D)J");
            }
            default -> code.load(Kind.I64, slot + 2 * half);
        }
    }

    /** The half on the JVM's stack that contains a part becomes that part. */
    static void halfToPart(Kind kind, int part, Code code) {
        if (kind == Kind.F32X4) {
            if ((part & 1) == 1) {
                code.pushInt(32);
                code.op(Opcodes.LUSHR);
            }
            code.op(Opcodes.L2I);
            code.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
        } else if (kind == Kind.F64X2) {
            code.invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
        }
    }
}
