package dev.troupe.protocol;

import java.util.List;

/** The function returned. @param values its results, empty if it has none */
public record Completed(List<Value> values) implements Answer {
    public Completed {
        values = List.copyOf(values);
    }

    /** The first result. */
    public Value value() {
        return values.getFirst();
    }
}
