package dev.troupe.engine.runtime;

import dev.troupe.engine.module.FieldType;
import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.ValType;

/** The convenient, boxed way into a function. */
final class Calls {
    private static final Object[] NONE = {};

    private Calls() {}

    static Object[] call(WasmFunction function, Object[] arguments) {
        var type = function.funcType();
        var params = type.params();
        if (arguments.length != params.size()) {
            throw new WrongArgumentsException("expected " + params.size() + " arguments " + params + ", got " + arguments.length);
        }
        for (int i = 0; i < arguments.length; i++) {
            require(params.get(i), arguments[i], "argument " + i);
        }
        var result = function.callBoxed(arguments);
        return switch (type.results().size()) {
            case 0 -> NONE;
            case 1 -> new Object[] {result};
            default -> (Object[]) result;
        };
    }

    static boolean fits(ValType type, Object value) {
        if (type instanceof NumType number) {
            return switch (number) {
                case I32 -> value instanceof Integer;
                case I64 -> value instanceof Long;
                case F32 -> value instanceof Float;
                case F64 -> value instanceof Double;
            };
        }
        return type instanceof RefType ref ? Refs.matches(ref, value) : value instanceof V128;
    }

    /** The type of a field's values on the operand stack. */
    static ValType unpacked(FieldType field) {
        return field.type() instanceof ValType type ? type : ValType.I32;
    }

    /** @throws WrongArgumentsException if the value does not fit the type */
    static void require(ValType type, Object value, String what) {
        if (!fits(type, value)) {
            throw new WrongArgumentsException(what + ": expected " + type + ", got " + describe(value));
        }
    }

    private static String describe(Object value) {
        return value == null ? "null" : value + " (" + value.getClass().getSimpleName() + ")";
    }
}
