package dev.troupe.engine.compile.stream;

import dev.troupe.engine.module.Opcode;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What an instruction makes of the bytes that it loads.
 *
 * @param bytes that it loads
 * @param made what the vector is, of one that has these bytes and then zeros
 */
record LoadForm(int bytes, UnaryOperator<Vector> made) {
    /** The bytes of a vector whose words are all the first one. */
    private static final long FIRST_WORD = 0x0302010003020100L;
    private static final long FIRST_HALF = 0x0706050403020100L;
    private static final long SECOND_HALF = 0x0F0E0D0C0B0A0908L;
    private static final int VECTOR = 16;

    private static final Map<Opcode, LoadForm> FORMS = Map.of(
            Opcode.V128_LOAD, new LoadForm(16, whole -> whole),
            Opcode.V128_LOAD64_ZERO, new LoadForm(8, whole -> whole),
            Opcode.V128_LOAD32_ZERO, new LoadForm(4, whole -> whole),
            Opcode.V128_LOAD8X8_S, extended(Opcode.I16X8_EXTEND_LOW_I8X16_S),
            Opcode.V128_LOAD8X8_U, extended(Opcode.I16X8_EXTEND_LOW_I8X16_U),
            Opcode.V128_LOAD16X4_S, extended(Opcode.I32X4_EXTEND_LOW_I16X8_S),
            Opcode.V128_LOAD16X4_U, extended(Opcode.I32X4_EXTEND_LOW_I16X8_U),
            Opcode.V128_LOAD64_SPLAT, new LoadForm(8, half -> new Vector.Shuffle(half, half, FIRST_HALF, FIRST_HALF)),
            Opcode.V128_LOAD32_SPLAT, new LoadForm(4, word -> new Vector.Shuffle(word, word, FIRST_WORD, FIRST_WORD)));

    private static LoadForm extended(Opcode opcode) {
        return new LoadForm(8, half -> new Vector.Operation(opcode, List.of(half), null));
    }

    /** Null if the instruction is none that is known. */
    static LoadForm of(Opcode opcode) {
        return FORMS.get(opcode);
    }

    Vector vector(Vector loaded) {
        return made.apply(loaded);
    }

    /** A vector whose lane of so many bytes has been replaced by the first one of another vector. */
    static Vector inserted(Vector vector, Vector loaded, int bytes, int lane) {
        long[] halves = {FIRST_HALF, SECOND_HALF};
        for (int at = 0; at < bytes; at++) {
            int to = lane * bytes + at;
            int shift = to % 8 * 8;
            halves[to / 8] = halves[to / 8] & ~(0xFFL << shift) | (long) (VECTOR + at) << shift;
        }
        return new Vector.Shuffle(vector, loaded, halves[0], halves[1]);
    }
}
