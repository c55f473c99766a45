package dev.troupe.engine.runtime;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.types.DefType;
import java.lang.invoke.MethodHandle;

/**
 * A function instance (spec 4.2.7): of a module or of the host, as a reference value, an export or an import.
 *
 * <p>Values are boxed as {@code Integer}, {@code Long}, {@code Float}, {@code Double}, {@link V128}; a function reference is a
 * {@code WasmFunction}, any other reference an object, null references are {@code null}. Calls belong to the store's thread.
 */
public abstract class WasmFunction {
    /** What {@code call_indirect} compares; null in a stub that stands for a function in a table until its first use. */
    public final DefType type;

    public final Store store;

    protected WasmFunction(DefType type, Store store) {
        this.type = type;
        this.store = store;
    }

    public FuncType funcType() {
        return type.funcType();
    }

    /** This function, or the one that a stub stands for. */
    public WasmFunction resolve() {
        return this;
    }

    /**
     * Calls with boxed arguments.
     *
     * @return the results, an empty array if there are none
     * @throws IllegalArgumentException if the arguments do not fit the type; nothing has run then
     * @throws Trap if the execution ends abnormally
     */
    public final Object[] call(Object... arguments) {
        return Calls.call(this, arguments);
    }

    /**
     * The typed entry: takes the parameters and gives the result unboxed ({@code int}, {@code long}, {@code float}, {@code double},
     * {@code Object}; v128 as {@link V128}); several results come as {@code Object[]}. Bind it once and use {@code invokeExact}.
     */
    public abstract MethodHandle handle();

    /**
     * The function as an instance of a functional interface, such as {@code IntBinaryOperator}: the fastest way to call it from Java
     * often. Make it once and keep it. Calls belong to the store's thread, as all do.
     *
     * @param functionalInterface a public one whose method has the types of {@link #handle}; a parameter or result that is a reference
     *     may be of any class
     * @throws IllegalArgumentException if its method does not fit the function's type
     */
    public abstract <T> T as(Class<T> functionalInterface);

    /** The entry for arguments that are known to fit; gives what {@link #handle} gives, boxed, or null. */
    protected abstract Object callBoxed(Object[] arguments);
}
