package dev.troupe.engine.module;

import java.util.Locale;

/** The abstract heap types (spec 2.3.3) with their binary code (spec 5.3.3) and nullable shorthand (spec 6.4.4). */
public enum AbstractHeapType implements HeapType {
    NOEXN(0x74, "nullexnref"),
    NOFUNC(0x73, "nullfuncref"),
    NOEXTERN(0x72, "nullexternref"),
    NONE(0x71, "nullref"),
    FUNC(0x70, "funcref"),
    EXTERN(0x6F, "externref"),
    ANY(0x6E, "anyref"),
    EQ(0x6D, "eqref"),
    I31(0x6C, "i31ref"),
    STRUCT(0x6B, "structref"),
    ARRAY(0x6A, "arrayref"),
    EXN(0x69, "exnref");

    private final int code;
    private final String nullableShorthand;

    AbstractHeapType(int code, String nullableShorthand) {
        this.code = code;
        this.nullableShorthand = nullableShorthand;
    }

    /** The byte of the binary format. */
    public int code() {
        return code;
    }

    /** The text format's name of a nullable reference to this type, such as {@code funcref}. */
    public String nullableShorthand() {
        return nullableShorthand;
    }

    /** The top type of this type's hierarchy (spec 3.3.3). */
    public AbstractHeapType top() {
        return switch (this) {
            case FUNC, NOFUNC -> FUNC;
            case EXTERN, NOEXTERN -> EXTERN;
            case EXN, NOEXN -> EXN;
            default -> ANY;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
