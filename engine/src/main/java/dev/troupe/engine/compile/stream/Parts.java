package dev.troupe.engine.compile.stream;

import dev.troupe.engine.compile.stream.StreamLoop.Accumulator;
import dev.troupe.engine.compile.stream.StreamLoop.Carried;
import dev.troupe.engine.compile.stream.StreamLoop.Output;
import dev.troupe.engine.compile.stream.StreamLoop.Sum;
import dev.troupe.engine.module.Opcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a turn collects and stores, if it consists of so many parts that are alike. */
final class Parts {
    private static final int LANES = 4;
    private static final int WORD = 4;

    private final Turn turn;
    private final Addresses addresses;
    private final List<Carried> carried;
    private final TurnWords words;
    private final int count;

    Parts(Turn turn, Addresses addresses, List<Carried> carried, TurnWords words, int count) {
        this.turn = turn;
        this.addresses = addresses;
        this.carried = carried;
        this.words = words;
        this.count = count;
    }

    private int step(int address) {
        return addresses.step(address) / count;
    }

    /** The same word, seen from a part. */
    private Word from(int part, Word word) {
        return part == 0 ? word : words.moved(word, memory -> (long) part * step(words.address(memory)));
    }

    private int part(int address, long distance) {
        return (int) Math.min(distance / step(address), count - 1);
    }

    /** What a turn hands on lies in memory word by word. */
    boolean carriesWords() {
        return carried.stream().allMatch(local -> step(local.address()) == WORD);
    }

    // What is collected

    private record Collected(Opcode opcode, Word word) {}

    /** Null if it is no such turn. */
    List<Sum> sums(List<Accumulator> accumulators) {
        var found = new LinkedHashMap<Collected, List<Integer[]>>();
        for (int number = 0; number < accumulators.size(); number++) {
            var accumulator = accumulators.get(number);
            var summands = turn.parts(accumulator.local(), accumulator.opcode());
            if (summands == null) {
                return null;
            }
            for (var summand : summands) {
                var opcode = summand.subtracted() ? WordOps.subtraction(accumulator.opcode()) : accumulator.opcode();
                if (!collect(summand.value(), opcode, number, found)) {
                    return null;
                }
            }
        }
        return sums(found);
    }

    /** What is looked for: words that leave the loop if one is not zero. Null if it is no such turn. */
    List<Sum> searches() {
        var found = new LinkedHashMap<Collected, List<Integer[]>>();
        for (var exit : turn.exits) {
            if (!collect(exit, Opcode.V128_OR, 0, found)) {
                return null;
            }
        }
        return sums(found);
    }

    private static List<Sum> sums(Map<Collected, List<Integer[]>> found) {
        var sums = new ArrayList<Sum>();
        for (var entry : found.entrySet()) {
            for (var targets : entry.getValue()) {
                if (Arrays.asList(targets).contains(null)) {
                    return null;
                }
                sums.add(new Sum(entry.getKey().opcode(), entry.getKey().word(), List.of(targets)));
            }
        }
        return sums;
    }

    private boolean collect(Vector value, Opcode opcode, int number, Map<Collected, List<Integer[]>> found) {
        for (int lane = 0; lane < LANES; lane++) {
            for (var word : words.summands(value, lane, opcode)) {
                var first = word == null ? null : word.firstLoad();
                if (first == null) {
                    return false;
                }
                int part = part(first.index(), first.number() - addresses.lowest(first.index()));
                var all = found.computeIfAbsent(new Collected(opcode, from(part, word)), any -> new ArrayList<>());
                var targets = all.stream().filter(some -> some[part] == null).findFirst().orElse(null);
                if (targets == null) {
                    targets = new Integer[count];
                    all.add(targets);
                }
                targets[part] = number * LANES + lane;
            }
        }
        return true;
    }

    // What is stored

    /** Null if it is no such turn; else in the order that leaves what the last turn stores in the same place. */
    List<Output> outputs() {
        var found = new LinkedHashMap<Output, boolean[]>();
        for (var store : turn.stores) {
            int address = addresses.index(store);
            long lowest = turn.stores.stream().filter(other -> addresses.index(other) == address).mapToLong(addresses::place).min()
                    .getAsLong();
            if (step(address) < WORD) {
                return null;
            }
            for (int further = 0; further < store.bytes(); further += WORD) {
                long place = addresses.place(store) + further;
                int part = part(address, place - lowest);
                var word = words.word(store.value(), store.firstWord() + further / WORD);
                if (word == null) {
                    return null;
                }
                var output = new Output(address, place - (long) part * step(address), from(part, word));
                var done = found.computeIfAbsent(output, any -> new boolean[count]);
                if (done[part]) {
                    return null;
                }
                done[part] = true;
            }
        }
        for (var done : found.values()) {
            for (boolean part : done) {
                if (!part) {
                    return null;
                }
            }
        }
        return found.keySet().stream().sorted(Comparator.comparing(Output::place).reversed()).toList();
    }
}
