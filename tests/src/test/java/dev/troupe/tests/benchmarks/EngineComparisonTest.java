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
        assertThat(table(workloads)).contains("| fib |", "| queens |").doesNotContain("failed");
    }

    @Test
    void comparesOneOfOurOwnKernels() throws IOException {
        var workloads = Workloads.find().all().stream().filter(workload -> workload.name().equals("json")).toList();
        assertThat(table(workloads)).contains("| json |", "Troupe", "Endive").doesNotContain("failed");
    }

    @Test
    void programsInRustAnswerRight() throws IOException {
        var workloads = Workloads.find().all().stream().filter(workload -> workload.name().startsWith("rust-")).toList();
        assertThat(EngineComparison.table(workloads, List.of(Contestant.TROUPE), 0))
                .contains("| rust-bzip |", "| rust-json |", "| rust-markdown |", "| rust-regex |").doesNotContain("failed");
    }

    @Test
    void aWrongAnswerIsNoFigure() throws IOException {
        var right = Workloads.find().all().stream().filter(workload -> workload.name().equals("richards")).findFirst().orElseThrow();
        var wrong = new Workload(right.group(), right.name(), right.module(), right.source(), right.arguments(),
                Check.prints(0, "something else"), right.required());
        assertThat(EngineComparison.table(List.of(wrong), List.of(Contestant.TROUPE), 0))
                .contains("| richards | failed |", "richards in Troupe: wrong answer");
    }

    @Test
    void halfSpeedIsReachedBeforeTheFirstRunOfTwiceTheBestTime() {
        var runs = List.of(new Measurement.Run(0, 100, 0, ""), new Measurement.Run(100, 21, 0, ""), new Measurement.Run(121, 20, 0, ""),
                new Measurement.Run(141, 10, 0, ""));
        assertThat(WarmUpTable.untilHalfSpeed(new Measurement(null, 0, 0, runs))).isEqualTo(121);
    }

    private static String table(List<Workload> workloads) throws IOException {
        return EngineComparison.table(workloads, List.of(Contestant.values()), 0.1);
    }
}
