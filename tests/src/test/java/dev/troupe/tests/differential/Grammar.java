package dev.troupe.tests.differential;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The ways to make an expression of each kind, and a statement, each with a weight. */
final class Grammar {
    /** Emits an expression of a kind, or a statement, with about {@code size} instructions. */
    @FunctionalInterface
    interface Production {
        void emit(Body body, Kind kind, int size);
    }

    /** Productions in proportion to their weights. */
    private static final class Ways {
        private final List<Production> productions = new ArrayList<>();
        private final List<Integer> bounds = new ArrayList<>();
        private int total;

        void add(int weight, Production production) {
            total += weight;
            bounds.add(total);
            productions.add(production);
        }

        Production pick(Choices choices) {
            int point = choices.below(total);
            int i = 0;
            while (bounds.get(i) <= point) {
                i++;
            }
            return productions.get(i);
        }
    }

    private final Map<Kind, Ways> leaves = new EnumMap<>(Kind.class);
    private final Map<Kind, Ways> expressions = new EnumMap<>(Kind.class);
    private final Ways statements = new Ways();

    Grammar(Sketch sketch) {
        for (var kind : sketch.kinds()) {
            leaves.put(kind, new Ways());
            expressions.put(kind, new Ways());
        }
        Values.add(this, sketch);
        Computations.add(this, sketch);
        Accesses.add(this, sketch);
        Blocks.add(this, sketch);
        Calls.add(this, sketch);
        Thrown.add(this, sketch);
        References.add(this, sketch);
        Idioms.add(this, sketch);
        LaneIdioms.add(this, sketch);
    }

    /** An expression without operands. */
    void leaf(int weight, Kind kind, Production production) {
        leaves.get(kind).add(weight, production);
        expressions.get(kind).add(weight, production);
    }

    /** An expression of a kind, if the module may have such. */
    void expression(int weight, Kind kind, Production production) {
        if (expressions.containsKey(kind)) {
            expressions.get(kind).add(weight, production);
        }
    }

    /** An expression of any kind. */
    void expression(int weight, Production production) {
        expressions.values().forEach(ways -> ways.add(weight, production));
    }

    void statement(int weight, Production production) {
        statements.add(weight, production);
    }

    Production expression(Kind kind, int size, Choices choices) {
        return (size <= 1 ? leaves : expressions).get(kind).pick(choices);
    }

    Production statement(Choices choices) {
        return statements.pick(choices);
    }
}
