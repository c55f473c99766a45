package dev.troupe.tests.differential;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Random programs do here what they do in V8: the same few on every build. {@link DifferentialFuzzTest} runs new ones for hours. */
class DifferentialTest {
    private static final int PROGRAMS = 40;
    private static final int REPEATS = 5;

    @Test
    void aFewProgramsDoWhatTheyDoInV8() throws IOException {
        var started = Reference.start();
        assumeTrue(started.isPresent(), "no node: neither TROUPE_NODE names one nor is it on the path");
        try (var reference = started.orElseThrow()) {
            var comparison = new Comparison(reference, REPEATS);
            for (long seed = 0; seed < PROGRAMS; seed++) {
                assertNull(comparison.compare(seed));
            }
        }
    }
}
