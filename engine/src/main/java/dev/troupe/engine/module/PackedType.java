package dev.troupe.engine.module;

import java.util.Locale;

/** The packed integer types, which exist in fields only (spec 2.3.11). */
public enum PackedType implements StorageType {
    I8,
    I16;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
