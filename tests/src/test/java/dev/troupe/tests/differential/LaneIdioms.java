package dev.troupe.tests.differential;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.Opcode;
import java.util.List;
import java.util.stream.IntStream;

/** Vector code that the engine translates in a way of its own: runs of work on 32-bit lanes, rotations, questions about equal bytes. */
final class LaneIdioms {
    private static final List<Opcode> BINARY = List.of(Opcode.I32X4_ADD, Opcode.I32X4_SUB, Opcode.I32X4_MUL, Opcode.V128_AND,
            Opcode.V128_OR,
            Opcode.V128_XOR, Opcode.V128_ANDNOT, Opcode.I32X4_MIN_S, Opcode.I32X4_MAX_S);
    private static final List<Opcode> UNARY = List.of(Opcode.I32X4_NEG, Opcode.I32X4_ABS, Opcode.V128_NOT);
    private static final List<Opcode> SHIFTS = List.of(Opcode.I32X4_SHL, Opcode.I32X4_SHR_S, Opcode.I32X4_SHR_U);
    private static final List<Opcode> EQUAL = List.of(Opcode.I8X16_EQ, Opcode.I8X16_EQ, Opcode.I16X8_EQ, Opcode.I32X4_EQ);
    private static final List<Opcode> QUESTIONS = List.of(Opcode.V128_ANY_TRUE, Opcode.I8X16_BITMASK, Opcode.I16X8_BITMASK,
            Opcode.I32X4_BITMASK, Opcode.I8X16_ALL_TRUE);

    /** Vectors in a run. */
    private static final int MOST_VECTORS = 14;

    private LaneIdioms() {}

    static void add(Grammar grammar, Sketch sketch) {
        if (sketch.has(Feature.SIMD)) {
            grammar.statement(1, LaneIdioms::run);
            grammar.expression(4, Kind.I32, LaneIdioms::equal);
            grammar.expression(30, Kind.V128, LaneIdioms::rotation);
        }
    }

    /** Whether lanes, or any of them, are equal; the comparison may be kept. */
    private static void equal(Body body, Kind kind, int size) {
        body.operands(List.of(Kind.V128, Kind.V128), size - 2);
        body.op(body.choices.pick(EQUAL));
        var targets = body.writable(Kind.V128);
        if (!targets.isEmpty() && body.choices.oneIn(4)) {
            body.op(Opcode.LOCAL_TEE, body.choices.pick(targets));
        }
        body.op(body.choices.pick(QUESTIONS));
    }

    /** All lanes of a local rotated by a constant, or nearly. */
    private static void rotation(Body body, Kind kind, int size) {
        var choices = body.choices;
        var sources = body.readable(Kind.V128);
        if (sources.isEmpty()) {
            Values.constant(body, kind, size);
            return;
        }
        int local = choices.pick(sources);
        int count = choices.below(34);
        boolean left = choices.oneIn(2);
        body.op(Opcode.LOCAL_GET, local).i32(count).op(left ? Opcode.I32X4_SHL : Opcode.I32X4_SHR_U);
        body.op(Opcode.LOCAL_GET, choices.oneIn(6) ? choices.pick(sources) : local).i32(choices.oneIn(6) ? 31 - count : 32 - count);
        body.op(left ? Opcode.I32X4_SHR_U : Opcode.I32X4_SHL);
        body.op(choices.oneIn(6) ? Opcode.V128_XOR : Opcode.V128_OR);
    }

