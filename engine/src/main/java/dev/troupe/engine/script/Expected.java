package dev.troupe.engine.script;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.HeapType;
import java.util.List;

/** What a script accepts as a result. */
public sealed interface Expected {
    /** Exactly this value, floats bit by bit. */
    record Value(Constant constant) implements Expected {}

    /** A NaN of any sign: the canonical payload, or (arithmetic) any with its highest bit set. */
    record Nan(boolean is64, boolean canonical) implements Expected {}

    /** A vector, lane by lane; the lanes are {@link Value}s of 32 or 64 bits, or {@link Nan}s. Narrow integers are sign-extended. */
    record Vector(int laneBits, List<Expected> lanes) implements Expected {}

    /** Any reference, not null, to something of the type. */
    record Reference(AbstractHeapType type) implements Expected {}

    /** A null reference; a type, if there is one, restricts nothing, since all nulls of a hierarchy are the same. */
    record Null(HeapType type) implements Expected {}

    /** One of several. */
    record Either(List<Expected> alternatives) implements Expected {}
}
