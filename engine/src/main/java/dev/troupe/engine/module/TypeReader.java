package dev.troupe.engine.module;

import java.util.List;

/**
 * Reads value, reference and heap types (spec 5.3.1 to 5.3.5). Types without an index are single objects, so that they may be
 * compared with {@code ==}.
 */
public final class TypeReader {
    /** Each value type of one byte, at 0x40 less than its code; null where there is none. */
    private static final ValType[] VAL_TYPES = new ValType[0x40];
    private static final RefType[] NON_NULL_ABSTRACT = new RefType[AbstractHeapType.values().length];

    private static final int REF = 0x64;
    private static final int REF_NULL = 0x63;
    static {
        VAL_TYPES[0x7F - 0x40] = NumType.I32;
        VAL_TYPES[0x7E - 0x40] = NumType.I64;
        VAL_TYPES[0x7D - 0x40] = NumType.F32;
        VAL_TYPES[0x7C - 0x40] = NumType.F64;
        VAL_TYPES[0x7B - 0x40] = VecType.V128;
        for (var type : List.of(
                RefType.FUNCREF, RefType.EXTERNREF, RefType.ANYREF, RefType.EQREF, RefType.I31REF, RefType.STRUCTREF, RefType.ARRAYREF,
                RefType.EXNREF, RefType.NULLREF, RefType.NULLFUNCREF, RefType.NULLEXTERNREF, RefType.NULLEXNREF)) {
            var heapType = (AbstractHeapType) type.heapType();
            VAL_TYPES[heapType.code() - 0x40] = type;
            NON_NULL_ABSTRACT[heapType.ordinal()] = new RefType(false, heapType);
        }
    }

    private TypeReader() {}

    /** A value type (spec 5.3.5). */
    public static ValType valType(BinaryReader in) {
        int at = in.position();
        int code = in.readByte();
        if (code == REF || code == REF_NULL) {
            return refTo(in, code == REF_NULL);
        }
        var type = code >= 0x40 && code < 0x80 ? VAL_TYPES[code - 0x40] : null;
        if (type == null) {
            throw malformed("malformed value type", code, at);
        }
        return type;
    }

    /** The value type whose code is one byte from 0x40 to 0x7F, or null. */
    public static ValType shorthand(int code) {
        return VAL_TYPES[code - 0x40];
    }

    /** A reference type (spec 5.3.4). */
    public static RefType refType(BinaryReader in) {
        int at = in.position();
        int code = in.readByte();
        if (code == REF || code == REF_NULL) {
            return refTo(in, code == REF_NULL);
        }
        if (code >= 0x40 && code < 0x80 && VAL_TYPES[code - 0x40] instanceof RefType type) {
            return type;
        }
        throw malformed("malformed reference type", code, at);
    }

    private static RefType refTo(BinaryReader in, boolean nullable) {
        return refTo(nullable, heapType(in));
    }

    /** The reference type to a heap type; always the same object for an abstract one. */
    public static RefType refTo(boolean nullable, HeapType heapType) {
        if (heapType instanceof AbstractHeapType abstractType) {
            return nullable ? (RefType) VAL_TYPES[abstractType.code() - 0x40] : NON_NULL_ABSTRACT[abstractType.ordinal()];
        }
        return new RefType(nullable, heapType);
    }

    /** A heap type (spec 5.3.3): one byte, or a type index as a 33-bit signed integer. */
    public static HeapType heapType(BinaryReader in) {
        int at = in.position();
        int code = in.peek();
        if (code >= 0x40 && code < 0x80) {
            in.skip(1);
            if (VAL_TYPES[code - 0x40] instanceof RefType type) {
                return type.heapType();
            }
            throw malformed("malformed heap type", code, at);
        }
        return new TypeIndex(typeIndex(in, "malformed heap type"));
    }

    private static int typeIndex(BinaryReader in, String reason) {
        int at = in.position();
        long index = in.readS33();
        if (index < 0) {
            throw MalformedModuleException.atOffset(reason + ": negative type index " + index, at);
        }
        return (int) index;
    }

    /** Skips a block type (spec 5.4.1), checking its form. */
    public static void skipBlockType(BinaryReader in) {
        int code = in.peek();
        if (code == 0x40) {
            in.skip(1);
        } else if (code > 0x40 && code < 0x80) {
            valType(in);
        } else {
            typeIndex(in, "malformed block type");
        }
    }

    private static MalformedModuleException malformed(String reason, int found, int at) {
        return MalformedModuleException.atOffset(reason + ": found 0x" + Integer.toHexString(found), at);
    }
}
