package dev.troupe.engine.compile;

import dev.troupe.engine.compile.outline.LaneOperations;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.runtime.VectorAccess;
import dev.troupe.engine.runtime.vector.I32x4;
import java.util.Arrays;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Vector instructions in the method of a {@link dev.troupe.engine.compile.outline.Region} that does one lane: a vector is one int. */
final class LaneWise {
    private static final String VECTOR_ACCESS = Type.getInternalName(VectorAccess.class);
    private static final String I32X4 = Type.getInternalName(I32x4.class);

    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final MemoryOps memories;
    /** The variable with the place of the lane in bytes. */
    private final int place;

    LaneWise(Body body, MemoryOps memories) {
        this.body = body;
        code = body.code;
        stack = body.stack;
        this.memories = memories;
        place = body.localSlots[body.localKinds.length - 1];
    }

    /** The kinds of locals in such a method. */
    static Kind[] kinds(Kind[] kinds) {
        return Arrays.stream(kinds).map(kind -> kind == Kind.V128 ? Kind.I32 : kind).toArray(Kind[]::new);
    }

    void constant(long low, long high) {
        if (low == high && (int) low == (int) (low >> 32)) {
            stack.pushConstant(Kind.I32, (int) low);
            return;
        }
        stack.flush();
        code.pushLong(low);
        code.pushLong(high);
        code.load(Kind.I32, place);
        code.invokeStatic(I32X4, "lane", "(JJI)I");
        stack.pushJvm(Kind.I32);
    }

    void plain(Opcode opcode) {
        int count = opcode.signature().indexOf(':');
        if (opcode == Opcode.V128_BITSELECT) {
            select();
            return;
        }
        stack.flush();
        switch (opcode) {
            case V128_NOT -> code.ops(Opcodes.ICONST_M1, Opcodes.IXOR);
            case V128_ANDNOT -> code.ops(Opcodes.ICONST_M1, Opcodes.IXOR, Opcodes.IAND);
            case V128_AND, V128_OR, V128_XOR -> LaneForm.bitwise(opcode).emit(count, code);
            default -> LaneForm.of(opcode).emit(count, code);
        }
        stack.drop(count);
        stack.pushJvm(Kind.I32);
    }

    /** Bits of a where the mask is set, else of b: {@code b ^ (a ^ b) & mask}. */
    private void select() {
        stack.makePending(3);
        int a = stack.height() - 3;
        stack.load(a + 1);
        stack.load(a);
        stack.load(a + 1);
        code.op(Opcodes.IXOR);
        stack.load(a + 2);
        code.ops(Opcodes.IAND, Opcodes.IXOR);
        stack.drop(3);
        stack.pushResult(Kind.I32);
    }

    void shuffle(long low, long high) {
        int what = LaneOperations.ofShuffle(low, high);
        stack.makePending(2);
        stack.load(stack.height() - 2 + (what >> 2));
        if ((what & 3) != 0) {
            Rotation.emit(Opcode.I32_ROTR, (what & 3) * 8, code);
        }
        stack.drop(2);
        stack.pushResult(Kind.I32);
    }

    void load(Opcode opcode, int memory, long offset) {
        if (opcode == Opcode.V128_LOAD32_SPLAT) {
            memories.access(Opcode.I32_LOAD, memory, offset);
            return;
        }
        body.mark();
        stack.flush();
        if (offset != 0) {
            code.pushInt((int) offset);
        }
        code.load(Kind.I32, place);
        body.pushMemoryArray(memory);
        body.pushMemoryLength(memory);
        code.invokeStatic(VECTOR_ACCESS, "lane", offset == 0 ? "(II[BI)I" : "(III[BI)I");
        stack.drop(1);
        stack.pushJvm(Kind.I32);
    }
}
