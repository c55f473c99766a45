package dev.troupe.engine.module;

/**
 * A heap type that names a type definition by its canonical object and not by an index: what {@link TypeIndex} becomes in a type
 * that has meaning outside its module. {@code dev.troupe.engine.types.DefType} is the one implementation; compare by identity.
 */
public non-sealed interface CanonicalType extends HeapType {}
