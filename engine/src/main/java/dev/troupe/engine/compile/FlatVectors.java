package dev.troupe.engine.compile;

import java.util.Locale;
import org.objectweb.asm.Opcodes;

/**
 * Loads and stores of the parts of vectors in flat memories, by the methods that all accesses use, or by the views behind them: C2 may
 * leave methods as calls where there are many, but not views.
 */
final class FlatVectors {
    private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";

    private FlatVectors() {}

    /** Pushes a part of a vector of this form. */
    static void load(Kind form, boolean direct, Runnable memory, Runnable index, Code code) {
        if (direct && hasView(form)) {
            pushView(form, code);
            memory.run();
            index.run();
            code.invokeVirtual(VAR_HANDLE, "get", "([BI)" + viewed(form));
            fromView(form, code);
            return;
        }
        index.run();
        memory.run();
        code.invokeStatic(Names.MEMORY_ACCESS, method(form) + "load" + suffix(form) + (suffix(form).isEmpty() ? "" : "_s"),
                "(I[B)" + form.part().descriptor);
    }

    /** Stores what {@code value} pushes. */
    static void store(Kind form, boolean direct, Runnable memory, Runnable index, Runnable value, Code code) {
        if (direct && hasView(form)) {
            pushView(form, code);
            memory.run();
            index.run();
            value.run();
            toView(form, code);
            code.invokeVirtual(VAR_HANDLE, "set", "([BI" + viewed(form) + ")V");
            return;
        }
        index.run();
        value.run();
        memory.run();
        code.invokeStatic(Names.MEMORY_ACCESS, method(form) + "store" + suffix(form), "(I" + form.part().descriptor + "[B)V");
    }

    /** A part of a vector as ints or longs becomes the smaller parts of another form. */
    static void split(Kind form, Kind kind, Code code) {
        if (form == Kind.I32X4) {
            code.ops(Opcodes.DUP, Opcodes.I2S, Opcodes.SWAP);
            code.pushInt(16);
            code.op(Opcodes.ISHR);
            return;
        }
        int lanes = kind.parts() / 2;
        for (int lane = 0; lane < lanes; lane++) {
            boolean last = lane == lanes - 1;
            if (!last) {
                code.op(Opcodes.DUP2);
            }
            VectorParts.ofHalf(kind, lane, code);
            if (!last) {
                code.ops(Opcodes.DUP_X2, Opcodes.POP);
            }
        }
    }

    private static String method(Kind form) {
        return form.part().name().toLowerCase(Locale.ROOT) + "_";
    }

    private static String suffix(Kind form) {
        return switch (form) {
            case I8X16 -> "8";
            case I16X8 -> "16";
            default -> "";
        };
    }

    private static boolean hasView(Kind form) {
        return form != Kind.I8X16;
    }

    private static String viewed(Kind form) {
        return form == Kind.I16X8 ? "S" : form.parts() == 4 ? "I" : "J";
    }

    private static void pushView(Kind form, Code code) {
        code.getStatic(Names.MEMORY_ACCESS, form == Kind.I16X8 ? "SHORT" : form.parts() == 4 ? "INT" : "LONG",
                Names.descriptor(VAR_HANDLE));
    }

    private static void fromView(Kind form, Code code) {
        switch (form) {
            case F32X4 -> code.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
            case F64X2 -> code.invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
            default -> {}
        }
    }

    private static void toView(Kind form, Code code) {
        switch (form) {
            case F32X4 -> code.invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I");
            case F64X2 -> code.invokeStatic("java/lang/Double", "doubleToRawLongBits", "(D)J");
            case I16X8 -> code.op(Opcodes.I2S);
            default -> {}
        }
    }
}
