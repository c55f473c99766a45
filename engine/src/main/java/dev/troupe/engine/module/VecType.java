package dev.troupe.engine.module;

/** The vector types (spec 2.3.2); there is one. */
public enum VecType implements ValType {
    V128;

    @Override
    public boolean isDefaultable() {
        return true;
    }

    @Override
    public String toString() {
        return "v128";
    }
}
