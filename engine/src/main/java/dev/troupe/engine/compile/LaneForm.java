package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import java.util.Locale;
import java.util.Map;
import org.objectweb.asm.Opcodes;

/**
 * The table of instructions on vectors of ints and floats lane by lane: the JVM instruction, or the method, that works on one lane.
 *
 * @param kind of operands and result
 * @param owner the method's class, or null if it is the JVM instruction {@code instruction}
 */
record LaneForm(Kind kind, int instruction, String owner, String method) {
    private static final OpcodeTable<LaneForm> TABLE = new OpcodeTable<>();

    private static final Map<Opcode, Integer> BITWISE = Map.of(Opcode.V128_AND, Opcodes.IAND, Opcode.V128_OR, Opcodes.IOR, Opcode.V128_XOR,
            Opcodes.IXOR);

    static {
        is(Opcode.I32X4_ADD, Opcodes.IADD);
        is(Opcode.I32X4_SUB, Opcodes.ISUB);
        is(Opcode.I32X4_MUL, Opcodes.IMUL);
        is(Opcode.I32X4_NEG, Opcodes.INEG);
        is(Opcode.I32X4_SHL, Opcodes.ISHL);
        is(Opcode.I32X4_SHR_S, Opcodes.ISHR);
        is(Opcode.I32X4_SHR_U, Opcodes.IUSHR);
        TABLE.put(Opcode.I32X4_ABS, new LaneForm(Kind.I32X4, 0, "java/lang/Math", "abs"));
        TABLE.put(Opcode.I32X4_MIN_S, new LaneForm(Kind.I32X4, 0, "java/lang/Math", "min"));
        TABLE.put(Opcode.I32X4_MAX_S, new LaneForm(Kind.I32X4, 0, "java/lang/Math", "max"));
        TABLE.put(Opcode.I32X4_SPLAT, new LaneForm(Kind.I32X4, Opcodes.NOP, null, null));
        TABLE.put(Opcode.F32X4_SPLAT, new LaneForm(Kind.F32X4, Opcodes.NOP, null, null));
        TABLE.put(Opcode.F64X2_SPLAT, new LaneForm(Kind.F64X2, Opcodes.NOP, null, null));
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
        return Kind.valueOf(opcode.name().substring(0, 5));
    }

    /** The row of an instruction, or null. */
    static LaneForm of(Opcode opcode) {
        return TABLE.get(opcode);
    }

    /** Whether the instruction does the same to vectors of any shape. */
    static boolean isBitwise(Opcode opcode) {
        return BITWISE.containsKey(opcode);
    }

    /** The row of a bitwise instruction on ints. */
    static LaneForm bitwise(Opcode opcode) {
        return new LaneForm(Kind.I32X4, BITWISE.get(opcode), null, null);
    }

    /** Writes the work on one lane of each operand. */
    void emit(int operands, Code code) {
        if (owner == null && instruction != Opcodes.NOP) {
            code.op(instruction);
        } else if (owner != null) {
            var lane = kind.part().descriptor;
            code.invokeStatic(owner, method, "(" + lane.repeat(operands) + ")" + lane);
        }
    }
}
