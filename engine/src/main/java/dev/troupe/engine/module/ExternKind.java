package dev.troupe.engine.module;

import java.util.Locale;

/** The kinds of imports and exports, in the order of their binary codes (spec 5.5.5). */
public enum ExternKind {
    FUNC,
    TABLE,
    MEMORY,
    GLOBAL,
    TAG;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
