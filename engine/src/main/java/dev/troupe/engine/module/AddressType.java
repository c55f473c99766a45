package dev.troupe.engine.module;

/** The type of addresses of a memory or a table (spec 2.3.6). */
public enum AddressType {
    I32,
    I64;

    public NumType valType() {
        return this == I32 ? NumType.I32 : NumType.I64;
    }
}
