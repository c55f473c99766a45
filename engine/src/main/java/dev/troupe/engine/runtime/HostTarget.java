package dev.troupe.engine.runtime;

import dev.troupe.engine.module.FuncType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * What the host functions of one definition call. Equal targets of one type need generated code once; RATIONALE.md, "When do host
 * functions share their code?".
 */
sealed interface HostTarget {
    /** In the form that generated code calls, for functions of a type: see {@link HostFunction.Definition#target}. */
    MethodHandle handle(FuncType type);

    /**
     * A handle of its own, which is equal to itself only. Says so itself, as for records' methods the JVM generates classes: RATIONALE.md,
     * "Why are there few lambdas on the way to a first result?".
     */
    record Own(MethodHandle handle) implements HostTarget {
        @Override
        public int hashCode() {
            return handle.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Own own && handle == own.handle;
        }

        @Override
        public MethodHandle handle(FuncType type) {
            return handle;
        }
    }

    /** The method of a functional interface as objects of one class implement it; the object is the receiver. */
    record OfInterface(MethodHandle method, Class<?> implementation, boolean hasCaller) implements HostTarget {
        @Override
        public MethodHandle handle(FuncType type) {
            return received(method, implementation, type, hasCaller);
        }
    }

    /** The method of {@link HostFunction.Untyped} as objects of one class implement it; the object is the receiver. */
    record Boxed(Class<?> implementation) implements HostTarget {
        private static final MethodHandle METHOD;

        static {
            try {
                METHOD = MethodHandles.lookup()
                        .findStatic(
                                HostFunction.class,
                                "callUntyped",
                                MethodType.methodType(
                                        Object.class, FuncType.class, HostFunction.Untyped.class, Caller.class, Object[].class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @Override
        public MethodHandle handle(FuncType type) {
            var method = METHOD.bindTo(type);
            return received(
                    Packing.isPacked(type) ? method : method.asCollector(Object[].class, type.params().size()), implementation, type, true);
        }
    }

    /** Any handle, which is the receiver: a call that HotSpot cannot inline. */
    record Received(boolean hasCaller) implements HostTarget {
        @Override
        public MethodHandle handle(FuncType type) {
            var target = javaType(type, hasCaller);
            return MethodHandles.exactInvoker(target).asType(target.insertParameterTypes(0, Object.class));
        }
    }

    /** To HotSpot a receiver is of the class that it is cast to, so it inlines what that class does. */
    private static MethodHandle received(MethodHandle method, Class<?> implementation, FuncType type, boolean hasCaller) {
        return method.asType(method.type().changeParameterType(0, implementation))
                .asType(javaType(type, hasCaller).insertParameterTypes(0, Object.class));
    }

    /** The type of what is called, without a receiver. */
    static MethodType javaType(FuncType type, boolean hasCaller) {
        var plain = HostFunction.javaType(type);
        return hasCaller ? plain.insertParameterTypes(0, Caller.class) : plain;
    }
}
