package dev.troupe.tests.differential;

import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.TypeIndex;
import dev.troupe.engine.module.ValType;
import java.util.Arrays;
import java.util.List;

/**
 * What an expression of a generated program gives: a value type and, for floating point, whether all bits are determined. The
 * specification leaves open which NaN an arithmetic instruction gives, so such a value may only go where any NaN has the same effect;
 * elsewhere it is made canonical first.
 */
enum Kind {
    I32(ValType.I32),
    I64(ValType.I64),
    /** Any NaN may be in it. */
    F32(ValType.F32),
    F64(ValType.F64),
    /** Every bit is determined. */
    F32_BITS(ValType.F32),
    F64_BITS(ValType.F64),
    /** Every bit is determined. */
    V128(ValType.V128),
    /** Any NaN may be in its lanes. */
    V_F32X4(ValType.V128),
    V_F64X2(ValType.V128),
    FUNC(RefType.FUNCREF),
    EXN(RefType.EXNREF),
    EQ(RefType.EQREF),
    I31(RefType.I31REF),
    STRUCT(new RefType(true, new TypeIndex(Aggregates.STRUCT))),
    SUB_STRUCT(new RefType(true, new TypeIndex(Aggregates.SUB_STRUCT))),
    SHORTS(new RefType(true, new TypeIndex(Aggregates.SHORTS))),
    LONGS(new RefType(true, new TypeIndex(Aggregates.LONGS)));

    /** The kinds that need no feature beyond the first version and vectors. */
    static final List<Kind> NUMBERS = List.of(I32, I64, F32, F64, F32_BITS, F64_BITS, V128, V_F32X4, V_F64X2);
    static final List<Kind> AGGREGATES = List.of(EQ, I31, STRUCT, SUB_STRUCT, SHORTS, LONGS);

    final ValType type;

    Kind(ValType type) {
        this.type = type;
    }

    /** The kind of parameters of a type: the same for all functions, for indirect calls know only types. */
    static Kind ofParameter(ValType type) {
        return type == NumType.F64 ? F64_BITS : first(type);
    }

    /** The kind of results of a type. */
    static Kind ofResult(ValType type) {
        return type == NumType.F32 ? F32_BITS : first(type);
    }

    private static Kind first(ValType type) {
        return Arrays.stream(values()).filter(kind -> kind.type.equals(type)).findFirst().orElseThrow();
    }

    /** The kinds whose values may stand where this one is expected. */
    List<Kind> suitable() {
        return switch (this) {
            case F32 -> List.of(F32, F32_BITS);
            case F64 -> List.of(F64, F64_BITS);
            case V_F32X4 -> List.of(V_F32X4, V128);
            case V_F64X2 -> List.of(V_F64X2, V128);
            case EQ -> AGGREGATES;
            case STRUCT -> List.of(STRUCT, SUB_STRUCT);
            default -> List.of(this);
        };
    }

    static List<ValType> types(List<Kind> kinds) {
        return kinds.stream().map(kind -> kind.type).toList();
    }
}
