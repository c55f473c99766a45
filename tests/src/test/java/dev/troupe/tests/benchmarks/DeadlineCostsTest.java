package dev.troupe.tests.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That the measurement runs, and so that every endless loop is ended by its deadline; the figures are for reading. */
class DeadlineCostsTest {
    @Test
    void everyEndlessLoopEnds() throws Exception {
        assertThat(DeadlineCosts.latencies(2)).contains(EndlessLoops.EXPORTS).contains("| all | " + 2 * EndlessLoops.EXPORTS.size() + " |");
    }

    @Test
    void kernelsRunWithEveryOptionAndAfterKills() throws Exception {
        var costs = new DeadlineCosts(kernels(), 0.02);
        assertThat(costs.options(List.of("tak", "queens"))).contains("| tak |", "| queens |", "| geomean |");
        assertThat(costs.afterKills(List.of("tak", "queens"), 20, Duration.ZERO)).contains("| kernels | 20 |", "| geomean |");
    }

    @Test
    @Tag("bench")
    void measuresAll() throws Exception {
        kernels();
        DeadlineCosts.main(new String[0]);
    }

    private static Path kernels() {
        var data = System.getenv("TROUPE_TESTDATA");
        assumeTrue(data != null && Files.exists(Path.of(data, "wasm", "classic.wasm")), "TROUPE_TESTDATA has no wasm/classic.wasm");
        return Path.of(data, "wasm", "classic.wasm");
    }
}
