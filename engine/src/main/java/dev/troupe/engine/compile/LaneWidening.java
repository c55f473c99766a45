package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import org.objectweb.asm.Opcodes;

/**
 * The table of instructions that make wide lanes of narrow ones: from which lanes of the operands each lane of the result comes.
 *
 * @param operand the kind in which lanes of the operands are taken
 * @param unsigned whether they are zero-extended
 * @param first the lane of the operands that the result's first lane begins with
 */
record LaneWidening(Form form, Kind operand, Kind result, boolean unsigned, int first) {
    /** a and b are operands; i is the lane of the result behind the first. */
    enum Form {
        /** a[first + i] */
        EXTEND,
        /** a[first + i] * b[first + i] */
        MULTIPLY,
        /** a[2i] + a[2i + 1] */
        ADD_PAIRS,
        /** a[2i] * b[2i] + a[2i + 1] * b[2i + 1] */
        DOT
    }

    private static final OpcodeTable<LaneWidening> TABLE = new OpcodeTable<>();

    static {
        for (var shape : new String[] {"I16X8_%s_I8X16", "I32X4_%s_I16X8"}) {
            var result = Kind.valueOf(shape.substring(0, 5));
            var operand = Kind.valueOf(shape.substring(9));
            for (var sign : new String[] {"_S", "_U"}) {
                boolean unsigned = sign.equals("_U");
                int half = result.parts();
                put(shape.formatted("EXTEND_LOW") + sign, new LaneWidening(Form.EXTEND, operand, result, unsigned, 0));
                put(shape.formatted("EXTEND_HIGH") + sign, new LaneWidening(Form.EXTEND, operand, result, unsigned, half));
                put(shape.formatted("EXTMUL_LOW") + sign, new LaneWidening(Form.MULTIPLY, operand, result, unsigned, 0));
                put(shape.formatted("EXTMUL_HIGH") + sign, new LaneWidening(Form.MULTIPLY, operand, result, unsigned, half));
                put(shape.formatted("EXTADD_PAIRWISE") + sign, new LaneWidening(Form.ADD_PAIRS, operand, result, unsigned, 0));
            }
        }
        put("I32X4_DOT_I16X8_S", new LaneWidening(Form.DOT, Kind.I16X8, Kind.I32X4, false, 0));
        put("I16X8_RELAXED_DOT_I8X16_I7X16_S", new LaneWidening(Form.DOT, Kind.I8X16, Kind.I16X8, false, 0));
    }

    private static void put(String opcode, LaneWidening row) {
        TABLE.put(Opcode.valueOf(opcode), row);
    }

    /** The row of an instruction, or null. */
    static LaneWidening of(Opcode opcode) {
        return TABLE.get(opcode);
    }

    /** Whether operands are better taken apart lane by lane than left in longs, on which all lanes are added or widened at once. */
    boolean wantsLanes() {
        return form == Form.MULTIPLY || form == Form.DOT || form == Form.EXTEND && !unsigned;
    }

    /** Whether the result is made lane by lane whatever the operands are. */
    boolean always() {
        return operand == Kind.I16X8 && wantsLanes();
    }

    /** Writes one lane of the result; the operands are pending from {@code a} on. */
    void emit(int lane, int a, OperandStack stack, Code code) {
        int from = form == Form.EXTEND || form == Form.MULTIPLY ? first + lane : 2 * lane;
        load(a, from, stack, code);
        switch (form) {
            case MULTIPLY -> {
                load(a + 1, from, stack, code);
                code.op(Opcodes.IMUL);
            }
            case ADD_PAIRS -> {
                load(a, from + 1, stack, code);
                code.op(Opcodes.IADD);
            }
            case DOT -> {
                load(a + 1, from, stack, code);
                code.op(Opcodes.IMUL);
                load(a, from + 1, stack, code);
                load(a + 1, from + 1, stack, code);
                code.ops(Opcodes.IMUL, Opcodes.IADD);
            }
            default -> {}
        }
        if (result == Kind.I16X8 && (form == Form.DOT || form == Form.MULTIPLY && unsigned)) {
            code.op(Opcodes.I2S);
        }
    }

    private void load(int position, int lane, OperandStack stack, Code code) {
        stack.loadPart(position, operand, lane);
        if (unsigned && operand == Kind.I16X8) {
            code.op(Opcodes.I2C);
        } else if (unsigned) {
            code.pushInt(0xFF);
            code.op(Opcodes.IAND);
        }
    }
}
