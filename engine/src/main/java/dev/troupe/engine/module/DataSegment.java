package dev.troupe.engine.module;

/** A data segment (spec 2.5.8). */
public record DataSegment(Slice bytes, SegmentMode mode) {}
