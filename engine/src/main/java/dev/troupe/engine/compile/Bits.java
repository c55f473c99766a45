package dev.troupe.engine.compile;

import static org.objectweb.asm.Opcodes.I2L;
import static org.objectweb.asm.Opcodes.L2I;

/** Numbers as raw bits in a long and back, for places that hold any number. */
final class Bits {
    private Bits() {}

    /** Turns the number at the top of the JVM's stack into a long; a v128 is handled half by half as i64. */
    static void toLong(Kind kind, Code code) {
        switch (kind) {
            case I32 -> code.op(I2L);
            case F32 -> {
                code.invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I");
                code.op(I2L);
            }
            case F64 -> code.invokeStatic("java/lang/Double", "doubleToRawLongBits", "(D)J");
            default -> {}
        }
    }

    static void fromLong(Kind kind, Code code) {
        switch (kind) {
            case I32 -> code.op(L2I);
            case F32 -> {
                code.op(L2I);
                code.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
            }
            case F64 -> code.invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
            default -> {}
        }
    }
}
