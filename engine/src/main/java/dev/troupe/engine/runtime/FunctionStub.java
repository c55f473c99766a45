package dev.troupe.engine.runtime;

import dev.troupe.engine.module.FuncType;
import java.lang.invoke.MethodHandle;

/**
 * Stands for a function of a module in tables and segments until somebody calls or reads it, so that a table of thousands of
 * functions does not load thousands of classes. Its null {@code type} sends {@code call_indirect} to the slow path, which
 * puts the real function in its place.
 */
final class FunctionStub extends WasmFunction {
    private final ModuleInstance instance;
    private final int index;

    FunctionStub(ModuleInstance instance, int index) {
        super(null, instance.store);
        this.instance = instance;
        this.index = index;
    }

    /** The function's index if it is one of that instance, else -1. */
    int indexIn(ModuleInstance other) {
        return other == instance ? index : -1;
    }

    @Override
    public WasmFunction resolve() {
        return instance.functionAt(index);
    }

    @Override
    public FuncType funcType() {
        return resolve().funcType();
    }

    @Override
    public MethodHandle handle() {
        return resolve().handle();
    }

    @Override
    public <T> T as(Class<T> functionalInterface) {
        return resolve().as(functionalInterface);
    }

    @Override
    protected Object callBoxed(Object[] arguments) {
        return resolve().callBoxed(arguments);
    }
}
