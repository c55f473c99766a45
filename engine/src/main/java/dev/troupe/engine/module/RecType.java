package dev.troupe.engine.module;

import java.util.List;

/** A group of mutually recursive type definitions (spec 2.3.12). */
public record RecType(List<SubType> types) {
    public RecType {
        types = List.copyOf(types);
    }
}
