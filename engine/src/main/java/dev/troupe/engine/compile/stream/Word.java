package dev.troupe.engine.compile.stream;

import dev.troupe.engine.module.Opcode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * A word, 32 bits of a vector, as a tree over words of memory. Words of one {@link Table} are compared by identity.
 *
 * @see dev.troupe.engine.runtime.stream.Words
 */
public final class Word {
    /** Where a word comes from. */
    public enum Form {
        /** Memory at {@code number} bytes from the address that {@code index} names. */
        LOAD,
        /**
         * Memory before the place that a turn loads from: {@code number} bytes from the address of what {@code index} names, but what a
         * local had before the loop as far as that lies there.
         */
        BEFORE,
        /** {@code number} */
        CONSTANT,
        /** What all words of a vector are, or a number: {@code index} names it. */
        UNIFORM,
        /** {@code opcode} of the operands. */
        OPERATION,
        /** The bits of the operand, which is of the other type. */
        BITS
    }

    /** What a word is where it is calculated with. One is not made the other in a loop of vector code. */
    public enum Type {
        INT("[I"),
        FLOAT("[F");

        /** Descriptor of an array of such words. */
        public final String array;

        Type(String array) {
            this.array = array;
        }

        /** Descriptor of one. */
        public String descriptor() {
            return array.substring(1);
        }
    }

    private final Form form;
    private final Type type;
    private final Opcode opcode;
    private final int index;
    private final long number;
    private final List<Word> operands;
    private final Word firstLoad;
    private final int possible;

    private Word(Key key) {
        form = key.form;
        type = key.type;
        opcode = key.opcode;
        index = key.index;
        number = key.number;
        operands = key.operands;
        firstLoad = form == Form.LOAD
                ? this
                : operands.stream().map(operand -> operand.firstLoad).filter(Objects::nonNull).findFirst().orElse(null);
        possible = form == Form.CONSTANT ? (int) number : opcode == Opcode.V128_OR || WordBits.isMove(this) ? moved() : -1;
    }

    private int moved() {
        int first = operands.getFirst().possible;
        int second = operands.getLast().possible;
        return switch (opcode) {
            case V128_AND -> first & second;
            case V128_OR -> first | second;
            case I32X4_SHL -> first << second;
            case I32X4_SHR_U -> first >>> second;
            case I32X4_SHR_S -> first >> second;
            default -> throw new IllegalArgumentException(opcode.text());
        };
    }

    public Form form() {
        return form;
    }

    public Type type() {
        return type;
    }

    public Opcode opcode() {
        return opcode;
    }

    public int index() {
        return index;
    }

    public long number() {
        return number;
    }

    public List<Word> operands() {
        return operands;
    }

    /** The bits that may be set. */
    int possible() {
        return possible;
    }

    /** The word of memory that comes first in the tree, or null. */
    Word firstLoad() {
        return firstLoad;
    }

    private record Key(Form form, Type type, Opcode opcode, int index, long number, List<Word> operands) {}

    /** Makes words, equal ones once. */
    static final class Table {
        private final Map<Key, Word> words = new HashMap<>();

        private Word make(Form form, Type type, Opcode opcode, int index, long number, List<Word> operands) {
            return words.computeIfAbsent(new Key(form, type, opcode, index, number, operands), Word::new);
        }

        Word load(int address, long place) {
            return make(Form.LOAD, Type.INT, null, address, place, List.of());
        }

        Word before(int carried, long place) {
            return make(Form.BEFORE, Type.INT, null, carried, place, List.of());
        }

        Word constant(int value) {
            return make(Form.CONSTANT, Type.INT, null, 0, value, List.of());
        }

        Word uniform(int index) {
            return make(Form.UNIFORM, Type.INT, null, index, 0, List.of());
        }

        Word operation(Opcode opcode, List<Word> operands) {
            var typed = operands.stream().map(operand -> typed(operand, WordOps.operand(opcode))).toList();
            return make(Form.OPERATION, WordOps.result(opcode), opcode, 0, 0, typed);
        }

        /** The same bits as a word of a type. */
        Word typed(Word word, Type type) {
            return word.type == type ? word : switch (word.form) {
                case OPERATION, BEFORE -> make(Form.BITS, type, null, 0, 0, List.of(word));
                case BITS -> word.operands.getFirst();
                default -> make(word.form, type, null, word.index, word.number, List.of());
            };
        }

        /** The same with all memory so many bytes before, by word of memory. */
        Word moved(Word word, ToLongFunction<Word> distance) {
            return moved(word, distance, new HashMap<>());
        }

        private Word moved(Word word, ToLongFunction<Word> distance, Map<Word, Word> done) {
            var known = done.get(word);
            if (known == null) {
                known = switch (word.form) {
                    case LOAD, BEFORE ->
                        make(word.form, word.type, null, word.index, word.number - distance.applyAsLong(word), List.of());
                    case OPERATION, BITS -> make(word.form, word.type, word.opcode, 0, 0,
                            word.operands.stream().map(operand -> moved(operand, distance, done)).toList());
                    default -> word;
                };
                done.put(word, known);
            }
            return known;
        }
    }
}
