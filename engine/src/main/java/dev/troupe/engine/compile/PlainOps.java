package dev.troupe.engine.compile;

import dev.troupe.engine.module.Immediate;
import dev.troupe.engine.module.Opcode;
import java.util.Locale;
import org.objectweb.asm.Opcodes;

/**
 * The table of instructions with a fixed signature: those that are one or a few JVM instructions, and those that are one
 * method of the JDK. Every other one is a method of {@code Numeric} with the instruction's name.
 */
final class PlainOps {
    private static final OpcodeTable<int[]> INSTRUCTIONS = new OpcodeTable<>();
    private static final OpcodeTable<String[]> METHODS = new OpcodeTable<>();
    /** Filled as they are asked for: many instructions, few used. Who makes one twice does no harm. */
    private static final OpcodeTable<String> NAMES = new OpcodeTable<>();

    private static final OpcodeTable<Form> FORMS = new OpcodeTable<>();

    /**
     * What there is to know of an instruction.
     *
     * @param operands their number
     * @param results their kinds
     * @param instructions what it is in the JVM; null if it is a method
     * @param method owner, name and descriptor of a method; null if it is instructions
     */
    record Form(int operands, Kind[] results, boolean mayTrap, int[] instructions, String[] method) {
        private static Form of(Opcode opcode) {
            var signature = opcode.signature();
            int operands = signature.indexOf(':');
            var results = new Kind[signature.length() - operands - 1];
            for (int i = 0; i < results.length; i++) {
                results[i] = Kind.of(signature.charAt(operands + 1 + i));
            }
            var text = opcode.text();
            boolean mayTrap = text.contains(".div_") || text.contains(".rem_") || text.contains(".trunc_f");
            return new Form(operands, results, mayTrap, INSTRUCTIONS.get(opcode), METHODS.get(opcode));
        }
    }

    private PlainOps() {}

    static {
        is(Opcode.I32_ADD, Opcodes.IADD);
        is(Opcode.I32_SUB, Opcodes.ISUB);
        is(Opcode.I32_MUL, Opcodes.IMUL);
        is(Opcode.I32_AND, Opcodes.IAND);
        is(Opcode.I32_OR, Opcodes.IOR);
        is(Opcode.I32_XOR, Opcodes.IXOR);
        is(Opcode.I32_SHL, Opcodes.ISHL);
        is(Opcode.I32_SHR_S, Opcodes.ISHR);
        is(Opcode.I32_SHR_U, Opcodes.IUSHR);
        is(Opcode.I64_ADD, Opcodes.LADD);
        is(Opcode.I64_SUB, Opcodes.LSUB);
        is(Opcode.I64_MUL, Opcodes.LMUL);
        is(Opcode.I64_AND, Opcodes.LAND);
        is(Opcode.I64_OR, Opcodes.LOR);
        is(Opcode.I64_XOR, Opcodes.LXOR);
        is(Opcode.I64_SHL, Opcodes.L2I, Opcodes.LSHL);
        is(Opcode.I64_SHR_S, Opcodes.L2I, Opcodes.LSHR);
        is(Opcode.I64_SHR_U, Opcodes.L2I, Opcodes.LUSHR);
        is(Opcode.F32_ADD, Opcodes.FADD);
        is(Opcode.F32_SUB, Opcodes.FSUB);
        is(Opcode.F32_MUL, Opcodes.FMUL);
        is(Opcode.F32_DIV, Opcodes.FDIV);
        is(Opcode.F64_ADD, Opcodes.DADD);
        is(Opcode.F64_SUB, Opcodes.DSUB);
        is(Opcode.F64_MUL, Opcodes.DMUL);
        is(Opcode.F64_DIV, Opcodes.DDIV);
        is(Opcode.I32_WRAP_I64, Opcodes.L2I);
        is(Opcode.I64_EXTEND_I32_S, Opcodes.I2L);
        is(Opcode.F32_CONVERT_I32_S, Opcodes.I2F);
        is(Opcode.F32_CONVERT_I64_S, Opcodes.L2F);
        is(Opcode.F32_DEMOTE_F64, Opcodes.D2F);
        is(Opcode.F64_CONVERT_I32_S, Opcodes.I2D);
        is(Opcode.F64_CONVERT_I64_S, Opcodes.L2D);
        is(Opcode.F64_PROMOTE_F32, Opcodes.F2D);
        is(Opcode.I32_EXTEND8_S, Opcodes.I2B);
        is(Opcode.I32_EXTEND16_S, Opcodes.I2S);
        is(Opcode.I64_EXTEND8_S, Opcodes.L2I, Opcodes.I2B, Opcodes.I2L);
        is(Opcode.I64_EXTEND16_S, Opcodes.L2I, Opcodes.I2S, Opcodes.I2L);
        is(Opcode.I64_EXTEND32_S, Opcodes.L2I, Opcodes.I2L);
        is(Opcode.I32_TRUNC_SAT_F32_S, Opcodes.F2I);
        is(Opcode.I32_TRUNC_SAT_F64_S, Opcodes.D2I);
        is(Opcode.I64_TRUNC_SAT_F32_S, Opcodes.F2L);
        is(Opcode.I64_TRUNC_SAT_F64_S, Opcodes.D2L);

        calls(Opcode.I32_CLZ, "java/lang/Integer", "numberOfLeadingZeros", "(I)I");
        calls(Opcode.I32_CTZ, "java/lang/Integer", "numberOfTrailingZeros", "(I)I");
        calls(Opcode.I32_POPCNT, "java/lang/Integer", "bitCount", "(I)I");
        calls(Opcode.I32_ROTL, "java/lang/Integer", "rotateLeft", "(II)I");
        calls(Opcode.I32_ROTR, "java/lang/Integer", "rotateRight", "(II)I");
        calls(Opcode.F64_SQRT, "java/lang/Math", "sqrt", "(D)D");
        calls(Opcode.I32_REINTERPRET_F32, "java/lang/Float", "floatToRawIntBits", "(F)I");
        calls(Opcode.I64_REINTERPRET_F64, "java/lang/Double", "doubleToRawLongBits", "(D)J");
        calls(Opcode.F32_REINTERPRET_I32, "java/lang/Float", "intBitsToFloat", "(I)F");
        calls(Opcode.F64_REINTERPRET_I64, "java/lang/Double", "longBitsToDouble", "(J)D");
        calls(Opcode.I64_EXTEND_I32_U, "java/lang/Integer", "toUnsignedLong", "(I)J");

        for (var opcode : Opcode.values()) {
            if (opcode.signature() != null && opcode.immediate() == Immediate.NONE && INSTRUCTIONS.get(opcode) == null
                    && METHODS.get(opcode) == null) {
                METHODS.put(opcode, ownMethod(opcode));
            }
        }
    }

