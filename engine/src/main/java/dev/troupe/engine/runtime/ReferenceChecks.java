package dev.troupe.engine.runtime;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.ValType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/**
 * Checks of references where Java and guest meet by typed handles: generated code trusts the types that validation found, so that a
 * wrong object must not get in. Functions without references, or with plain {@code externref}s, pay nothing.
 */
public final class ReferenceChecks {
    private static final MethodHandle ARGUMENT = find("argument", Object.class, ValType.class, int.class, Object.class);
    private static final MethodHandle ARGUMENTS = find("arguments", Object[].class, List.class, Object[].class);
    private static final MethodHandle RESULT = find("result", Object.class, ValType.class, Object.class);
    private static final MethodHandle RESULTS = find("results", Object[].class, List.class, Object[].class);

    private ReferenceChecks() {}

    private static MethodHandle find(String name, Class<?> result, Class<?>... parameters) {
        try {
            return MethodHandles.lookup().findStatic(ReferenceChecks.class, name, MethodType.methodType(result, parameters));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A function's typed entry, which throws {@link WrongArgumentsException} before it runs if a reference does not fit. */
    public static MethodHandle checked(MethodHandle entry, WasmFunction function) {
        var params = function.funcType().params();
        if (entry.type().parameterCount() == 1 && entry.type().parameterType(0) == Object[].class) {
            return params.stream().anyMatch(ReferenceChecks::needed)
                    ? MethodHandles.filterArguments(entry, 0, MethodHandles.insertArguments(ARGUMENTS, 0, params))
                    : entry;
        }
        var checked = entry;
        for (int i = 0; i < params.size(); i++) {
            if (needed(params.get(i))) {
                checked = MethodHandles.filterArguments(checked, i, MethodHandles.insertArguments(ARGUMENT, 0, params.get(i), i));
            }
        }
        return checked;
    }

    /** A host function's target, which fails if it returns a reference that does not fit. */
    public static MethodHandle checkedTarget(MethodHandle target, FuncType type) {
        var results = type.results();
        if (results.stream().noneMatch(ReferenceChecks::needed)) {
            return target;
        }
        return MethodHandles.filterReturnValue(
                target,
                results.size() == 1
                        ? MethodHandles.insertArguments(RESULT, 0, results.getFirst())
                        : MethodHandles.insertArguments(RESULTS, 0, results));
    }

    /** Whether the arguments of a function must be checked when they come from Java by its typed entry. */
    public static boolean areNeeded(FuncType type) {
        return type.params().stream().anyMatch(ReferenceChecks::needed);
    }

    private static boolean needed(ValType type) {
        return type instanceof RefType ref
                && !(ref.nullable() && (ref.heapType() == AbstractHeapType.EXTERN || ref.heapType() == AbstractHeapType.ANY));
    }

    private static Object argument(ValType type, int index, Object value) {
        Calls.require(type, value, "argument " + index);
        return value;
    }

    private static Object[] arguments(List<ValType> types, Object[] values) {
        for (int i = 0; i < values.length; i++) {
            Calls.require(types.get(i), values[i], "argument " + i);
        }
        return values;
    }

    private static Object result(ValType type, Object value) {
        if (!Calls.fits(type, value)) {
            throw new IllegalStateException("a host function returned " + value + " where its type has " + type);
        }
        return value;
    }

    private static Object[] results(List<ValType> types, Object[] values) {
        if (values.length != types.size()) {
            throw new IllegalStateException("a host function returned " + values.length + " results where its type has " + types.size());
        }
        for (int i = 0; i < values.length; i++) {
            result(types.get(i), values[i]);
        }
        return values;
    }
}
