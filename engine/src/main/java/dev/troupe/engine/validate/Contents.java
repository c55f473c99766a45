package dev.troupe.engine.validate;

import dev.troupe.engine.module.Opcode;

/**
 * Which kinds of instructions a body has, those that nobody reaches included. Validation notes it as the body goes by, and analyses that
 * look for what is not there are spared.
 *
 * @param kinds a bit for each {@link Kind} that there is
 */
public record Contents(int kinds) {
    /** What analyses look for. */
    public enum Kind {
        LOOP,
        /** Of any kind, in the caller's place or not. */
        CALL,
        SELECT,
        /** {@code br_table} */
        SWITCH,
        VECTOR,
        /** What takes as long as an operand says. */
        BULK,
        /** Loops that access memory in more places than C2 inlines methods, and call hardly anybody. */
        CROWDED_LOOP;

        private int bit() {
            return 1 << ordinal();
        }

        private static int of(Opcode opcode) {
            return switch (opcode) {
                case LOOP -> LOOP.bit();
                case CALL, CALL_INDIRECT, CALL_REF, RETURN_CALL, RETURN_CALL_INDIRECT, RETURN_CALL_REF -> CALL.bit();
                case SELECT, SELECT_T -> SELECT.bit();
                case BR_TABLE -> SWITCH.bit();
                case MEMORY_GROW, MEMORY_INIT, MEMORY_COPY, MEMORY_FILL, TABLE_GROW, TABLE_INIT, TABLE_COPY, TABLE_FILL, ARRAY_NEW,
                        ARRAY_NEW_DEFAULT, ARRAY_NEW_DATA, ARRAY_NEW_ELEM, ARRAY_INIT_DATA, ARRAY_INIT_ELEM, ARRAY_COPY, ARRAY_FILL ->
                    BULK.bit();
                default -> opcode.prefix() == VECTOR_PREFIX ? VECTOR.bit() : 0;
            };
        }
    }

    private static final int VECTOR_PREFIX = 0xFD;
    /** By opcode. */
    private static final byte[] KINDS = new byte[Opcode.values().length];

    static {
        for (var opcode : Opcode.values()) {
            KINDS[opcode.ordinal()] = (byte) Kind.of(opcode);
        }
    }

    /** The bits of an instruction. */
    static int of(Opcode opcode) {
        return KINDS[opcode.ordinal()];
    }

    /** With what no single instruction is. */
    static int of(int instructions, CrowdedLoops loops) {
        return loops.found() ? instructions | Kind.CROWDED_LOOP.bit() : instructions;
    }

    static boolean isCall(Opcode opcode) {
        return (of(opcode) & Kind.CALL.bit()) != 0;
    }

    public boolean has(Kind kind) {
        return (kinds & kind.bit()) != 0;
    }
}