    /** Many statements on many vectors, nearly all of which treat the lanes alike. */
    private static void run(Body body, Kind ignored, int size) {
        var choices = body.choices;
        if (size < 10) {
            return;
        }
        int[] vectors = IntStream.range(0, 4 + choices.below(MOST_VECTORS - 4)).map(i -> body.scratch(Kind.V128)).toArray();
        for (int vector : vectors) {
            body.expression(Kind.V128, 2);
            body.op(Opcode.LOCAL_SET, vector);
        }
        boolean strict = choices.oneIn(2);
        int statements = 20 + choices.below(60);
        for (int i = 0; i < statements; i++) {
            if (!strict && choices.oneIn(40)) {
                body.statement(3);
            }
            vector(body, vectors, choices.below(4));
            body.op(Opcode.LOCAL_SET, any(body, vectors));
            if (choices.oneIn(30)) {
                when(body, vectors);
            }
        }
        for (int vector : vectors) {
            body.op(Opcode.LOCAL_GET, vector);
        }
        for (int i = 1; i < vectors.length; i++) {
            body.op(choices.oneIn(2) ? Opcode.V128_XOR : Opcode.I32X4_ADD);
        }
        body.store(List.of(Kind.V128));
    }

    private static void when(Body body, int[] vectors) {
        body.expression(Kind.I32, 3);
        body.block(Opcode.IF, List.of(), List.of());
        for (int i = body.choices.below(4); i >= 0; i--) {
            vector(body, vectors, 2);
            body.op(Opcode.LOCAL_SET, any(body, vectors));
        }
        body.end();
    }

    private static int any(Body body, int[] vectors) {
        return vectors[body.choices.below(vectors.length)];
    }

    private static void vector(Body body, int[] vectors, int depth) {
        var choices = body.choices;
        switch (choices.below(depth == 0 ? 6 : 20)) {
            case 0 -> leaf(body);
            case 1, 2, 3, 4, 5 -> body.op(Opcode.LOCAL_GET, any(body, vectors));
            case 6, 7 -> {
                vector(body, vectors, depth - 1);
                body.op(choices.pick(UNARY));
            }
            case 8, 9 -> {
                vector(body, vectors, depth - 1);
                body.expression(Kind.I32, 1);
                body.op(choices.pick(SHIFTS));
            }
            case 10 -> {
                vector(body, vectors, depth - 1);
                vector(body, vectors, depth - 1);
                vector(body, vectors, 0);
                body.op(Opcode.V128_BITSELECT);
            }
            case 11 -> {
                vector(body, vectors, depth - 1);
                vector(body, vectors, depth - 1);
                shuffle(body);
            }
            case 12 -> {
                vector(body, vectors, depth - 1);
                body.op(Opcode.LOCAL_TEE, any(body, vectors));
            }
            default -> {
                vector(body, vectors, depth - 1);
                vector(body, vectors, depth - 1);
                body.op(choices.pick(BINARY));
            }
        }
    }

    /** What is no local of the run. */
    private static void leaf(Body body) {
        var choices = body.choices;
        switch (choices.below(4)) {
            case 0 -> {
                body.expression(Kind.I32, 2);
                body.op(Opcode.I32X4_SPLAT);
            }
            case 1 -> {
                int global = body.sketch.globals.indexOf(Kind.V128);
                if (global >= 0) {
                    body.op(Opcode.GLOBAL_GET, global + 1);
                } else {
                    Values.constant(body, Kind.V128, 1);
                }
            }
            case 2 -> {
                boolean wide = body.sketch.memories.getFirst() == AddressType.I64;
                Computations.index(body, wide, 3, 0xFFF);
                body.op(choices.oneIn(3) ? Opcode.V128_LOAD32_SPLAT : Opcode.V128_LOAD);
                body.out().u32(0).u64(choices.oneIn(20) ? 65_536 - 0xFFF - choices.below(40) : choices.below(200));
            }
            default -> Values.constant(body, Kind.V128, 1);
        }
    }

    /** The bytes of every lane rotated alike, mostly. */
    private static void shuffle(Body body) {
        int rotation = body.choices.below(4);
        int operand = body.choices.below(2) * 16;
        int odd = body.choices.oneIn(6) ? body.choices.below(16) : -1;
        body.op(Opcode.I8X16_SHUFFLE);
        for (int at = 0; at < 16; at++) {
            body.out().u8(at == odd ? body.choices.below(32) : operand + (at & ~3) + (at + rotation & 3));
        }
    }
}
