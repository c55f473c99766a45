package dev.troupe.engine.module;

/** A field of a struct, or the elements of an array (spec 2.3.9). */
public record FieldType(StorageType type, boolean mutable) {
    @Override
    public String toString() {
        return mutable ? "(mut " + type + ")" : type.toString();
    }
}
