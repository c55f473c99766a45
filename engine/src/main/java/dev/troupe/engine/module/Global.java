package dev.troupe.engine.module;

/** A global that the module defines (spec 2.5.5); {@code init} is a constant expression including its {@code end}. */
public record Global(GlobalType type, Slice init) {}
