package dev.troupe.engine.runtime;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.module.VecType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * A Java function that a module may import (spec 4.2.7, host functions). Immutable; may serve any number of instances.
 *
 * <p>Whatever it throws ends the guest's execution: a {@link Trap}, {@link GuestExit} or {@link WasmException} as itself, anything
 * else as a {@link HostFunctionException}.
 *
 * @param definition type and target
 * @param receiver the object that the target's first parameter takes, if the definition asks for one
 */
public record HostFunction(Definition definition, Object receiver) {
    /** The shared part of host functions that differ in their receiver only; HotSpot inlines the target into guest code. */
    public static final class Definition {
        /** Of equal ones the first that is alive. */
        private static final Map<Definition, WeakReference<Definition>> FIRST = new WeakHashMap<>();

        private final FuncType type;
        private final HostTarget target;
        private final boolean hasReceiver;
        private final boolean hasCaller;
        private volatile Definition first;
        private volatile Object companion;

        private Definition(FuncType type, HostTarget target, boolean hasReceiver, boolean hasCaller) {
            this.type = type;
            this.target = target;
            this.hasReceiver = hasReceiver;
            this.hasCaller = hasCaller;
        }

        /** With a receiver and a caller in front of the parameters. */
        public static Definition of(FuncType type, MethodHandle target) {
            var expected = HostTarget.javaType(type, true).insertParameterTypes(0, Object.class);
            return new Definition(type, new HostTarget.Own(target.asType(expected)), true, true);
        }

        public FuncType type() {
            return type;
        }

        /**
         * Takes a receiver if {@link #hasReceiver}, a {@link Caller} if {@link #hasCaller}, then the parameters as {@code int},
         * {@code long}, {@code float}, {@code double}, {@code Object} ({@link V128} for v128); returns the result so, or {@code Object[]}
         * if there are several.
         */
        public MethodHandle target() {
            return target.handle(type);
        }

        /** Whether only definitions made from the same handle are equal. */
        public boolean isOwn() {
            return target instanceof HostTarget.Own;
        }

        public boolean hasReceiver() {
            return hasReceiver;
        }

        public boolean hasCaller() {
            return hasCaller;
        }

        /** The one of all equal ones that keeps what the compiler derives from them. */
        public Definition first() {
            if (first == null) {
                findFirst();
            }
            return first;
        }

        private void findFirst() {
            synchronized (FIRST) {
                var known = FIRST.get(this);
                var found = known == null ? null : known.get();
                if (found == null) {
                    found = this;
                    FIRST.put(this, new WeakReference<>(this));
                }
                first = found;
            }
        }

        /** What {@link #keep} was given; null if there is nothing yet. */
        public Object companion() {
            return companion;
        }

        /**
         * Keeps what was derived from the definition as long as there is one that is equal; it may refer to whatever the target refers to.
         *
         * @return what is kept: the first that was given
         */
        public synchronized Object keep(Object derived) {
            if (companion == null) {
                companion = derived;
            }
            return companion;
        }

        @Override
        public int hashCode() {
            return target.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Definition definition
                    && target.equals(definition.target)
                    && type.equals(definition.type)
                    && hasReceiver == definition.hasReceiver
                    && hasCaller == definition.hasCaller;
        }

        public HostFunction bind(Object receiver) {
            return new HostFunction(this, receiver);
        }
    }

    /** The boxed form of a host function. */
    @FunctionalInterface
    public interface Untyped {
        /** @return as many results as the type has; may be null if it has none */
        Object[] call(Caller caller, Object[] arguments) throws Throwable;
    }

    public FuncType type() {
        return definition.type;
    }

    /**
     * From a method handle whose parameters are the function's, optionally behind a {@link Caller}.
     *
     * <p>Code is generated for each handle, and HotSpot inlines it into the guest; a module that is given ever new handles for one
     * import calls all but the first of them as they are, some nanoseconds slower. Lambdas of one class share their code: see
     * {@link #of(Class, Object)}.
     *
     * @throws IllegalArgumentException if the handle does not fit the type
     */
    public static HostFunction of(FuncType type, MethodHandle target) {
        boolean hasCaller = target.type().parameterCount() > 0 && target.type().parameterType(0) == Caller.class;
        var expected = HostTarget.javaType(type, hasCaller);
        try {
            return new HostFunction(new Definition(type, new HostTarget.Own(target.asType(expected)), false, hasCaller), null);
        } catch (java.lang.invoke.WrongMethodTypeException e) {
            throw new IllegalArgumentException(
                    "a host function of type " + type + " needs a method of type " + expected + ", got " + target.type(), e);
        }
    }

