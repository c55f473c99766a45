package dev.troupe.engine.module;

/** What a reference points to (spec 2.3.3): an abstract type, or a type defined by a module, by index or in canonical form. */
public sealed interface HeapType permits AbstractHeapType, TypeIndex, CanonicalType {}
