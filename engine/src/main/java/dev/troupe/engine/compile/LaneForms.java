package dev.troupe.engine.compile;

import dev.troupe.engine.module.Slice;
import dev.troupe.engine.runtime.vector.F32x4;
import dev.troupe.engine.runtime.vector.I32x4;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Vectors as four ints, four floats or two doubles in variables of their own. Packing them into longs and back between one instruction
 * and the next costs more than the arithmetic does. Instructions on such lanes make such vectors, and locals that are mostly set from
 * them are such vectors ({@link LaneVotes}); others convert. Blocks, calls and all else see pairs of longs only: {@link #before} converts.
 *
 * <p>The code is about twice as long as with pairs, so large functions do without.
 */
final class LaneForms {
    /** Bodies of more bytes would come near the 8000 bytes of JVM code that HotSpot compiles. */
    private static final int MAX_BODY = 1200;

    private static final int VECTOR = 0xFD;
    private static final String I32X4 = Type.getInternalName(I32x4.class);
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
        var votes = LaneVotes.of(slice, locals.length);
        for (int i = params; i < locals.length; i++) {
            if (locals[i] == Kind.V128) {
                locals[i] = votes.kind(i);
            }
        }
        return votes.any() ? new LaneForms(slice.bytes()) : null;
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
            case I32X4 -> {
                code.load(Kind.I32, slot + 2 * half);
                code.load(Kind.I32, slot + 2 * half + 1);
                code.invokeStatic(I32X4, "pack", "(II)J");
            }
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
        if (kind.parts() == 4) {
            if ((part & 1) == 1) {
                code.pushInt(32);
                code.op(Opcodes.LUSHR);
            }
            code.op(Opcodes.L2I);
        }
        if (kind == Kind.F32X4) {
            code.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
        } else if (kind == Kind.F64X2) {
            code.invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
        }
    }

    /** Pushes a constant part. */
    static void pushPart(Kind kind, long bits, Code code) {
        switch (kind) {
            case I32X4 -> code.pushInt((int) bits);
            case F32X4 -> code.pushFloat((int) bits);
            case F64X2 -> code.pushDouble(bits);
            default -> code.pushLong(bits);
        }
    }
}
