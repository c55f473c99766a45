package dev.troupe.tests.differential;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * The random choices of a generator, arranged as a tree: each node of the program has a generator of its own, seeded by its parent.
 * So a node can be left out, which is how a finding is shrunk, and all others stay as they were.
 */
final class Choices {
    private final Set<Long> skipped;
    private final List<Long> visited = new ArrayList<>();
    private final Deque<SplittableRandom> outer = new ArrayDeque<>();
    private SplittableRandom random;

    Choices(long seed, Set<Long> skipped) {
        this.random = new SplittableRandom(seed);
        this.skipped = skipped;
    }

    /** Begins a node; false if it is to be left out. */
    boolean enter() {
        long id = random.nextLong();
        outer.push(random);
        random = new SplittableRandom(id);
        visited.add(id);
        return !skipped.contains(id);
    }

    void leave() {
        random = outer.pop();
    }

    /** The nodes so far, each before those inside it. */
    List<Long> visited() {
        return visited;
    }

    /** What is made of the choices that follow from a seed, the same each time; those after it do not depend on it. */
    <T> T again(long seed, Supplier<T> made) {
        var before = random;
        random = new SplittableRandom(seed);
        var result = made.get();
        random = before;
        return result;
    }

    /** From 0 to {@code bound - 1}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    long bits() {
        return random.nextLong();
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** Divides {@code size} among {@code parts}, at random. */
    int[] divide(int size, int parts) {
        int[] sizes = new int[parts];
        int rest = size;
        for (int i = 0; i < parts; i++) {
            sizes[i] = i == parts - 1 ? rest : random.nextInt(Math.max(1, 2 * rest / (parts - i) + 1));
            sizes[i] = Math.min(sizes[i], rest);
            rest -= sizes[i];
        }
        return sizes;
    }
}
