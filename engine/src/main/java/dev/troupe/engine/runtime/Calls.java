package dev.troupe.engine.runtime;

import dev.troupe.engine.module.FieldType;
import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.module.VecType;
import java.lang.invoke.MethodType;

/** The convenient, boxed way into a function. */
final class Calls {
    private static final Object[] NONE = {};
    private static final MethodType SPREAD = MethodType.methodType(Object.class, Object[].class);

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
        Object result;
        try {
            var handle = function.handle();
            boolean packed = handle.type().parameterCount() == 1 && handle.type().parameterType(0) == Object[].class;
            result = packed
                    ? (Object) handle.invokeExact(arguments)
                    : handle.asSpreader(Object[].class, arguments.length).asType(SPREAD).invokeExact(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        return switch (type.results().size()) {
            case 0 -> NONE;
            case 1 -> new Object[] {result};
            default -> (Object[]) result;
        };
    }

    static boolean fits(ValType type, Object value) {
        return switch (type) {
            case NumType.I32 -> value instanceof Integer;
            case NumType.I64 -> value instanceof Long;
            case NumType.F32 -> value instanceof Float;
            case NumType.F64 -> value instanceof Double;
            case VecType v -> value instanceof V128;
            case RefType ref -> Refs.matches(ref, value);
        };
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
