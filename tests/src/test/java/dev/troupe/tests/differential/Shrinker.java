package dev.troupe.tests.differential;

import dev.troupe.engine.module.Feature;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** Makes a program smaller as long as it shows the same finding: calls go, then nodes, those that hold others first. */
final class Shrinker {
    private static final int ATTEMPTS = 4000;

    private final Set<Feature> features;
    private final int repeats;
    private final Predicate<Program> shows;
    private int attempts;

    Shrinker(Set<Feature> features, int repeats, Predicate<Program> shows) {
        this.features = features;
        this.repeats = repeats;
        this.shows = shows;
    }

    Program shrink(Program program) {
        var calls = new ArrayList<>(program.calls());
        for (int part = calls.size() / 2; part > 0; part /= 2) {
            for (int i = calls.size() - part; i >= 0; i -= part) {
                var fewer = new ArrayList<>(calls);
                fewer.subList(i, i + part).clear();
                if (attempt(program.withCalls(fewer))) {
                    calls = fewer;
                }
            }
        }
        var smallest = program.withCalls(calls);
        var skipped = new HashSet<Long>();
        boolean progress = true;
        while (progress) {
            progress = false;
            var known = new HashSet<Long>();
            for (var nodes = ProgramGenerator.nodes(program.seed(), features, repeats, skipped); !nodes.isEmpty();) {
                long node = nodes.removeFirst();
                if (skipped.contains(node) || !known.add(node)) {
                    continue;
                }
                skipped.add(node);
                var candidate = ProgramGenerator.without(program.seed(), features, repeats, skipped).withCalls(calls);
                if (attempt(candidate)) {
                    smallest = candidate;
                    progress = true;
                    nodes = ProgramGenerator.nodes(program.seed(), features, repeats, skipped);
                } else {
                    skipped.remove(node);
                }
            }
        }
        return smallest;
    }

    private boolean attempt(Program candidate) {
        return attempts++ < ATTEMPTS && shows.test(candidate);
    }
}
