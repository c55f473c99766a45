package dev.troupe.engine.module;

import java.util.List;

/** A type definition with its declared supertypes, as type indices of the module (spec 2.3.12). */
public record SubType(boolean isFinal, List<Integer> supertypes, CompositeType composite) {
    public SubType {
        supertypes = List.copyOf(supertypes);
    }

    /** A final type without supertypes, which is what a plain {@code (type ...)} declares. */
    public static SubType plain(CompositeType composite) {
        return new SubType(true, List.of(), composite);
    }
}
