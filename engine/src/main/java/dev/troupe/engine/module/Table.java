package dev.troupe.engine.module;

import java.util.Optional;

/** A table that the module defines (spec 2.5.6); without {@code init} its elements start as null. */
public record Table(TableType type, Optional<Slice> init) {}
