package dev.troupe.engine.module;

import java.util.List;

/** A struct type (spec 2.3.9). */
public record StructType(List<FieldType> fields) implements CompositeType {
    public StructType {
        fields = List.copyOf(fields);
    }
}
