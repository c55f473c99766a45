package dev.troupe.engine.runtime;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.types.DefType;

/** Tests of reference values (spec 4.6.3), for generated code and for what the host passes in. */
public final class Refs {
    private Refs() {}

    public static boolean isNull(Object value) {
        return value == null;
    }

    public static boolean isNonNull(Object value) {
        return value != null;
    }

    public static boolean isFunction(WasmFunction function, DefType type) {
        return function != null && (function.type == type || function.type.isSubtypeOf(type));
    }

    /** {@code ref.eq}. */
    public static boolean eq(Object first, Object second) {
        return first == second || first instanceof I31 a && second instanceof I31 b && a.value == b.value;
    }

    /** {@code ref.cast} where the JVM has no class to cast to: gives the value if {@code test} holds. */
    public static Object cast(Object value, boolean test) {
        if (!test) {
            throw new Trap(TrapKind.CAST_FAILURE);
        }
        return value;
    }

    /** Whether a value of any origin has a closed reference type. */
    static boolean matches(RefType type, Object value) {
        if (value == null) {
            return type.nullable();
        }
        return switch (type.heapType()) {
            case AbstractHeapType heapType -> matches(heapType, value);
            case DefType expected when expected.composite() instanceof FuncType ->
                value instanceof WasmFunction function && function.resolve().type.isSubtypeOf(expected);
            case DefType expected -> value instanceof WasmStruct struct && struct.type().isSubtypeOf(expected)
                    || value instanceof WasmArray array && array.type().isSubtypeOf(expected);
            default -> throw new IllegalArgumentException("not closed: " + type);
        };
    }

    private static boolean matches(AbstractHeapType type, Object value) {
        return switch (type) {
            case ANY, EXTERN -> true;
            case EQ -> value instanceof GcObject;
            case I31 -> value instanceof I31;
            case STRUCT -> value instanceof WasmStruct;
            case ARRAY -> value instanceof WasmArray;
            case FUNC -> value instanceof WasmFunction;
            case EXN -> value instanceof WasmException;
            case NONE, NOFUNC, NOEXTERN, NOEXN -> false;
        };
    }
}
