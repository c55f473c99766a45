package dev.troupe.engine.compile;

import dev.troupe.engine.module.FieldType;
import dev.troupe.engine.module.PackedType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.runtime.WasmArray;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** How a struct's field or an array's elements are stored (spec 4.2.16). */
enum Storage {
    I8(Kind.I32, "B", "[B", Opcodes.T_BYTE, Opcodes.BALOAD, Opcodes.BASTORE, WasmArray.OfI8.class),
    I16(Kind.I32, "S", "[S", Opcodes.T_SHORT, Opcodes.SALOAD, Opcodes.SASTORE, WasmArray.OfI16.class),
    I32(Kind.I32, "I", "[I", Opcodes.T_INT, Opcodes.IALOAD, Opcodes.IASTORE, WasmArray.OfI32.class),
    I64(Kind.I64, "J", "[J", Opcodes.T_LONG, Opcodes.LALOAD, Opcodes.LASTORE, WasmArray.OfI64.class),
    F32(Kind.F32, "F", "[F", Opcodes.T_FLOAT, Opcodes.FALOAD, Opcodes.FASTORE, WasmArray.OfF32.class),
    F64(Kind.F64, "D", "[D", Opcodes.T_DOUBLE, Opcodes.DALOAD, Opcodes.DASTORE, WasmArray.OfF64.class),
    /** Two fields, or two elements of the JVM array. */
    V128(Kind.V128, "J", "[J", Opcodes.T_LONG, -1, -1, WasmArray.OfV128.class),
    FUNC(Kind.FUNC, Kind.FUNC.descriptor, "[Ljava/lang/Object;", -1, Opcodes.AALOAD, Opcodes.AASTORE, WasmArray.OfRef.class),
    EXN(Kind.EXN, Kind.EXN.descriptor, "[Ljava/lang/Object;", -1, Opcodes.AALOAD, Opcodes.AASTORE, WasmArray.OfRef.class),
    REF(Kind.REF, Kind.REF.descriptor, "[Ljava/lang/Object;", -1, Opcodes.AALOAD, Opcodes.AASTORE, WasmArray.OfRef.class);

    /** The kind on the operand stack. */
    final Kind kind;
    final String fieldDescriptor;
    final String arrayDescriptor;
    /** The operand of {@code newarray}, or -1 for references. */
    final int elementCode;
    final int load;
    final int store;
    /** The internal name of the class that arrays of this storage extend. */
    final String arrayClass;

    Storage(Kind kind, String fieldDescriptor, String arrayDescriptor, int elementCode, int load, int store, Class<?> arrayClass) {
        this.kind = kind;
        this.fieldDescriptor = fieldDescriptor;
        this.arrayDescriptor = arrayDescriptor;
        this.elementCode = elementCode;
        this.load = load;
        this.store = store;
        this.arrayClass = Type.getInternalName(arrayClass);
    }

    static Storage of(FieldType field) {
        return switch (field.type()) {
            case PackedType packed -> packed == PackedType.I8 ? I8 : I16;
            case ValType type -> valueOf(Kind.of(type).name());
        };
    }

    /** The end of the names of methods in {@code ArrayBulk}. */
    String suffix() {
        return kind.isReference() ? "Ref" : name();
    }

    /** How many bytes of a data segment one takes. */
    int bytes() {
        return switch (this) {
            case I8 -> 1;
            case I16 -> 2;
            case I32, F32 -> 4;
            case I64, F64 -> 8;
            case V128 -> 16;
            case FUNC, EXN, REF -> throw new IllegalStateException("no data segment has references");
        };
    }

    /** Bits that remain of a packed value without a sign; -1 if it is not packed. */
    int mask() {
        return this == I8 ? 0xFF : this == I16 ? 0xFFFF : -1;
    }
}
