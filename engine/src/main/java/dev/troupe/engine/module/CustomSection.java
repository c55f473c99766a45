package dev.troupe.engine.module;

/**
 * A custom section (spec 5.5.3).
 *
 * @param after the binary id of the last non-custom section before it, 0 if it stands first
 */
public record CustomSection(String name, Slice bytes, int after) {}
