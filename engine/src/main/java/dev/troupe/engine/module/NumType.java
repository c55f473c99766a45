package dev.troupe.engine.module;

import java.util.Locale;

/** The number types (spec 2.3.1). */
public enum NumType implements ValType {
    I32,
    I64,
    F32,
    F64;

    @Override
    public boolean isDefaultable() {
        return true;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
