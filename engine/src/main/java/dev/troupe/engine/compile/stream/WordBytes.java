package dev.troupe.engine.compile.stream;

import dev.troupe.engine.module.Opcode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Words made of single bytes of others. */
final class WordBytes {
    private static final int WORD = 4;
    private static final int BYTE = 8;

    private final Word.Table table;
    private final Addresses addresses;
    private final boolean byByte;

    WordBytes(Word.Table table, Addresses addresses, boolean byByte) {
        this.table = table;
        this.addresses = addresses;
        this.byByte = byByte;
    }

    /** One byte of a word, counted from the lowest. */
    record Place(Word word, int at) {
        boolean isConstant() {
            return word.form() == Word.Form.CONSTANT;
        }

        long inMemory() {
            return word.number() + at;
        }
    }

    /** The word with these bytes, the lowest one first. */
    Word word(List<Place> places) {
        var bytes = inOneWord(places);
        if (isWhole(bytes)) {
            return bytes.getFirst().word();
        }
        int constant = 0;
        Map<Moved, Integer> masks = new LinkedHashMap<>();
        for (int to = 0; to < WORD; to++) {
            var from = bytes.get(to);
            if (from.isConstant()) {
                constant |= ((int) from.word().number() >>> from.at() * BYTE & 0xFF) << to * BYTE;
            } else {
                masks.merge(new Moved(from.word(), (to - from.at()) * BYTE), 0xFF << from.at() * BYTE, (a, b) -> a | b);
            }
        }
        Word result = constant == 0 && !masks.isEmpty() ? null : table.constant(constant);
        for (var entry : masks.entrySet()) {
            var part = entry.getKey().masked(entry.getValue(), table);
            result = result == null ? part : table.operation(Opcode.V128_OR, List.of(result, part));
        }
        return result;
    }

    private static boolean isWhole(List<Place> bytes) {
        for (int at = 0; at < WORD; at++) {
            if (bytes.get(at).at() != at || bytes.get(at).word() != bytes.getFirst().word()) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of memory that lie close together are all in one word, which may be one that the loop does not load. */
    private List<Place> inOneWord(List<Place> bytes) {
        var places = bytes.stream().filter(place -> !place.isConstant()).toList();
        if (places.isEmpty()) {
            return bytes;
        }
        var first = places.getFirst().word();
        if (!byByte && places.stream().allMatch(place -> place.word() == first)
                || places.stream().anyMatch(place -> place.word().form() != Word.Form.LOAD || place.word().index() != first.index())) {
            return bytes;
        }
        long lowest = places.stream().mapToLong(Place::inMemory).min().getAsLong();
        long highest = places.stream().mapToLong(Place::inMemory).max().getAsLong();
        if (highest - lowest >= WORD) {
            return bytes;
        }
        long begin = Math.min(lowest, addresses.end(first.index()) - WORD);
        var word = table.load(first.index(), begin);
        return bytes.stream().map(place -> place.isConstant() ? place : new Place(word, (int) (place.inMemory() - begin))).toList();
    }

    /** A word whose bits have been moved to the left, or to the right if their number is negative. */
    private record Moved(Word word, int left) {
        /** Its bits of a mask, which tells where they were before. */
        Word masked(int mask, Word.Table table) {
            int stay = left > 0 ? -1 >>> left : -1 << -left;
            var bits = mask == stay ? word : table.operation(Opcode.V128_AND, List.of(word, table.constant(mask)));
            return left == 0
                    ? bits
                    : table.operation(left > 0 ? Opcode.I32X4_SHL : Opcode.I32X4_SHR_U, List.of(bits, table.constant(Math.abs(left))));
        }
    }
}
