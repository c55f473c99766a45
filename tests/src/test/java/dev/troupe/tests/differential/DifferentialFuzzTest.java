package dev.troupe.tests.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New random programs for as long as {@link FuzzRun}'s properties ask for, and some under each of HotSpot's compilers alone. */
@Tag("fuzz")
class DifferentialFuzzTest {
    private static final int CASES_PER_MODE = 20_000;

    @Test
    void manyProgramsDoWhatTheyDoInV8() throws IOException {
        var started = Reference.start();
        assumeTrue(started.isPresent(), "no node: neither TROUPE_NODE names one nor is it on the path");
        try (var reference = started.orElseThrow()) {
            assertEquals(List.of(), FuzzRun.run(reference, System.out::println));
        }
    }

    /** HotSpot's second compiler has been wrong where the others were right, with unsigned comparisons for one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xint",
                "-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=0.02",
                "-XX:-TieredCompilation -XX:CompileThresholdScaling=0.02 -Xbatch",
                "-Xcomp -XX:-TieredCompilation",
                "-Xcomp -XX:TieredStopAtLevel=1"})
    void programsDoTheSameUnderEachCompiler(String options) throws IOException, InterruptedException {
        try (var reference = Reference.start().orElse(null)) {
            assumeTrue(reference != null, "no node: neither TROUPE_NODE names one nor is it on the path");
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options.split(" ")));
        for (var name : List.of("seed", "repeats", "findings")) {
            var value = System.getProperty(FuzzRun.PROPERTIES + name);
            if (value != null) {
                command.add("-D" + FuzzRun.PROPERTIES + name + "=" + value);
            }
        }
        command.add("-D" + FuzzRun.PROPERTIES + "cases=" + Integer.getInteger(FuzzRun.PROPERTIES + "cases.mode", CASES_PER_MODE));
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(FuzzRun.class.getName());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(line -> System.out.println(options + ": " + line));
        }
        assertEquals(0, process.waitFor(), options);
    }
}
