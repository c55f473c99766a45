package dev.troupe.engine.module;

/** {@code count} (unsigned 32-bit) consecutive locals of one type, as the binary format declares them (spec 5.5.13). */
public record LocalRun(int count, ValType type) {}
