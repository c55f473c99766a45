package dev.troupe.engine.compile;

import dev.troupe.engine.module.Immediate;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.runtime.vector.V128;
import java.util.Locale;
import org.objectweb.asm.Opcodes;

/**
 * The table of vector instructions without immediates: how each one's result comes from the halves of its operands, and by which
 * method of the shape's class. Rows are for those that are not like most: {@link Form#HALVES} with the method of their own name.
 *
 * @param method the method's name, or null if the instruction is the JVM instruction {@code instruction}
 */
record VectorForm(Form form, String owner, String method, int instruction) {
    /** f, g and so on are halves of the result; a, b are operands. */
    enum Form {
        /** f(a.low, b.low, ...), f(a.high, b.high, ...); an operand that is no vector goes to both. */
        HALVES,
        /** f(a.low, b.low), f(a.low >>> 32, b.low >>> 32) */
        WIDEN_LOW,
        /** The same from the high halves. */
        WIDEN_HIGH,
        /** f(a.low, a.high), f(b.low, b.high) */
        PAIRS,
        /** f(a.low, a.high), 0 */
        PAIR_AND_ZERO,
        /** f(a.low, a.high, b.low), f(a.low, a.high, b.high) */
        SWIZZLE,
        /** f(x) twice */
        SPLAT,
        /** One number: f(a.low, a.high) */
        NUMBER
    }

    private static final String PACKAGE = V128.class.getPackageName().replace('.', '/') + "/";
    private static final OpcodeTable<VectorForm> TABLE = new OpcodeTable<>();

    static {
        is(Opcode.V128_AND, Opcodes.LAND);
        is(Opcode.V128_OR, Opcodes.LOR);
        is(Opcode.V128_XOR, Opcodes.LXOR);
        is(Opcode.I64X2_ADD, Opcodes.LADD);
        is(Opcode.I64X2_SUB, Opcodes.LSUB);
        is(Opcode.I64X2_MUL, Opcodes.LMUL);
        is(Opcode.I64X2_NEG, Opcodes.LNEG);

        row(Opcode.V128_ANY_TRUE, Form.NUMBER);
        row(Opcode.I8X16_ALL_TRUE, Form.NUMBER);
        row(Opcode.I16X8_ALL_TRUE, Form.NUMBER);
        row(Opcode.I32X4_ALL_TRUE, Form.NUMBER);
        row(Opcode.I64X2_ALL_TRUE, Form.NUMBER);
        row(Opcode.I8X16_BITMASK, Form.NUMBER);
        row(Opcode.I16X8_BITMASK, Form.NUMBER);
        row(Opcode.I32X4_BITMASK, Form.NUMBER);
        row(Opcode.I64X2_BITMASK, Form.NUMBER);

        row(Opcode.I8X16_SPLAT, Form.SPLAT);
        row(Opcode.I16X8_SPLAT, Form.SPLAT);
        row(Opcode.I32X4_SPLAT, Form.SPLAT);
        row(Opcode.I64X2_SPLAT, Form.SPLAT);
        row(Opcode.F32X4_SPLAT, Form.SPLAT);
        row(Opcode.F64X2_SPLAT, Form.SPLAT);

        row(Opcode.I8X16_SWIZZLE, Form.SWIZZLE);
        row(Opcode.I8X16_NARROW_I16X8_S, Form.PAIRS);
        row(Opcode.I8X16_NARROW_I16X8_U, Form.PAIRS);
        row(Opcode.I16X8_NARROW_I32X4_S, Form.PAIRS);
        row(Opcode.I16X8_NARROW_I32X4_U, Form.PAIRS);
        row(Opcode.F32X4_DEMOTE_F64X2_ZERO, Form.PAIR_AND_ZERO);
        row(Opcode.I32X4_TRUNC_SAT_F64X2_S_ZERO, Form.PAIR_AND_ZERO);
        row(Opcode.I32X4_TRUNC_SAT_F64X2_U_ZERO, Form.PAIR_AND_ZERO);

        widen(Opcode.I16X8_EXTEND_LOW_I8X16_S, Opcode.I16X8_EXTEND_HIGH_I8X16_S);
        widen(Opcode.I16X8_EXTEND_LOW_I8X16_U, Opcode.I16X8_EXTEND_HIGH_I8X16_U);
        widen(Opcode.I32X4_EXTEND_LOW_I16X8_S, Opcode.I32X4_EXTEND_HIGH_I16X8_S);
        widen(Opcode.I32X4_EXTEND_LOW_I16X8_U, Opcode.I32X4_EXTEND_HIGH_I16X8_U);
        widen(Opcode.I64X2_EXTEND_LOW_I32X4_S, Opcode.I64X2_EXTEND_HIGH_I32X4_S);
        widen(Opcode.I64X2_EXTEND_LOW_I32X4_U, Opcode.I64X2_EXTEND_HIGH_I32X4_U);
        widen(Opcode.I16X8_EXTMUL_LOW_I8X16_S, Opcode.I16X8_EXTMUL_HIGH_I8X16_S);
        widen(Opcode.I16X8_EXTMUL_LOW_I8X16_U, Opcode.I16X8_EXTMUL_HIGH_I8X16_U);
        widen(Opcode.I32X4_EXTMUL_LOW_I16X8_S, Opcode.I32X4_EXTMUL_HIGH_I16X8_S);
        widen(Opcode.I32X4_EXTMUL_LOW_I16X8_U, Opcode.I32X4_EXTMUL_HIGH_I16X8_U);
        widen(Opcode.I64X2_EXTMUL_LOW_I32X4_S, Opcode.I64X2_EXTMUL_HIGH_I32X4_S);
        widen(Opcode.I64X2_EXTMUL_LOW_I32X4_U, Opcode.I64X2_EXTMUL_HIGH_I32X4_U);
        row(Opcode.F64X2_CONVERT_LOW_I32X4_S, Form.WIDEN_LOW);
        row(Opcode.F64X2_CONVERT_LOW_I32X4_U, Form.WIDEN_LOW);
        row(Opcode.F64X2_PROMOTE_LOW_F32X4, Form.WIDEN_LOW);

        // The deterministic profile's choice (spec appendix A.6) wherever a relaxed instruction has one: the strict twin.
        same(Opcode.I8X16_RELAXED_SWIZZLE, Opcode.I8X16_SWIZZLE);
        same(Opcode.I32X4_RELAXED_TRUNC_F32X4_S, Opcode.I32X4_TRUNC_SAT_F32X4_S);
        same(Opcode.I32X4_RELAXED_TRUNC_F32X4_U, Opcode.I32X4_TRUNC_SAT_F32X4_U);
        same(Opcode.I32X4_RELAXED_TRUNC_F64X2_S_ZERO, Opcode.I32X4_TRUNC_SAT_F64X2_S_ZERO);
        same(Opcode.I32X4_RELAXED_TRUNC_F64X2_U_ZERO, Opcode.I32X4_TRUNC_SAT_F64X2_U_ZERO);
        same(Opcode.I8X16_RELAXED_LANESELECT, Opcode.V128_BITSELECT);
        same(Opcode.I16X8_RELAXED_LANESELECT, Opcode.V128_BITSELECT);
        same(Opcode.I32X4_RELAXED_LANESELECT, Opcode.V128_BITSELECT);
        same(Opcode.I64X2_RELAXED_LANESELECT, Opcode.V128_BITSELECT);
        same(Opcode.F32X4_RELAXED_MIN, Opcode.F32X4_MIN);
        same(Opcode.F32X4_RELAXED_MAX, Opcode.F32X4_MAX);
        same(Opcode.F64X2_RELAXED_MIN, Opcode.F64X2_MIN);
        same(Opcode.F64X2_RELAXED_MAX, Opcode.F64X2_MAX);
        same(Opcode.I16X8_RELAXED_Q15MULR_S, Opcode.I16X8_Q15MULR_SAT_S);
    }

