package dev.troupe.tests.differential;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Programs of consecutive seeds until a number of calls has been compared. System properties say how many and which:
 * {@code troupe.differential.cases} (default one million), {@code troupe.differential.seed} (the first; default the time),
 * {@code troupe.differential.repeats} (how often a program calls each of its functions; default 10) and
 * {@code troupe.differential.findings} (how many findings end the run; default 10).
 */
final class FuzzRun {
    static final String PROPERTIES = "troupe.differential.";

    private static final int PROGRAMS_PER_LINE = 1000;

    private FuzzRun() {}

    /** Runs in a JVM of its own, with whatever options that has; the exit status tells whether there were findings. */
    public static void main(String[] arguments) throws IOException {
        try (var reference = Reference.start().orElseThrow()) {
            System.exit(run(reference, System.out::println).isEmpty() ? 0 : 1);
        }
    }

    /** The findings, as reports. */
    static List<String> run(Reference reference, Consumer<String> log) {
        long cases = Long.getLong(PROPERTIES + "cases", 1_000_000);
        long first = Long.getLong(PROPERTIES + "seed", Instant.now().toEpochMilli());
        int mostFindings = Integer.getInteger(PROPERTIES + "findings", 10);
        var comparison = new Comparison(reference, Integer.getInteger(PROPERTIES + "repeats", 10));
        log.accept("from seed " + first + ", with " + comparison.features());
        var findings = new ArrayList<String>();
        long seed = first;
        while (comparison.cases() < cases && findings.size() < mostFindings) {
            var finding = comparison.compare(seed++);
            if (finding != null) {
                log.accept(finding);
                findings.add(finding);
            }
            if (seed % PROGRAMS_PER_LINE == 0) {
                log.accept((seed - first) + " programs, " + comparison.cases() + " calls compared, " + findings.size() + " findings");
            }
        }
        log.accept((seed - first) + " programs, " + comparison.cases() + " calls compared, " + findings.size() + " findings");
        return findings;
    }
}
