package dev.troupe.engine.script;

import dev.troupe.engine.module.Feature;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a script. {@link #toString()} is the last line that a user wants to see: {@code N passed, N failed}.
 *
 * <p>Every assertion is counted once, under the word that it starts with. Other commands count only when they fail.
 */
public final class ScriptReport {
    /** @param line of the command in the script */
    public record Failure(String file, int line, String message) {
        @Override
        public String toString() {
            return file + ":" + line + ": " + message;
        }
    }

    private final Map<String, Integer> passed = new TreeMap<>();
    private final Map<Feature, Integer> outOfScope = new EnumMap<>(Feature.class);
    private final List<Failure> failures = new ArrayList<>();
    private final List<Failure> onlyInOlderLanguages = new ArrayList<>();

    private long fuel;

    /** What the script's store has left; the stores of threads not counted. */
    void fuel(long value) {
        fuel = value;
    }

    /** The fuel left in the store that the script's modules ran in. */
    public long fuel() {
        return fuel;
    }

    void pass(String kind) {
        passed.merge(kind, 1, Integer::sum);
    }

    void fail(String file, int line, String message) {
        failures.add(new Failure(file, line, message));
    }

    void passInOlderLanguage(String file, int line, String message) {
        onlyInOlderLanguages.add(new Failure(file, line, message));
    }

    void skip(Feature feature) {
        outOfScope.merge(feature, 1, Integer::sum);
    }

    /** Adds another report's counts and failures to this one. */
    public synchronized void add(ScriptReport other) {
        other.passed.forEach((kind, count) -> passed.merge(kind, count, Integer::sum));
        other.outOfScope.forEach((feature, count) -> outOfScope.merge(feature, count, Integer::sum));
        failures.addAll(other.failures);
        onlyInOlderLanguages.addAll(other.onlyInOlderLanguages);
    }

    /** The number of assertions passed, by their words, such as {@code assert_return}. */
    public Map<String, Integer> passedByKind() {
        return Map.copyOf(passed);
    }

    public int passed() {
        return passed.values().stream().mapToInt(Integer::intValue).sum();
    }

    public int failed() {
        return failures.size();
    }

    public List<Failure> failures() {
        return List.copyOf(failures);
    }

    /** Of the assertions passed, those that do not hold in the runner's language, and why: {@link ScriptRunner#withOlderLanguages}. */
    public List<Failure> onlyInOlderLanguages() {
        return List.copyOf(onlyInOlderLanguages);
    }

    /** Assertions that were not tried because a module they need uses a feature that the engine lacks or that is off. */
    public Map<Feature, Integer> outOfScope() {
        return Map.copyOf(outOfScope);
    }

    @Override
    public String toString() {
        var text = passed() + " passed, " + failed() + " failed";
        return outOfScope.isEmpty() ? text : text + ", not tried for want of a feature: " + outOfScope;
    }
}
