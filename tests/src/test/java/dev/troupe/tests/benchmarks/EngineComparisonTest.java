package dev.troupe.tests.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the comparison runs and checks answers; the figures are for reading. */
class EngineComparisonTest {
    @Test
    void comparesAFewKernelsForAMoment() throws IOException {
        var workloads = Workloads.find().all().stream().filter(workload -> List.of("fib", "queens").contains(workload.name())).toList();
        assumeTrue(workloads.size() == 2, "TROUPE_TESTDATA has no wasm/classic.wasm");
        assertThat(EngineComparison.table(workloads, List.of(Contestant.values()), 0.1))
                .contains("| fib |", "| queens |", "Troupe", "Endive")
                .doesNotContain("failed");
    }
}
