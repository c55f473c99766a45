package dev.troupe.tests.differential;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.BinaryWriter;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.Opcode;
import java.util.ArrayList;
import java.util.List;

/** Every plain instruction: arithmetic, conversions, lanes, loads, stores and atomic accesses. */
final class Computations {
    private Computations() {}

    static void add(Grammar grammar, Sketch sketch) {
        var operators = Operator.all(sketch.features);
        for (var operator : operators) {
            if (operator.result() == null) {
                grammar.statement(2, (body, kind, size) -> emit(body, operator, size));
            } else if (sketch.tame && operator.opcode().text().matches("i\\d\\d\\.trunc_f.*")) {
                continue;
            } else if (!operator.params().isEmpty() || operator.address()) {
                grammar.expression(weight(operator), operator.result(), (body, kind, size) -> emit(body, operator, size));
            }
        }
    }

    /** Integers have as many vector and atomic instructions as plain ones, which are to be more frequent. */
    private static int weight(Operator operator) {
        return switch (operator.opcode().feature()) {
            case THREADS -> 1;
            case SIMD -> operator.result() == Kind.V128 ? 4 : 2;
            default -> operator.params().contains(Kind.F32) || operator.params().contains(Kind.F64) ? 5 : 4;
        };
    }

    private static void emit(Body body, Operator operator, int size) {
        int memory = operator.address() ? body.choices.below(body.sketch.memories.size()) : 0;
        var kinds = new ArrayList<Kind>();
        int[] sizes = body.choices.divide(size - 1, operator.params().size() + (operator.address() ? 1 : 0));
        if (operator.address()) {
            address(body, memory, sizes[0], operator.opcode().feature() == Feature.THREADS);
            for (int i = 1; i < sizes.length; i++) {
                body.expression(operator.params().get(i - 1), sizes[i]);
            }
        } else {
            kinds.addAll(operator.params());
            body.operands(kinds, size - 1);
        }
        if (body.sketch.tame && operator.opcode().text().matches("i\\d\\d\\.(div|rem)_[su]")) {
            // An odd divisor is not zero.
            if (operator.result() == Kind.I32) {
                body.i32(1).op(Opcode.I32_OR);
            } else {
                body.i64(1).op(Opcode.I64_OR);
            }
        }
        body.op(operator.opcode());
        immediates(body, operator.opcode(), memory);
    }

    /** What a function takes and gives that does no more than one instruction. */
    static Sketch.Signature signature(Operator operator) {
        return new Sketch.Signature(
                operator.params().stream().map(kind -> Kind.ofParameter(kind.type)).toList(),
                List.of(Kind.ofResult(operator.result().type)));
    }

    /** The body of such a function. */
    static void alone(Body body, Operator operator) {
        for (int i = 0; i < operator.params().size(); i++) {
            body.op(Opcode.LOCAL_GET, i);
            var given = body.signature.params().get(i);
            if (!operator.params().get(i).suitable().contains(given)) {
                Values.canonicalise(body, given);
            }
        }
        body.op(operator.opcode());
        immediates(body, operator.opcode(), 0);
        if (!body.signature.results().getFirst().suitable().contains(operator.result())) {
            Values.canonicalise(body, operator.result());
        }
    }

    private static void immediates(Body body, Opcode opcode, int memory) {
        var choices = body.choices;
        switch (opcode.immediate()) {
            case LANE -> body.out().u8(choices.below(lanes(opcode)));
            case SHUFFLE -> shuffle(body.out(), choices);
            case MEMARG -> memarg(body, opcode, memory);
            case MEMARG_LANE -> {
                memarg(body, opcode, memory);
                body.out().u8(choices.below(16 >> opcode.naturalAlignment()));
            }
            default -> {}
        }
    }

    private static int lanes(Opcode opcode) {
        var text = opcode.text();
        int cross = text.indexOf('x');
        return Integer.parseInt(text.substring(cross + 1, text.indexOf('.')));
    }

    /** Often one of the patterns that compilers know: broadcasts, rotations, halves of each. */
    private static void shuffle(BinaryWriter out, Choices choices) {
        int form = choices.below(5);
        int start = choices.below(32);
        int width = 1 << choices.below(4);
        for (int i = 0; i < 16; i++) {
            out.u8(switch (form) {
                case 0 -> (start + i) % 32;
                case 1 -> start / width * width + i % width;
                case 2 -> (i / width % 2 == 0 ? 0 : 16) + i / (2 * width) * width + i % width;
                case 3 -> i / width * width + width - 1 - i % width;
                default -> choices.below(32);
            } % 32);
        }
    }

    static void memarg(Body body, Opcode opcode, int memory) {
        var choices = body.choices;
        boolean atomic = opcode.feature() == Feature.THREADS;
        int alignment = atomic ? opcode.naturalAlignment() : choices.below(opcode.naturalAlignment() + 1);
        body.out().u32(memory == 0 ? alignment : alignment | 0x40);
        if (memory != 0) {
            body.out().u32(memory);
        }
        body.out().u64(switch (choices.below(body.sketch.tame ? 16 : 64)) {
            case 0 -> body.sketch.tame ? 1 << 3 + choices.below(8) : Integer.toUnsignedLong(Constants.i32(choices));
            case 1 -> body.sketch.tame ? 0 : body.sketch.memories.get(memory) == AddressType.I64 ? Constants.i64(choices) : 0xFFFF_FFFFL;
            case 2, 3, 4, 5 -> choices.below(16) * (atomic ? 8 : 1);
            case 6 -> body.sketch.tame ? 256 : 65_528;
            default -> 0;
        });
    }

    /** An address, mostly inside the first page. */
    static void address(Body body, int memory, int size) {
        address(body, memory, size, false);
    }

    private static void address(Body body, int memory, int size, boolean aligned) {
        boolean wide = body.sketch.memories.get(memory) == AddressType.I64;
        boolean anywhere = !aligned || body.choices.oneIn(40);
        index(body, wide, size, body.choices.pick(anywhere ? List.of(0xFF, 0xFF8, 0xFFF, 0xFFFF) : List.of(0xF8, 0xFF8, 0xFFF8)));
    }

    /** An index below or equal to {@code mask} most of the time. */
    static void index(Body body, boolean wide, int size, int mask) {
        var kind = wide ? Kind.I64 : Kind.I32;
        body.expression(kind, size - 2);
        if (!body.choices.oneIn(body.sketch.tame ? 1000 : 40)) {
            if (wide) {
                body.i64(mask).op(Opcode.I64_AND);
            } else {
                body.i32(mask).op(Opcode.I32_AND);
            }
        }
    }
}
