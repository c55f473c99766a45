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

    /** The text form {@code (i32, i64) -> (f32)}. */
    @Override
    public String toString() {
        return list(params) + " -> " + list(results);
    }

    private static String list(List<ValType> types) {
        return types.stream().map(Object::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
