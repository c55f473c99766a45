package dev.troupe.engine.compile;

import dev.troupe.engine.compile.outline.OutlinePlan;
import dev.troupe.engine.module.Function;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.validate.Contents;
import dev.troupe.engine.validate.FunctionValidator;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;

/**
 * Vectors as ints, floats or doubles in variables of their own. Packing them into longs and back between one instruction and the next
 * costs more than the arithmetic does. Instructions on such lanes make such vectors; locals and loads are what those that use them
 * want ({@link LaneUses}); others convert. Blocks, calls and all else see pairs of longs only: {@link #before} converts.
 *
 * <p>The code is about twice as long as with pairs, so large functions do without.
 */
final class LaneForms {
    /** Bodies of more bytes would come near the 8000 bytes of JVM code that HotSpot compiles, and C2 takes seconds for such code. */
    private static final int MAX_BODY = 1200;

    /** Smaller bodies do not have many vectors. */
    private static final int MIN_BODY_IN_TURNS = 300;

    /**
     * Up to so many accesses of memories a load may be one for each of its lanes, by methods. Each such method costs C2 some 400 nodes on
     * its way to one instruction, and at 18,000 nodes it stops inlining (NodeCountInliningCutoff).
     */
    private static final int MANY_ACCESSES = 36;
    /** From so many on C2 would run out of nodes (MaxNodeLimit) if it had to inline them all. */
    private static final int TOO_MANY_ACCESSES = 140;

    private static final int VECTOR = 0xFD;
    private static final int SHIFT_BYTES = 3;
    private static final int COMPARISON_BYTES = 2;

    private static final byte[] CONSTANT = {(byte) VECTOR, 0x0C};

    /** How lanes are counted: what subtracts a comparison, ones in all lanes, and what adds a comparison's lowest bits. */
    private record Count(long lanes, byte[] ones, byte[] sub, byte[] add) {}

    private static final Map<Opcode, Count> COUNTS = Map.of(
            Opcode.I8X16_EQ,
            new Count(0x0101010101010101L, repeated(1, 1), new byte[] {(byte) VECTOR, 0x71},
                    new byte[] {(byte) VECTOR, 0x4E, (byte) VECTOR, 0x6E}),
            Opcode.I16X8_EQ,
            new Count(0x0001000100010001L, repeated(1, 0), new byte[] {(byte) VECTOR, (byte) 0x91, 1},
                    new byte[] {(byte) VECTOR, 0x4E, (byte) VECTOR, (byte) 0x8E, 1}));

