package dev.troupe.engine.validate;

import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.TypeReader;

/** Walks over the instructions of a constant expression (spec 3.4.16) up to the first that is not constant. */
final class ConstantInstructions {
    private ConstantInstructions() {}

    /** What a walk meets. */
    interface Each {
        default void instruction(Opcode opcode, int at) {}

        default void globalGet(int global, int at) {}

        default void refFunc(int function, int at) {}

        /** Ends the walk. */
        default void notConstant(Opcode opcode, int at) {}
    }

    static void forEach(BinaryReader in, Each each) {
        while (!in.atEnd()) {
            int at = in.position();
            int code = in.readByte();
            var opcode = code >= 0xFB && code <= 0xFE ? Opcode.of(code, in.readU32()) : Opcode.of(0, code);
            if (opcode == null || !isConstant(opcode)) {
                each.notConstant(opcode, at);
                return;
            }
            each.instruction(opcode, at);
            switch (opcode.immediate()) {
                case I32 -> in.readS32();
                case I64 -> in.readS64();
                case F32 -> in.skip(4);
                case F64 -> in.skip(8);
                case V128 -> in.skip(16);
                case HEAP_TYPE -> TypeReader.heapType(in);
                case FUNC -> each.refFunc(in.readU32(), at);
                case GLOBAL -> each.globalGet(in.readU32(), at);
                case TYPE -> in.readU32();
                case TYPE_COUNT -> {
                    in.readU32();
                    in.readU32();
                }
                default -> {}
            }
        }
    }

    /** Spec 3.4.16; a {@code global.get} also asks for an immutable global. */
    private static boolean isConstant(Opcode opcode) {
        return switch (opcode) {
            case END, I32_CONST, I64_CONST, F32_CONST, F64_CONST, V128_CONST -> true;
            case I32_ADD, I32_SUB, I32_MUL, I64_ADD, I64_SUB, I64_MUL -> true;
            case REF_NULL, REF_FUNC, GLOBAL_GET -> true;
            case STRUCT_NEW, STRUCT_NEW_DEFAULT, ARRAY_NEW, ARRAY_NEW_DEFAULT, ARRAY_NEW_FIXED -> true;
            case REF_I31, ANY_CONVERT_EXTERN, EXTERN_CONVERT_ANY -> true;
            default -> false;
        };
    }
}
