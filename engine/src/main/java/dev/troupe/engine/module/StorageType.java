package dev.troupe.engine.module;

/** What a field of a struct or an array holds (spec 2.3.11): a value type or a packed integer. */
public sealed interface StorageType permits ValType, PackedType {}
