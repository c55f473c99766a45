package dev.troupe.engine.module;

/** A value type (spec 2.3.5): a number, a vector or a reference. {@code toString} gives the text format's name. */
public sealed interface ValType extends StorageType permits NumType, VecType, RefType {
    NumType I32 = NumType.I32;
    NumType I64 = NumType.I64;
    NumType F32 = NumType.F32;
    NumType F64 = NumType.F64;
    VecType V128 = VecType.V128;

    /** Whether a local of this type starts with a default value; only non-nullable references have none. */
    // No default method: it would make the initialisation of NumType initialise this interface first, whose constants would stay null.
    boolean isDefaultable();
}
