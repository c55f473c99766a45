package dev.troupe.engine.compile.stream;

import dev.troupe.engine.compile.stream.StreamLoop.Carried;
import dev.troupe.engine.compile.stream.StreamLoop.Uniform;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.runtime.stream.Bytes;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The words that vectors consist of. */
final class TurnWords {
    private static final int WORDS = 4;
    private static final int WORD = 4;
    private static final int VECTOR = 16;

    private final Turn turn;
    private final Addresses addresses;
    private final List<Carried> carried;
    private final boolean byLane;
    private final Word.Table table = new Word.Table();
    private final WordBytes wordBytes;
    private final WordBits wordBits = new WordBits(table);
    private final Map<Vector, Word[]> known = new IdentityHashMap<>();
    private final List<Uniform> uniforms = new ArrayList<>();

    /**
     * @param byLane whether vectors that stay the same may have words that differ
     * @param byByte whether bytes of memory are words that begin with the first one, wherever that is
     */
    TurnWords(Turn turn, Addresses addresses, List<Carried> carried, boolean byLane, boolean byByte) {
        this.turn = turn;
        this.byLane = byLane;
        this.carried = carried;
        this.addresses = addresses;
        wordBytes = new WordBytes(table, addresses, byByte);
    }

    List<Uniform> uniforms() {
        return uniforms;
    }

    Word moved(Word word, ToLongFunction<Word> distance) {
        return table.moved(word, distance);
    }

    /** Of a word of memory, the number of its address. */
    int address(Word word) {
        return word.form() == Word.Form.LOAD ? word.index() : carried.get(word.index()).address();
    }

    /** What the word is a sum of, where order does not matter; it may contain null. */
    List<Word> summands(Vector vector, int number, Opcode sum) {
        var summands = new ArrayList<Word>();
        summands(word(vector, number), WordOps.addition(sum), summands);
        return summands;
    }

    private void summands(Word word, Opcode sum, List<Word> summands) {
        if (word != null && word.opcode() == sum) {
            word.operands().forEach(operand -> summands(operand, sum, summands));
        } else {
            summands.add(word == null ? null : table.typed(word, WordOps.result(sum)));
        }
    }

    /** One of a vector's four words; null if it cannot be calculated alone. */
    Word word(Vector vector, int number) {
        return known.computeIfAbsent(vector, this::words)[number];
    }

    private Word[] words(Vector vector) {
        var words = new Word[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = switch (vector) {
                case Vector.Constant constant -> table.constant((int) ((i < 2 ? constant.low : constant.high) >>> (i & 1) * 32));
                case Vector.Local local -> turn.assigned.containsKey(local.local)
                        ? memory(local, i * 4)
                        : uniform(new Uniform(local.local, null, byLane ? Affine.of(i) : null));
                case Vector.Load load -> memory(load, i * 4);
                case Vector.Operation operation -> operation(operation, i);
                case Vector.Shuffle shuffle -> shuffle(shuffle, i);
            };
        }
        return words;
    }

    /** Bytes of a vector that is or was in memory, or null. */
    private Word memory(Vector vector, int further) {
        if (vector instanceof Vector.Load load) {
            return further >= load.bytes() ? table.constant(0) : table.load(addresses.index(load), addresses.place(load) + further);
        }
        for (int i = 0; i < carried.size(); i++) {
            if (vector instanceof Vector.Local local && carried.get(i).local() == local.local) {
                return table.before(i, carried.get(i).place() + further);
            }
        }
        return null;
    }

    private Word shuffle(Vector.Shuffle shuffle, int number) {
        var across = acrossTurns(shuffle, number);
        if (across != null) {
            return across;
        }
        var bytes = new ArrayList<WordBytes.Place>();
        for (int at = 0; at < WORD; at++) {
            int index = shuffle.index(number * WORD + at);
            var word = word(index < VECTOR ? shuffle.first : shuffle.second, index % VECTOR / WORD);
            if (word == null) {
                return null;
            }
            bytes.add(new WordBytes.Place(word, index % WORD));
        }
        return wordBytes.word(bytes);
    }

    /** Where the shuffle takes bytes from a vector in memory, which the turn before has loaded, and from the one behind it. */
    private Word acrossTurns(Vector.Shuffle shuffle, int number) {
        var second = shuffle.second instanceof Vector.Load load && load.bytes() == VECTOR ? memory(load, 0) : null;
        var first = shuffle.first instanceof Vector.Local ? memory(shuffle.first, 0) : null;
        return shuffle.isAligned() && first != null && second != null && address(first) == second.index()
                && first.number() + VECTOR == second.number()
                        ? memory(shuffle.first, shuffle.index(0) + number * WORD)
                        : null;
    }

    /**
     * Looks bytes up in a table that stays the same: as a polynomial of the indices' bits, modulo 2, whose coefficients
     * {@link Bytes#coefficient} tells.
     */
    private Word swizzle(Vector.Operation operation, int number) {
        var index = word(operation.operands.get(1), number);
        if (index == null) {
            return null;
        }
        var operands = new ArrayList<>(List.of(index));
        for (int i = 0; i < VECTOR; i++) {
            switch (operation.operands.getFirst()) {
                case Vector.Constant constant -> operands.add(table.constant(Bytes.coefficient(constant.low, constant.high, i)));
                case Vector.Local local when !turn.assigned.containsKey(local.local) ->
                    operands.add(uniform(new Uniform(local.local, Opcode.I8X16_SWIZZLE, Affine.of(i))));
                default -> {
                    return null;
                }
            }
        }
        var found = table.operation(Opcode.I8X16_SWIZZLE, operands);
        return isNibbles(index)
                ? found
                : table.operation(Opcode.V128_AND,
                        List.of(found, table.operation(Opcode.I8X16_LT_U, List.of(index, table.constant(0x10101010)))));
    }

