package dev.troupe.engine.script;

/** The host object that a script's {@code (ref.extern N)} and {@code (ref.host N)} stand for. */
record HostReference(int number) {}
