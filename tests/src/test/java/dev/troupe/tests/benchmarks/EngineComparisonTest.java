package dev.troupe.tests.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That the comparison runs; the figures are for reading. */
class EngineComparisonTest {
    private static Path programs() {
        var data = System.getenv("TROUPE_TESTDATA");
        assumeTrue(data != null && Files.exists(Path.of(data, "wasm", "classic.wasm")), "TROUPE_TESTDATA has no wasm/classic.wasm");
        return Path.of(data, "wasm");
    }

    @Test
    void comparesAFewKernelsForAMoment() throws IOException {
        var workloads = Workload.kernels().stream().filter(workload -> List.of("fib", "queens").contains(workload.name())).toList();
        assertThat(EngineComparison.table(programs(), workloads, 0.1)).contains("| fib |", "| queens |").doesNotContain("failed");
    }

    @Test
    @Tag("bench")
    void comparesEverything() throws IOException {
        var table = EngineComparison.table(programs(), Workload.all(), Double.parseDouble(System.getProperty("benchmark.seconds", "5")));
        System.out.println(table);
        assertThat(table).doesNotContain("failed");
    }
}
