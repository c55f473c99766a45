package dev.troupe.engine.module;

import java.util.List;
import java.util.stream.Collectors;

/** A function type (spec 2.3.8): parameters and results, in order. */
public record FuncType(List<ValType> params, List<ValType> results) implements CompositeType {
    public FuncType {
        params = List.copyOf(params);
        results = List.copyOf(results);
    }

    public static FuncType of(List<? extends ValType> params, List<? extends ValType> results) {
        return new FuncType(List.copyOf(params), List.copyOf(results));
    }

    // By hand, like those of a group's key: the JVM generates a record's methods when they are first called, in some milliseconds.
    @Override
    public boolean equals(Object other) {
        return other instanceof FuncType that && params.equals(that.params) && results.equals(that.results);
    }

    @Override
    public int hashCode() {
        return 31 * params.hashCode() + results.hashCode();
    }

    /** The text form {@code (i32, i64) -> (f32)}. */
    @Override
    public String toString() {
        return list(params) + " -> " + list(results);
    }

    private static String list(List<ValType> types) {
        return types.stream().map(Object::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
