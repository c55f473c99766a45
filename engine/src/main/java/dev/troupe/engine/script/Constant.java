package dev.troupe.engine.script;

import dev.troupe.engine.module.HeapType;

/** A value that a script writes down. */
public sealed interface Constant {
    record I32(int value) implements Constant {}

    record I64(long value) implements Constant {}

    record F32(int bits) implements Constant {}

    record F64(long bits) implements Constant {}

    /** The sixteen bytes, the first lane lowest in {@code low}. */
    record V128(long low, long high) implements Constant {}

    record RefNull(HeapType type) implements Constant {}

    /** A host object, known by its number, seen as {@code externref}. */
    record RefExtern(int number) implements Constant {}

    /** A host object, known by its number, seen as {@code anyref}. */
    record RefHost(int number) implements Constant {}
}
