package dev.troupe.engine.module;

/** An export (spec 2.5.10); {@code index} is in the index space of {@code kind}. */
public record Export(String name, ExternKind kind, int index) {}
