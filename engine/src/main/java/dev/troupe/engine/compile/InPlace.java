package dev.troupe.engine.compile;

import dev.troupe.engine.compile.stream.StreamLoop;
import dev.troupe.engine.compile.stream.StreamLoop.Sum;
import dev.troupe.engine.compile.stream.Word;
import dev.troupe.engine.module.Opcode;
import java.util.stream.IntStream;

/** What streams can be asked where they are in memory, without being copied: which bytes are equal to something, or differ. */
final class InPlace {
    private InPlace() {}

    /** Whether all that the loop does is to count bytes that are equal to what is the same everywhere. */
    static boolean counts(StreamLoop loop) {
        return !loop.searches() && loop.outputs().isEmpty() && loop.carried().isEmpty()
                && loop.sums().stream().allMatch(sum -> counted(loop, sum) != null);
    }

    /** The comparison, of a word of memory with another, if a sum has one more where bytes are equal; else null. */
    static Word counted(StreamLoop loop, Sum sum) {
        var word = sum.word();
        boolean ones = sum.opcode() == Opcode.I8X16_ADD && word.opcode() == Opcode.V128_AND
                && word.operands().getLast().form() == Word.Form.CONSTANT && word.operands().getLast().number() == 0x01010101;
        var equal = ones ? word.operands().getFirst() : word;
        if (!ones && sum.opcode() != Opcode.I8X16_SUB || equal.opcode() != Opcode.I8X16_EQ) {
            return null;
        }
        var bytes = equal.operands().getFirst();
        var other = equal.operands().getLast().form();
        int first = sum.targets().getFirst();
        boolean vectors = first % LaneCalls.LANES == 0 && loop.parts() % LaneCalls.LANES == 0
                && IntStream.range(0, loop.parts()).allMatch(part -> sum.targets().get(part) == first + part % LaneCalls.LANES);
        return vectors && bytes.form() == Word.Form.LOAD && loop.partStep(bytes.index()) == Integer.BYTES
                && (other == Word.Form.UNIFORM || other == Word.Form.CONSTANT) ? equal : null;
    }

    /** Whether what is looked for is a byte that equals that of a word, or one that differs from another in memory. */
    static boolean looks(StreamLoop loop, Sum sum) {
        var word = sum.word();
        if (!loop.searches() || word.operands().size() != 2 || !isBytes(loop, word.operands().getFirst())) {
            return false;
        }
        var second = word.operands().getLast();
        return word.opcode() == Opcode.I8X16_EQ
                ? second.form() == Word.Form.UNIFORM || second.form() == Word.Form.CONSTANT
                : isDifference(word.opcode()) && isBytes(loop, second);
    }

    private static boolean isDifference(Opcode opcode) {
        return switch (opcode) {
            case V128_XOR, I8X16_NE, I16X8_NE, I32X4_NE -> true;
            case null, default -> false;
        };
    }

    private static boolean isBytes(StreamLoop loop, Word word) {
        return word.form() == Word.Form.LOAD && word.type() == Word.Type.INT && loop.partStep(word.index()) == Integer.BYTES;
    }
}
