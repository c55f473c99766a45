package dev.troupe.engine.module;

/** An array type (spec 2.3.9). */
public record ArrayType(FieldType field) implements CompositeType {}
