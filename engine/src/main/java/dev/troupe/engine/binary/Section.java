package dev.troupe.engine.binary;

import java.util.Locale;

/** The sections with their ids, in the order in which they must stand (spec 5.5.2, 5.5.17). Custom sections may stand anywhere. */
enum Section {
    CUSTOM(0),
    TYPE(1),
    IMPORT(2),
    FUNCTION(3),
    TABLE(4),
    MEMORY(5),
    TAG(13),
    GLOBAL(6),
    EXPORT(7),
    START(8),
    ELEMENT(9),
    DATA_COUNT(12),
    CODE(10),
    DATA(11);

    private static final Section[] BY_ID = new Section[14];

    static {
        for (var section : values()) {
            BY_ID[section.id] = section;
        }
    }

    private final int id;

    Section(int id) {
        this.id = id;
    }

    int id() {
        return id;
    }

    int order() {
        return ordinal();
    }

    /** The section with an id, or null. */
    static Section ofId(int id) {
        return id < BY_ID.length ? BY_ID[id] : null;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
