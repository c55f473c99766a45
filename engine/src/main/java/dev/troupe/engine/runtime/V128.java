package dev.troupe.engine.runtime;

/** A v128 where Java holds one: arguments, results and globals at the border. Lane 0 is in the lowest bits of {@code low}. */
public record V128(long low, long high) {}