    private static byte[] repeated(int even, int odd) {
        var bytes = new byte[16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 2 == 0 ? even : odd);
        }
        return bytes;
    }

    private final byte[] bytes;
    private final LaneUses uses;
    private final boolean manyAccesses;
    private final boolean direct;
    /** Whether that is so only if all vectors are two longs there. */
    private final boolean byHalves;
    /** Whether that goes for narrow lanes, too. */
    private final boolean directNarrow;
    /** Where the instruction being translated begins. */
    private int offset;
    /** Where the first instruction begins that has not been translated together with one before. */
    private int doneUntil;

    private LaneForms(byte[] bytes, LaneUses uses) {
        this.bytes = bytes;
        this.uses = uses;
        manyAccesses = uses.accesses(kind -> kind.parts()) > MANY_ACCESSES;
        directNarrow = manyAccesses
                && uses.accesses(kind -> (kind == Kind.I16X8 ? kind : VectorMemory.accessedAs(kind)).parts()) <= TOO_MANY_ACCESSES;
        boolean directLanes = manyAccesses && uses.accesses(kind -> VectorMemory.accessedAs(kind).parts()) <= TOO_MANY_ACCESSES;
        byHalves = manyAccesses && !directLanes && uses.accesses(kind -> Kind.V128.parts()) <= TOO_MANY_ACCESSES;
        direct = directLanes || byHalves;
    }

    /** Whether vectors should be loaded and stored in as few accesses as possible. */
    boolean manyAccesses() {
        return manyAccesses;
    }

    /** In which form a vector is loaded. */
    Kind accessedAs(Kind kind) {
        if (byHalves) {
            return Kind.V128;
        }
        return !manyAccesses || directNarrow && kind == Kind.I16X8 ? kind : VectorMemory.accessedAs(kind);
    }

    /** Whether all vectors are accessed as two longs. */
    boolean byHalves() {
        return byHalves;
    }

    /** Whether accesses should be written so that C2 has to inline them. */
    boolean direct() {
        return direct;
    }

    /** The forms of a body with these locals, some of which get another kind; null if there are no vectors, or the body
     * is too large. */
    static LaneForms of(
            FunctionValidator validator, int index, Function function, Contents contents, Kind[] locals, int params) {
        var body = function.body();
        if (body.length() > MAX_BODY || !contents.has(Contents.Kind.VECTOR)) {
            return null;
        }
        var uses = new LaneUses(body.bytes(), body.start(), body.end(), locals, params);
        validator.validate(index, uses);
        boolean hasForms = uses.any();
        for (int i = params; i < locals.length; i++) {
            if (locals[i] == Kind.V128) {
                locals[i] = uses.local(i);
                hasForms |= locals[i].isLanes();
            }
        }
        return hasForms ? new LaneForms(body.bytes(), uses) : null;
    }

    /** Whether parts of a body may be done for one lane of all vectors after the other. Fuel would then be charged for each. */
    static boolean inTurns(Layout layout, Slice body, Contents contents) {
        return body.length() >= MIN_BODY_IN_TURNS
                && !layout.options().fuel()
                && layout.context().memoryCount() > 0
                && layout.access(0).isArray()
                && contents.has(Contents.Kind.VECTOR);
    }

    /** To be called before each instruction: most know pairs only. */
    void before(int instruction, OperandStack stack) {
        offset = instruction;
        if (!isPlain(bytes[instruction] & 0xFF)) {
            stack.toPairs();
        }
    }

    /** What is in a local that the instruction being translated looks at, if that is a constant; otherwise null. */
    ConstantLocals.Constant constant(int local) {
        var constant = uses.constant(offset);
        return constant != null && constant.local() == local ? constant : null;
    }

    /** The form that the result of the load being translated should have. */
    Kind loaded() {
        return uses.load(offset);
    }

    /** Whether the instruction there is a part of an idiom that has been translated as a whole. */
    boolean isDone(int instruction) {
        return instruction < doneUntil;
    }

    /**
     * Whether a shift of a local's ints by a constant begins a rotation: the same local shifted the other way by what is missing to 32
     * follows, and an or of both. If so, those instructions are done.
     */
    boolean rotates(Opcode shift, int local, int count) {
        if (local < 0 || (count & 31) == 0) {
            return false;
        }
        boolean left = shift == Opcode.I32X4_SHL;
        var rest = new ByteArrayOutputStream();
        rest.write(0x20);
        rest.write(local < 0x80 ? local : local & 0x7F | 0x80);
        if (local >= 0x80) {
            rest.write(local >> 7);
        }
        rest.writeBytes(new byte[] {0x41, (byte) (32 - (count & 31)), (byte) VECTOR, (byte) (left ? 0xAD : 0xAB), 1, (byte) VECTOR, 0x50});
        int next = offset + SHIFT_BYTES;
        int end = next + rest.size();
        // Others have another number in the body.
        boolean near = local < OutlinePlan.NEAR_LOCALS;
        if (!near || end > bytes.length || !Arrays.equals(bytes, next, end, rest.toByteArray(), 0, rest.size())) {
            return false;
        }
        doneUntil = end;
        return true;
    }

    /** Whether of the comparison being translated nothing is asked but the top bits of lanes, by {@code bitmask} or {@code any_true}. */
    boolean onlySigns(Opcode opcode) {
        int mask = switch (opcode) {
            case I16X8_EQ -> 0x84;
            case I32X4_EQ -> 0xA4;
            default -> -1;
        };
        int next = offset + COMPARISON_BYTES;
        if (mask < 0 || next + 2 >= bytes.length || (bytes[next] & 0xFF) != VECTOR) {
            return false;
        }
        int user = bytes[next + 1] & 0xFF;
        return user == 0x53 || user == mask && bytes[next + 2] == 1;
    }

    /** What is asked of the comparison of bytes being translated, which may be kept in a local, too. */
    record Asked(boolean bitmask, int keptIn) {}

    /**
     * Whether nothing is asked of {@code i8x16.eq} at once but {@code bitmask} or {@code any_true}; null if that is not so. If so, these
     * instructions are done when {@link #answered} is called.
     */
    Asked asked() {
        int next = offset + COMPARISON_BYTES;
        int kept = -1;
        // A local's index of one byte
        if (bytes[next] == 0x22 && bytes[next + 1] >= 0) {
            kept = bytes[next + 1];
            next += 2;
        }
        if (next + 1 >= bytes.length || (bytes[next] & 0xFF) != VECTOR || bytes[next + 1] != 0x53 && bytes[next + 1] != 0x64) {
            return null;
        }
        return new Asked(bytes[next + 1] == 0x64, kept);
    }

    /** A comparison that is counted: the instruction behind that, and the local that keeps the constant with ones, or -1. */
    record Counted(int end, int keptIn, long ones) {}

    /**
     * Whether lanes of the comparison being translated are subtracted from those of a sum, or their lowest bits added; null if that is not
     * so. If so, these instructions are done when {@link #answered(Counted)} is called.
     */
    Counted counted(Opcode comparison) {
        var shape = COUNTS.get(comparison);
        int next = offset + COMPARISON_BYTES;
        if (shape == null) {
            return null;
        } else if (follows(shape.sub, next)) {
            return new Counted(next + shape.sub.length, -1, shape.lanes);
        }
        int kept = -1;
        if (follows(CONSTANT, next) && follows(shape.ones, next + CONSTANT.length)) {
            next += CONSTANT.length + shape.ones.length;
            // A local's index of one byte
            if (bytes[next] == 0x22 && bytes[next + 1] >= 0) {
                kept = bytes[next + 1];
                next += 2;
            }
        } else if (bytes[next] == 0x20 && bytes[next + 1] >= 0 && isOnes(uses.constant(next), shape)) {
            next += 2;
        } else {
            return null;
        }
        return follows(shape.add, next) ? new Counted(next + shape.add.length, kept, shape.lanes) : null;
    }

    private boolean isOnes(ConstantLocals.Constant constant, Count shape) {
        return constant != null && constant.low() == shape.lanes && constant.high() == shape.lanes;
    }

    private boolean follows(byte[] instructions, int at) {
        int end = at + instructions.length;
        return end <= bytes.length && Arrays.equals(bytes, at, end, instructions, 0, instructions.length);
    }

    /** What was {@link #counted} is translated. */
    void answered(Counted counted) {
        doneUntil = counted.end;
    }

    /** What was {@link #asked} is translated. */
    void answered(Asked asked) {
        doneUntil = offset + COMPARISON_BYTES + (asked.keptIn() < 0 ? 2 : 4);
    }

    /** Variables, accesses of memories, numbers and vectors; what else there is moves values about. */
    static boolean isPlain(int opcode) {
        return opcode >= 0x20 && opcode <= 0x22
                || opcode >= 0x28 && opcode <= 0x3E
                || opcode >= 0x41 && opcode <= 0xC4
                || opcode == VECTOR;
    }
}