    /** From a function that takes and gives boxed values; convenient, not fast. */
    public static HostFunction untyped(FuncType type, Untyped function) {
        return new HostFunction(new Definition(type, new HostTarget.Boxed(function.getClass()), true, true), function);
    }

    /**
     * From a lambda for any functional interface whose method takes and returns {@code int}, {@code long}, {@code float},
     * {@code double}, {@link V128} or {@code Object} (an externref), such as {@code IntBinaryOperator}; a first parameter of type
     * {@link Caller} is the calling instance.
     */
    public static <T> HostFunction of(Class<T> functionalInterface, T function) {
        var signature = Signature.KNOWN.get(functionalInterface);
        var target = new HostTarget.OfInterface(signature.method, function.getClass(), signature.hasCaller);
        return new HostFunction(new Definition(signature.type, target, true, signature.hasCaller), function);
    }

    /**
     * The same function by a definition that all of its type share, which has it as the receiver: slower to call, but nothing is
     * generated for it.
     */
    public HostFunction shared() {
        var target = definition.target();
        var handle = definition.hasReceiver ? target.bindTo(receiver) : target;
        boolean hasCaller = definition.hasCaller;
        return new HostFunction(new Definition(type(), new HostTarget.Received(hasCaller), true, hasCaller), handle);
    }

    /** A functional interface's method, which takes the object first, and what functions of the interface are to the guest. */
    private record Signature(MethodHandle method, FuncType type, boolean hasCaller) {
        private static final ClassValue<Signature> KNOWN = new ClassValue<>() {
            @Override
            protected Signature computeValue(Class<?> functionalInterface) {
                return Signature.of(functionalInterface);
            }
        };

        static Signature of(Class<?> functionalInterface) {
            var method = FunctionalInterfaces.method(functionalInterface);
            var types = new ArrayList<>(List.of(method.getParameterTypes()));
            boolean hasCaller = !types.isEmpty() && types.getFirst() == Caller.class;
            if (hasCaller) {
                types.removeFirst();
            }
            List<ValType> results = method.getReturnType() == void.class ? List.of() : List.of(valType(method.getReturnType()));
            var type = FuncType.of(types.stream().map(HostFunction::valType).toList(), results);
            try {
                return new Signature(MethodHandles.publicLookup().unreflect(method), type, hasCaller);
            } catch (IllegalAccessException e) {
                throw new IllegalArgumentException("the interface " + functionalInterface.getName() + " must be public", e);
            }
        }
    }

    /**
     * The Java method type of a function's entry: what {@link WasmFunction#handle} has. Where the parameters do not fit the JVM's 255
     * slots, they come boxed in one {@code Object[]}.
     */
    public static MethodType javaType(FuncType type) {
        List<Class<?>> params = Packing.isPacked(type)
                ? List.of(Object[].class)
                : type.params().stream().<Class<?>>map(HostFunction::javaType).toList();
        Class<?> result = switch (type.results().size()) {
            case 0 -> void.class;
            case 1 -> javaType(type.results().getFirst());
            default -> Object[].class;
        };
        return MethodType.methodType(result, params);
    }

    private static Class<?> javaType(ValType type) {
        if (type instanceof NumType number) {
            return switch (number) {
                case I32 -> int.class;
                case I64 -> long.class;
                case F32 -> float.class;
                case F64 -> double.class;
            };
        }
        return type instanceof VecType ? V128.class : Object.class;
    }

    private static ValType valType(Class<?> type) {
        if (type == int.class) {
            return ValType.I32;
        } else if (type == long.class) {
            return ValType.I64;
        } else if (type == float.class) {
            return ValType.F32;
        } else if (type == double.class) {
            return ValType.F64;
        } else if (type == V128.class) {
            return ValType.V128;
        } else if (!type.isPrimitive()) {
            return dev.troupe.engine.module.RefType.EXTERNREF;
        }
        throw new IllegalArgumentException("no WebAssembly type for " + type + ": use int, long, float, double, V128 or Object");
    }

    static Object callUntyped(FuncType type, Untyped function, Caller caller, Object[] arguments) throws Throwable {
        var results = function.call(caller, arguments);
        int count = results == null ? 0 : results.length;
        if (count != type.results().size()) {
            throw new IllegalStateException("a host function of type " + type + " returned " + count + " results");
        }
        for (int i = 0; i < count; i++) {
            if (!Calls.fits(type.results().get(i), results[i])) {
                throw new IllegalStateException("a host function of type " + type + " returned " + results[i] + " as result " + i);
            }
        }
        return switch (count) {
            case 0 -> null;
            case 1 -> results[0];
            default -> results;
        };
    }
}