    private static void is(Opcode opcode, int instruction) {
        TABLE.put(opcode, new VectorForm(Form.HALVES, null, null, instruction));
    }

    private static void row(Opcode opcode, Form form) {
        TABLE.put(opcode, new VectorForm(form, owner(opcode), method(opcode), 0));
    }

    private static void widen(Opcode low, Opcode high) {
        row(low, Form.WIDEN_LOW);
        row(high, Form.WIDEN_HIGH);
    }

    private static void same(Opcode opcode, Opcode strict) {
        TABLE.put(opcode, of(strict));
    }

    /** {@code i8x16.add} is in {@code I8x16}. */
    private static String owner(Opcode opcode) {
        var text = opcode.text();
        return PACKAGE + text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1, text.indexOf('.'));
    }

    /** What comes behind the dot; low and high are the same method. */
    private static String method(Opcode opcode) {
        var text = opcode.text();
        return text.substring(text.indexOf('.') + 1).replace("_low_", "_").replace("_high_", "_");
    }

    static boolean isVector(Opcode opcode) {
        return opcode.prefix() == 0xFD;
    }

    /** The row of a vector instruction without immediates. */
    static VectorForm of(Opcode opcode) {
        if (!isVector(opcode) || opcode.immediate() != Immediate.NONE) {
            throw new IllegalArgumentException(opcode.text());
        }
        var row = TABLE.get(opcode);
        return row != null ? row : new VectorForm(Form.HALVES, owner(opcode), method(opcode), 0);
    }

    /** The same, where only the top bits of the result's lanes are of interest. */
    VectorForm signs() {
        return new VectorForm(form, owner, method + "_signs", instruction);
    }

    /** Writes f; its arguments, as the descriptor lists them, are on the JVM's stack. */
    void emit(Code code, String parameters, Kind result) {
        if (method == null) {
            code.op(instruction);
        } else {
            code.invokeStatic(owner, method, "(" + parameters + ")" + result.descriptor);
        }
    }
}
