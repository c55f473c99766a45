package dev.troupe.engine.module;

/** A composite type (spec 2.3.10): function, struct or array. */
public sealed interface CompositeType permits FuncType, StructType, ArrayType {}
