package dev.troupe.engine.module;

/** The type of a global (spec 2.3.16). */
public record GlobalType(ValType type, boolean mutable) {
    @Override
    public String toString() {
        return mutable ? "(mut " + type + ")" : type.toString();
    }
}