    /** Whether all bytes are less than 16. */
    private static boolean isNibbles(Word word) {
        var last = word.operands().isEmpty() ? word : word.operands().getLast();
        return last.form() == Word.Form.CONSTANT
                && (word.opcode() == Opcode.V128_AND && (last.number() & 0xF0F0F0F0L) == 0
                        || word.opcode() == Opcode.I8X16_SHR_U && (last.number() & 7) >= 4);
    }

    private Word uniform(Uniform uniform) {
        int index = uniforms.indexOf(uniform);
        if (index < 0) {
            index = uniforms.size();
            uniforms.add(uniform);
        }
        return table.uniform(index);
    }

    private Word operation(Vector.Operation operation, int number) {
        var opcode = operation.opcode;
        var name = opcode.name();
        var operands = new ArrayList<Word>();
        if (opcode == Opcode.I8X16_SWIZZLE || opcode == Opcode.I8X16_RELAXED_SWIZZLE) {
            return swizzle(operation, number);
        } else if (name.contains("_NARROW_")) {
            var from = operation.operands.get(number / 2);
            operands.add(word(from, number % 2 * 2));
            operands.add(word(from, number % 2 * 2 + 1));
        } else if (name.contains("_LOW_") || name.contains("_HIGH_")) {
            int from = (name.contains("_LOW_") ? 0 : 2) + number / 2;
            operation.operands.forEach(operand -> operands.add(word(operand, from)));
            operands.add(table.constant(number % 2 * 16));
            opcode = Opcode.valueOf(name.replace("_HIGH_", "_LOW_"));
        } else if (opcode == Opcode.I32X4_DOT_I16X8_S || pairsOfProducts(operation)) {
            return sumOfProducts(operation, number);
        } else {
            operation.operands.forEach(operand -> operands.add(word(operand, number)));
        }
        if (operation.number != null) {
            operands.add(number(operation));
            if (operation.operands.isEmpty()) {
                return operands.getFirst();
            }
        }
        return operands.contains(null) ? null : wordBits.operation(opcode, operands);
    }

    private static boolean pairsOfProducts(Vector.Operation operation) {
        return operation.opcode == Opcode.I32X4_EXTADD_PAIRWISE_I16X8_S
                && operation.operands.getFirst() instanceof Vector.Operation products
                && (products.opcode == Opcode.I16X8_EXTMUL_LOW_I8X16_S || products.opcode == Opcode.I16X8_EXTMUL_HIGH_I8X16_S);
    }

    /** As the sum of two products that it is, which may be collected apart. Null if it cannot be calculated alone. */
    private Word sumOfProducts(Vector.Operation operation, int number) {
        boolean ofBytes = pairsOfProducts(operation);
        var source = ofBytes ? (Vector.Operation) operation.operands.getFirst() : operation;
        int width = ofBytes ? 8 : 16;
        int from = !ofBytes ? number : (source.opcode == Opcode.I16X8_EXTMUL_LOW_I8X16_S ? 0 : 2) + number / 2;
        int shift = ofBytes ? number % 2 * 16 : 0;
        var first = word(source.operands.get(0), from);
        var second = word(source.operands.get(1), from);
        if (first == null || second == null) {
            return null;
        }
        var low = product(first, second, shift, width);
        var high = product(first, second, shift + width, width);
        return isZero(low) ? high : isZero(high) ? low : table.operation(Opcode.I32X4_ADD, List.of(low, high));
    }

    private Word product(Word first, Word second, int shift, int width) {
        var a = lane(first, shift, width);
        var b = lane(second, shift, width);
        return isZero(a) ? a : isZero(b) ? b : table.operation(Opcode.I32X4_MUL, List.of(a, b));
    }

    private static boolean isZero(Word word) {
        return word.form() == Word.Form.CONSTANT && word.number() == 0;
    }

    /** A narrow lane as a number; of one that has been widened before, what it was then. */
    private Word lane(Word word, int shift, int width) {
        if (word.form() == Word.Form.CONSTANT) {
            return table.constant((int) word.number() << 32 - width - shift >> 32 - width);
        } else if (width == 16 && word.opcode() == Opcode.I16X8_EXTEND_LOW_I8X16_U) {
            return unsigned(word.operands().get(0), (int) word.operands().get(1).number() + shift / 2);
        } else if (width == 16 && word.opcode() == Opcode.I16X8_EXTEND_LOW_I8X16_S) {
            return lane(word.operands().get(0), (int) word.operands().get(1).number() + shift / 2, 8);
        }
        int above = 32 - width - shift;
        var up = above == 0 ? word : table.operation(Opcode.I32X4_SHL, List.of(word, table.constant(above)));
        return table.operation(Opcode.I32X4_SHR_S, List.of(up, table.constant(32 - width)));
    }

    private Word unsigned(Word word, int shift) {
        var down = shift == 0 ? word : table.operation(Opcode.I32X4_SHR_U, List.of(word, table.constant(shift)));
        return shift == 24 ? down : table.operation(Opcode.V128_AND, List.of(down, table.constant(0xFF)));
    }

    /** A number of shifts, or of all lanes. */
    private Word number(Vector.Operation operation) {
        boolean changes = operation.number.factors().keySet().stream().anyMatch(turn.assigned::containsKey);
        boolean splat = operation.operands.isEmpty();
        if (changes) {
            return null;
        }
        return operation.number.isConstant() && !splat
                ? table.constant(operation.number.constant())
                : uniform(new Uniform(-1, splat ? splatOfBits(operation.opcode) : null, operation.number));
    }

    private static Opcode splatOfBits(Opcode splat) {
        return splat == Opcode.F32X4_SPLAT ? Opcode.I32X4_SPLAT : splat;
    }
}
