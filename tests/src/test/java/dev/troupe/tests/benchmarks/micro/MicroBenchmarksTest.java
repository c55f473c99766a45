package dev.troupe.tests.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** That the micro-benchmarks run; the figures are for reading. */
class MicroBenchmarksTest {
    private static ChainedOptionsBuilder options() {
        return new OptionsBuilder().include("\\.benchmarks\\.micro\\.").shouldFailOnError(true);
    }

    @Test
    void eachRunsOnce() throws RunnerException {
        var results = new Runner(options()
                .forks(0)
                .mode(Mode.SingleShotTime)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(1))
                .verbosity(VerboseMode.SILENT)
                .build()).run();
        assertThat(results).hasSizeGreaterThan(10);
    }

    @Test
    @Tag("bench")
    void measuresEverything() throws RunnerException {
        // Forked JVMs get the class path that Surefire has packed into a jar's manifest.
        System.setProperty("java.class.path", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        assertThat(new Runner(options().build()).run()).isNotEmpty();
    }
}
