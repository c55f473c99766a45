package dev.troupe.engine.module;

/** An element segment (spec 2.5.7). For function indices {@code type} is {@code (ref func)}. */
public record ElementSegment(RefType type, ElementInit init, SegmentMode mode) {}
