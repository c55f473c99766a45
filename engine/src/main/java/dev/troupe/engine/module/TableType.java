package dev.troupe.engine.module;

/** The type of a table (spec 2.3.15). */
public record TableType(AddressType addressType, RefType elementType, Limits limits) {
    public static TableType of(RefType elementType, Limits limits) {
        return new TableType(AddressType.I32, elementType, limits);
    }
}
