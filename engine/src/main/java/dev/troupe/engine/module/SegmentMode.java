package dev.troupe.engine.module;

/** When an element or data segment is used (spec 2.5.7, 2.5.8). Data segments are never declarative. */
public sealed interface SegmentMode {
    record Passive() implements SegmentMode {}

    /** Copied at instantiation to the table or memory {@code target}, at the constant expression {@code offset}. */
    record Active(int target, Slice offset) implements SegmentMode {}

    record Declarative() implements SegmentMode {}
}
