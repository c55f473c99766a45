package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.objectweb.asm.Opcodes;

/**
 * The table of instructions on vectors of floats lane by lane: the JVM instruction, or the method, that works on one lane.
 *
 * @param kind of operands and result
 * @param owner the method's class, or null if it is the JVM instruction {@code instruction}
 */
record LaneForm(Kind kind, int instruction, String owner, String method) {
    private static final Map<Opcode, LaneForm> TABLE = new EnumMap<>(Opcode.class);

    static {
        is(Opcode.F32X4_ADD, Opcodes.FADD);
        is(Opcode.F32X4_SUB, Opcodes.FSUB);
        is(Opcode.F32X4_MUL, Opcodes.FMUL);
        is(Opcode.F32X4_DIV, Opcodes.FDIV);
        is(Opcode.F64X2_ADD, Opcodes.DADD);
        is(Opcode.F64X2_SUB, Opcodes.DSUB);
        is(Opcode.F64X2_MUL, Opcodes.DMUL);
        is(Opcode.F64X2_DIV, Opcodes.DDIV);
        for (var shape : new String[] {"F32X4_", "F64X2_"}) {
            for (var name : new String[] {"MIN", "MAX", "SQRT", "ABS", "NEG", "CEIL", "FLOOR", "TRUNC", "NEAREST"}) {
                numeric(Opcode.valueOf(shape + name), name);
            }
            numeric(Opcode.valueOf(shape + "RELAXED_MIN"), "MIN");
            numeric(Opcode.valueOf(shape + "RELAXED_MAX"), "MAX");
            var madd = Opcode.valueOf(shape + "RELAXED_MADD");
            TABLE.put(madd, new LaneForm(kind(madd), 0, "java/lang/Math", "fma"));
        }
    }

    private static void is(Opcode opcode, int instruction) {
        TABLE.put(opcode, new LaneForm(kind(opcode), instruction, null, null));
    }

    private static void numeric(Opcode opcode, String name) {
        var kind = kind(opcode);
        var method = (kind == Kind.F32X4 ? "f32_" : "f64_") + name.toLowerCase(Locale.ROOT);
        TABLE.put(opcode, new LaneForm(kind, 0, Names.NUMERIC, method));
    }

    private static Kind kind(Opcode opcode) {
        return opcode.text().startsWith("f32x4") ? Kind.F32X4 : Kind.F64X2;
    }

    /** The row of an instruction, or null. */
    static LaneForm of(Opcode opcode) {
        return TABLE.get(opcode);
    }

    /** Writes the work on one lane of each operand. */
    void emit(int operands, Code code) {
        if (owner == null) {
            code.op(instruction);
        } else {
            var lane = kind.part().descriptor;
            code.invokeStatic(owner, method, "(" + lane.repeat(operands) + ")" + lane);
        }
    }
}
