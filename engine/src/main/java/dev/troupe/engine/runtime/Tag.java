package dev.troupe.engine.runtime;

import dev.troupe.engine.types.DefType;

/** A tag instance (spec 4.2.10). Exceptions are told apart by the identity of their tag. */
public final class Tag {
    private final DefType type;

    public Tag(DefType type) {
        this.type = type;
    }

    public DefType type() {
        return type;
    }
}
