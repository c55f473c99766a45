package dev.troupe.engine.compile;

import dev.troupe.engine.runtime.vector.F32x4;
import dev.troupe.engine.runtime.vector.I16x8;
import dev.troupe.engine.runtime.vector.I32x4;
import dev.troupe.engine.runtime.vector.I8x16;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Pushes what a vector of any form has: one of its two halves, or one of the parts that a vector of some form has. */
final class VectorParts {
    private static final String I8X16 = Type.getInternalName(I8x16.class);
    private static final String I16X8 = Type.getInternalName(I16x8.class);
    private static final String I32X4 = Type.getInternalName(I32x4.class);
    private static final String F32X4 = Type.getInternalName(F32x4.class);

    private VectorParts() {}

    /** Pushes a half of a vector in a variable. */
    static void loadHalf(Kind kind, int slot, int half, Code code) {
        if (!kind.isLanes()) {
            code.loadHalf(slot, half);
            return;
        }
        int count = kind.parts() / 2;
        for (int part = half * count; part < (half + 1) * count; part++) {
            code.load(kind.part(), slot + part * kind.part().slots);
        }
        switch (kind) {
            case I8X16 -> code.invokeStatic(I8X16, "pack", "(IIIIIIII)J");
            case I16X8 -> code.invokeStatic(I16X8, "pack", "(IIII)J");
            case I32X4 -> code.invokeStatic(I32X4, "pack", "(II)J");
            case F32X4 -> code.invokeStatic(F32X4, "pack", "(FF)J");
            default -> code.invokeStatic("java/lang/Double", "doubleToRawLongBits", "(D)J");
        }
    }

    /** Pushes a part of a vector in a variable as it would be if the vector were of the kind wanted. */
    static void load(Kind kind, int slot, Kind wanted, int part, Code code) {
        if (kind == wanted && kind.isLanes()) {
            code.load(kind.part(), slot + part * kind.part().slots);
        } else if (kind == Kind.F32X4 && wanted == Kind.I32X4) {
            code.load(Kind.F32, slot + part);
            code.invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I");
        } else if (kind == Kind.I32X4 && wanted == Kind.F32X4) {
            code.load(Kind.I32, slot + part);
            code.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
        } else {
            loadHalf(kind, slot, part / (wanted.parts() / 2), code);
            ofHalf(wanted, part, code);
        }
    }

    /** The half on the JVM's stack that contains a part becomes that part. */
    static void ofHalf(Kind kind, int part, Code code) {
        int perHalf = kind.parts() / 2;
        int shift = part % perHalf * (64 / perHalf);
        if (shift > 0) {
            code.pushInt(shift);
            code.op(Opcodes.LUSHR);
        }
        if (perHalf > 1) {
            code.op(Opcodes.L2I);
        }
        switch (kind) {
            case I8X16 -> code.op(Opcodes.I2B);
            case I16X8 -> code.op(Opcodes.I2S);
            case F32X4 -> code.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
            case F64X2 -> code.invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
            default -> {}
        }
    }

    /** Pushes a constant part; bits above it do not count. */
    static void pushConstant(Kind kind, long bits, Code code) {
        switch (kind) {
            case I8X16 -> code.pushInt((byte) bits);
            case I16X8 -> code.pushInt((short) bits);
            case I32X4 -> code.pushInt((int) bits);
            case F32X4 -> code.pushFloat((int) bits);
            case F64X2 -> code.pushDouble(bits);
            default -> code.pushLong(bits);
        }
    }
}
