package dev.troupe.engine.compile.stream;

import dev.troupe.engine.module.Opcode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Leaves out of a word what makes bits that nobody looks at. Compilers widen numbers by a shuffle, whose upper bytes may be anything, and
 * two shifts.
 */
final class WordBits {
    private final Word.Table table;
    private final Map<Looked, Word> known = new HashMap<>();

    private record Looked(Word word, int mask) {}

    WordBits(Word.Table table) {
        this.table = table;
    }

    /** The instruction on these words, or what comes to the same. */
    Word operation(Opcode opcode, List<Word> operands) {
        var operation = table.operation(opcode, List.copyOf(operands));
        return isMove(operation) ? of(operation, -1) : operation;
    }

    /** Whether it takes bits from one word, the first one, without any change but of their place. */
    static boolean isMove(Word word) {
        return switch (word.opcode()) {
            case I32X4_SHL, I32X4_SHR_S, I32X4_SHR_U, V128_AND -> word.operands().getLast().form() == Word.Form.CONSTANT;
            case null, default -> false;
        };
    }

    /** The least that has the same bits where the mask is set. */
    private Word of(Word word, int mask) {
        var key = new Looked(word, mask);
        var result = known.get(key);
        if (result == null) {
            result = find(word, mask);
            known.put(key, result);
        }
        return result;
    }

    private Word find(Word word, int mask) {
        if (word.form() == Word.Form.CONSTANT) {
            return (word.number() & mask) == 0 ? table.constant(0) : word;
        } else if ((word.possible() & mask) == 0) {
            return table.constant(0);
        } else if (word.opcode() == Opcode.V128_OR) {
            return or(of(word.operands().get(0), mask), of(word.operands().get(1), mask));
        } else if (!isMove(word)) {
            return word;
        }
        var from = word.operands().getFirst();
        int number = (int) word.operands().getLast().number();
        return switch (word.opcode()) {
            case V128_AND -> and(of(from, mask & number), number, mask);
            case I32X4_SHL -> shl(of(from, mask >>> number), number & 31, mask);
            case I32X4_SHR_U -> shifted(word.opcode(), of(from, mask << number), number & 31);
            // The top bit is also that of all bits that come in.
            default -> shifted(word.opcode(), of(from, mask << number | Integer.MIN_VALUE), number & 31);
        };
    }

    private Word or(Word first, Word second) {
        return isZero(first) ? second : isZero(second) ? first : table.operation(Opcode.V128_OR, List.of(first, second));
    }

    private Word and(Word from, int bits, int mask) {
        return (from.possible() & mask & ~bits) == 0 ? from : table.operation(Opcode.V128_AND, List.of(from, table.constant(bits)));
    }

    /** Bits that have been shifted the other way before take one shift where nobody looks at those that come in. */
    private Word shl(Word from, int left, int mask) {
        if (from.opcode() == Opcode.I32X4_SHR_U && isMove(from) && (mask & (1 << left) - 1) == 0) {
            int right = (int) from.operands().getLast().number() & 31;
            if (left >= right) {
                return shifted(Opcode.I32X4_SHL, from.operands().getFirst(), left - right);
            }
        }
        return shifted(Opcode.I32X4_SHL, from, left);
    }

    private Word shifted(Opcode opcode, Word from, int number) {
        return number == 0 ? from : table.operation(opcode, List.of(from, table.constant(number)));
    }

    private static boolean isZero(Word word) {
        return word.form() == Word.Form.CONSTANT && word.number() == 0;
    }
}
