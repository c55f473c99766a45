package dev.troupe.tests.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Random programs until a number of calls has been compared. System properties: {@code troupe.differential.cases} (default one
 * million), {@code troupe.differential.seed} (the first; default the time), {@code troupe.differential.repeats} (how often a program
 * calls each of its functions; default 10) and {@code troupe.differential.findings} (how many findings end the run; default 10).
 */
@Tag("fuzz")
class DifferentialFuzzTest {
    private static final Logger LOG = LoggerFactory.getLogger(DifferentialFuzzTest.class);
    private static final String PROPERTIES = "troupe.differential.";
    private static final int PROGRAMS_PER_LINE = 1000;

    @Test
    void manyProgramsDoWhatTheyDoInV8() throws IOException {
        var started = Reference.start();
        assumeTrue(started.isPresent(), "no node: neither TROUPE_NODE names one nor is it on the path");
        long cases = Long.getLong(PROPERTIES + "cases", 1_000_000);
        long first = Long.getLong(PROPERTIES + "seed", Instant.now().toEpochMilli());
        int mostFindings = Integer.getInteger(PROPERTIES + "findings", 10);
        var findings = new ArrayList<String>();
        try (var reference = started.orElseThrow()) {
            var comparison = new Comparison(reference, Subject.ALL, Integer.getInteger(PROPERTIES + "repeats", 10));
            LOG.info("from seed {}, with {}", first, comparison.features());
            long seed = first;
            while (comparison.cases() < cases && findings.size() < mostFindings) {
                var finding = comparison.compare(seed++);
                if (finding != null) {
                    LOG.error("{}", finding);
                    findings.add(finding);
                }
                if (seed % PROGRAMS_PER_LINE == 0) {
                    LOG.info("{} programs, {} calls compared, {} findings", seed - first, comparison.cases(), findings.size());
                }
            }
            LOG.info("{} programs, {} calls compared, {} findings", seed - first, comparison.cases(), findings.size());
        }
        assertEquals(List.of(), findings);
    }
}
