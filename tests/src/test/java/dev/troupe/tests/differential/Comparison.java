package dev.troupe.tests.differential;

import dev.troupe.engine.Modules;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.text.TextPrinter;
import java.util.List;
import java.util.Set;

/** Programs of consecutive seeds in both engines, until they disagree. */
final class Comparison {
    private final Reference reference;
    private final Set<Feature> features;
    private final int repeats;
    private long cases;

    Comparison(Reference reference, int repeats) {
        this.reference = reference;
        this.features = reference.features();
        this.repeats = repeats;
    }

    /** Calls compared so far; each counts once, although two engines of ours make it. */
    long cases() {
        return cases;
    }

    Set<Feature> features() {
        return features;
    }

    /** Runs the program of a seed; gives a report of a disagreement, or null. */
    String compare(long seed) {
        var program = ProgramGenerator.generate(seed, features, repeats);
        reference.send(program);
        var subjects = subjects(seed);
        var actual = subjects.stream().map(subject -> subject.run(program)).toList();
        var expected = reference.receive();
        for (int i = 0; i < subjects.size(); i++) {
            if (difference(program, expected, actual.get(i)) != null) {
                return report(program, subjects.get(i));
            }
        }
        cases += program.calls().size();
        return null;
    }

    /** The default and one of the others in turn. */
    private static List<Subject> subjects(long seed) {
        return List.of(Subject.ALL.getFirst(), Subject.ALL.get(1 + Math.floorMod(seed, Subject.ALL.size() - 1)));
    }

    private String report(Program program, Subject subject) {
        var smallest = new Shrinker(features, repeats, candidate -> differs(candidate, subject)).shrink(program);
        var difference = difference(smallest, reference.run(smallest), subject.run(smallest));
        return "seed " + program.seed() + ", engine " + subject.name() + ": " + difference + "\nTo repeat: mvn -Pfuzz -pl tests -am verify"
                + " -Dtest=DifferentialFuzzTest -Dsurefire.failIfNoSpecifiedTests=false -Dtroupe.differential.seed=" + program.seed()
                + " -Dtroupe.differential.cases=1\nCalls: " + smallest.calls() + "\n" + TextPrinter.print(Modules.decode(smallest.bytes()));
    }

    private boolean differs(Program program, Subject subject) {
        var expected = reference.run(program);
        return !expected.getFirst().startsWith("invalid") && difference(program, expected, subject.run(program)) != null;
    }

    private static String difference(Program program, List<String> expected, List<String> actual) {
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            var ours = i < actual.size() ? actual.get(i) : "nothing";
            var theirs = i < expected.size() ? expected.get(i) : "nothing";
            if (ours.equals(Outcome.EXHAUSTED) || theirs.equals(Outcome.EXHAUSTED)) {
                return null;
            }
            if (!Outcome.agree(ours, theirs)) {
                var call = i < program.calls().size() ? program.calls().get(i).toString() : "state";
                return "call " + i + " " + call + " gives <" + ours + ">, in V8 <" + theirs + ">";
            }
        }
        return null;
    }
}
