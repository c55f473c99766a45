package dev.troupe.engine.compile.stream;

import dev.troupe.engine.module.Opcode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cuts words into stages, each a loop of its own over arrays: HotSpot makes vector code of small loops only, and then an array in
 * between costs less than a load of memory.
 */
public final class Stages {
    /** JVM instructions of a stage. With some 35 HotSpot left loops as they were. */
    private static final int MAX_WEIGHT = 22;

    private final List<Stage> stages = new ArrayList<>();
    /** The array where a word is. */
    private final Map<Word, Integer> arrays = new LinkedHashMap<>();
    private final int firstArray;

    /** A word and the array it goes to; where a word within it is in an array it is taken from there. */
    public record Stage(Word word, int array) {}

    /** @param firstArray the first one that is free */
    public Stages(int firstArray) {
        this.firstArray = firstArray;
    }

    /** The stages, in order. */
    public List<Stage> stages() {
        return stages;
    }

    /** Where an earlier stage has put a word, or null. */
    public Integer array(Word word) {
        return arrays.get(word);
    }

    /** What is in an array. */
    public Word.Type type(int array) {
        return array < firstArray ? Word.Type.INT : stages.get(array - firstArray).word().type();
    }

    /** How many arrays there are in all. */
    public int arrays() {
        return firstArray + arrays.size();
    }

    /** Adds stages until the word, with what else its stage has to do, is small enough to be one. */
    public void cut(Word word, int more) {
        loads(word, new HashSet<>());
        for (var part : inner(word, new LinkedHashMap<>()).keySet()) {
            shrink(part, part == word ? more : 0);
        }
    }

    /** Adds stages after which a word is in an array. */
    public int put(Word word) {
        cut(word, 0);
        return store(word);
    }

    private int store(Word word) {
        var known = arrays.get(word);
        if (known == null) {
            known = firstArray + arrays.size();
            stages.add(new Stage(word, known));
            arrays.put(word, known);
        }
        return known;
    }

    /**
     * Memory comes into arrays first: copying it is quick, and loops over arrays alone are what HotSpot makes vector code of. Bits go from
     * an array of one type to one of the other.
     */
    private void loads(Word word, Set<Word> seen) {
        if (arrays.containsKey(word) || !seen.add(word)) {
            return;
        }
        if (word.form() == Word.Form.BITS) {
            put(word.operands().getFirst());
            store(word);
            return;
        }
        if (word.form() == Word.Form.LOAD || word.form() == Word.Form.BEFORE) {
            store(word);
        }
        word.operands().forEach(operand -> loads(operand, seen));
    }

    /** All operations of a word, operands first. */
    private static Map<Word, Word> inner(Word word, Map<Word, Word> found) {
        if (word.form() == Word.Form.OPERATION && !found.containsKey(word)) {
            word.operands().forEach(operand -> inner(operand, found));
            found.put(word, word);
        }
        return found;
    }

    private void shrink(Word word, int more) {
        separate(word);
        while (weight(word) + more > MAX_WEIGHT) {
            Word heaviest = null;
            for (var operand : word.operands()) {
                if (operand.form() == Word.Form.OPERATION && !arrays.containsKey(operand)
                        && (heaviest == null || weight(operand) > weight(heaviest))) {
                    heaviest = operand;
                }
            }
            if (heaviest == null) {
                if (more > 0 && WordOps.weight(word.opcode()) > MAX_WEIGHT / 2) {
                    store(word);
                }
                return;
            }
            store(heaviest);
        }
    }

    /** HotSpot mixes up the operands of an instruction if they come about in similar ways, and makes no vectors of them. */
    private void separate(Word word) {
        var before = new HashSet<Opcode>();
        for (var operand : word.operands()) {
            var opcodes = new HashSet<Opcode>();
            opcodes(operand, opcodes);
            if (opcodes.stream().anyMatch(before::contains) && !isChain(operand)) {
                store(operand);
            } else {
                before.addAll(opcodes);
            }
        }
    }

    /** Whether nothing but one value and constants are in it. */
    private boolean isChain(Word word) {
        return word.form() != Word.Form.OPERATION || arrays.containsKey(word)
                || isChain(word.operands().getFirst())
                        && word.operands().stream().skip(1).allMatch(operand -> operand.form() == Word.Form.CONSTANT);
    }

    private void opcodes(Word word, Set<Opcode> found) {
        if (word.form() == Word.Form.OPERATION && !arrays.containsKey(word)) {
            found.add(word.opcode());
            word.operands().forEach(operand -> opcodes(operand, found));
        }
    }

    private int weight(Word word) {
        return weight(word, new HashSet<>());
    }

    private int weight(Word word, Set<Word> counted) {
        if (word.form() != Word.Form.OPERATION || arrays.containsKey(word) || !counted.add(word)) {
            return 0;
        }
        return WordOps.weight(word.opcode()) + word.operands().stream().mapToInt(operand -> weight(operand, counted)).sum();
    }
}
