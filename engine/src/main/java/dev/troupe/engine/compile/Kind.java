package dev.troupe.engine.compile;

import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.types.Matching;
import java.util.List;
import org.objectweb.asm.Opcodes;

/**
 * How a value is represented in generated code. References are told apart by hierarchy only: functions, exceptions, anything else.
 * A v128 is two longs, low half first, wherever values are listed one by one (parameters, results, the operand stack).
 */
enum Kind {
    I32("I", 1, Opcodes.ILOAD, Opcodes.ISTORE, Opcodes.IRETURN, Opcodes.INTEGER, "i32"),
    I64("J", 2, Opcodes.LLOAD, Opcodes.LSTORE, Opcodes.LRETURN, Opcodes.LONG, "i64"),
    F32("F", 1, Opcodes.FLOAD, Opcodes.FSTORE, Opcodes.FRETURN, Opcodes.FLOAT, "f32"),
    F64("D", 2, Opcodes.DLOAD, Opcodes.DSTORE, Opcodes.DRETURN, Opcodes.DOUBLE, "f64"),
    FUNC("L" + Names.WASM_FUNCTION + ";", 1, Opcodes.ALOAD, Opcodes.ASTORE, Opcodes.ARETURN, Names.WASM_FUNCTION, "ref"),
    EXN("L" + Names.WASM_EXCEPTION + ";", 1, Opcodes.ALOAD, Opcodes.ASTORE, Opcodes.ARETURN, Names.WASM_EXCEPTION, "ref"),
    REF("Ljava/lang/Object;", 1, Opcodes.ALOAD, Opcodes.ASTORE, Opcodes.ARETURN, "java/lang/Object", "ref"),
    V128(I64, 2, "i64"),
    /**
     * A v128 inside a function as ints (narrow lanes sign-extended), floats or doubles, see {@link LaneForms}; nothing outside of it
     * knows.
     */
    I8X16(I32, 16, null),
    I16X8(I32, 8, null),
    I32X4(I32, 4, null),
    F32X4(F32, 4, null),
    F64X2(F64, 2, null);

    final String descriptor;
    final int slots;
    final int load;
    final int store;
    final int ret;
    /** The verification type in a stack map frame. */
    final Object frameType;
    /** The field of {@code Global} that holds such a value. */
    final String globalField;

    private final Kind part;
    private final int parts;

    Kind(String descriptor, int slots, int load, int store, int ret, Object frameType, String globalField) {
        this.descriptor = descriptor;
        this.slots = slots;
        this.load = load;
        this.store = store;
        this.ret = ret;
        this.frameType = frameType;
        this.globalField = globalField;
        part = this;
        parts = 1;
    }

    /** Of several equal parts. */
    Kind(Kind part, int parts, String globalField) {
        descriptor = part.descriptor.repeat(parts);
        slots = part.slots * parts;
        load = -1;
        store = -1;
        ret = -1;
        frameType = null;
        this.globalField = globalField;
        this.part = part;
        this.parts = parts;
    }

    /** What such a value is made of on the JVM's side: itself, but for vectors. */
    Kind part() {
        return part;
    }

    /** The number of parts. */
    int parts() {
        return parts;
    }

    /** Whether this is another form of v128. */
    boolean isLanes() {
        return parts > 1 && this != V128;
    }

    boolean isReference() {
        return this == FUNC || this == EXN || this == REF;
    }

    /** The internal name of a reference kind's class. */
    String internalName() {
        return (String) frameType;
    }

    /** The kind of a closed type. */
    static Kind of(ValType type) {
        if (type instanceof NumType number) {
            return switch (number) {
                case I32 -> I32;
                case I64 -> I64;
                case F32 -> F32;
                case F64 -> F64;
            };
        }
        if (type instanceof RefType ref) {
            return switch (Matching.top(ref.heapType())) {
                case FUNC -> FUNC;
                case EXN -> EXN;
                default -> REF;
            };
        }
        return V128;
    }

    static Kind[] of(List<ValType> types) {
        var kinds = new Kind[types.size()];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = of(types.get(i));
        }
        return kinds;
    }

    /** The kind of a signature letter of {@code Opcode}. */
    static Kind of(char letter) {
        return switch (letter) {
            case 'i', 'a' -> I32;
            case 'l' -> I64;
            case 'f' -> F32;
            case 'd' -> F64;
            case 'v' -> V128;
            default -> throw new IllegalArgumentException("letter " + letter);
        };
    }
}
