package dev.troupe.engine.runtime;

/** Compiled constant expressions of a module; generated classes extend it. Has no state. */
public abstract class ConstantCode {
    protected ConstantCode() {}

    /** The value of an expression, for an instance whose earlier globals are in its index space. */
    public abstract Object evaluate(int index, ModuleInstance instance);
}
