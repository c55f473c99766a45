package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;

/**
 * Something about some of the opcodes. Not an {@code EnumMap}: the first of those in a process takes the JVM five milliseconds, for the
 * reflection by which it learns of the constants, and it is looked into for each instruction that is compiled. Thread-safe if
 * what is put is immutable and may be put twice, or is put by static initialisers.
 */
final class OpcodeTable<T> {
    private final Object[] values = new Object[Opcode.values().length];

    void put(Opcode opcode, T value) {
        values[opcode.ordinal()] = value;
    }

    /** Null if there is nothing. */
    @SuppressWarnings("unchecked")
    T get(Opcode opcode) {
        return (T) values[opcode.ordinal()];
    }
}