    private static void is(Opcode opcode, int... instructions) {
        INSTRUCTIONS.put(opcode, instructions);
    }

    private static void calls(Opcode opcode, String owner, String name, String descriptor) {
        METHODS.put(opcode, new String[] {owner, name, descriptor});
    }

    static Form form(Opcode opcode) {
        var form = FORMS.get(opcode);
        if (form == null) {
            form = Form.of(opcode);
            FORMS.put(opcode, form);
        }
        return form;
    }

    /** Writes the instruction; its operands are on the JVM's stack. */
    static void emit(Opcode opcode, Code code) {
        var form = form(opcode);
        if (form.instructions != null) {
            code.ops(form.instructions);
        } else {
            code.invokeStatic(form.method[0], form.method[1], form.method[2]);
        }
    }

    private static String[] ownMethod(Opcode opcode) {
        return new String[] {Names.NUMERIC, methodName(opcode), descriptor(opcode.signature())};
    }

    /** The JVM's shift for a 64-bit shift whose count is an int already. */
    static int shift(Opcode opcode) {
        return form(opcode).instructions[1];
    }

    /** {@code i32.div_s} is the method {@code i32_div_s}. */
    static String methodName(Opcode opcode) {
        var name = NAMES.get(opcode);
        if (name == null) {
            name = opcode.name().toLowerCase(Locale.ROOT);
            NAMES.put(opcode, name);
        }
        return name;
    }

    /** The descriptor of a method that takes an instruction's operands and returns its result. */
    static String descriptor(String signature) {
        int colon = signature.indexOf(':');
        var text = new StringBuilder("(");
        for (int i = 0; i < colon; i++) {
            text.append(Kind.of(signature.charAt(i)).descriptor);
        }
        return text.append(')')
                .append(colon + 1 == signature.length() ? "V" : Kind.of(signature.charAt(colon + 1)).descriptor)
                .toString();
    }
}
