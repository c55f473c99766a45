package dev.troupe.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code troupe}, with the build that the tests belong to. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a shell script")
class LauncherTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String WORDCOUNT = ROOT.resolve("examples/modules/wordcount.wasm").toString();

    @TempDir
    Path scratch;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void isBuilt() {
        assumeTrue(Files.exists(ROOT.resolve("cli/target/troupe.jar")), "the command is not packaged: mvn verify does that first");
    }

    private Ended troupe(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        var out = scratch.resolve("out");
        var err = scratch.resolve("err");
        var command = new ProcessBuilder(ROOT.resolve("troupe").toString());
        command.command().addAll(List.of(arguments));
        command.environment().putAll(Map.of(
                "TROUPE_NO_BUILD", "1", "TROUPE_JAVA_HOME", System.getProperty("java.home"), "XDG_CACHE_HOME", scratch.toString()));
        command.environment().putAll(environment);
        var process = command.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try (var input = process.getOutputStream()) {
            input.write("a b a".getBytes(StandardCharsets.UTF_8));
        }
        return new Ended(process.waitFor(), Files.readString(out), Files.readString(err));
    }

    @Test
    void aProgramsOwnCacheHoldsItsGeneratedCode() throws Exception {
        var cache = scratch.resolve("own.aot");
        var classes = scratch.resolve("classes");
        var environment = Map.of("TROUPE_AOT_CACHE", cache.toString());
        var recorded = troupe(environment, "run", WORDCOUNT, "-n", "1");
        assertThat(recorded.code).as(recorded.err).isZero();
        assertThat(recorded.out).isEqualTo("      2 a\n");
        assertThat(cache).isNotEmptyFile();

        var log = Map.of("TROUPE_AOT_CACHE", cache.toString(), "TROUPE_JAVA_OPTS", "-Xlog:class+load:file=" + classes);
        assertThat(troupe(log, "run", WORDCOUNT, "-n", "1")).isEqualTo(new Ended(0, "      2 a\n", ""));
        assertThat(Files.readAllLines(classes)).filteredOn(line -> line.contains(" wasm.Code")).isNotEmpty()
                .allMatch(line -> line.endsWith("source: shared objects file"));
        try (var files = Files.list(scratch)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("classes", "err", "out", "own.aot",
                    "troupe");
        }
    }

    @Test
    void aRunThatFailsIsNotRecorded() throws Exception {
        var cache = scratch.resolve("own.aot");
        assertThat(troupe(Map.of("TROUPE_AOT_CACHE", cache.toString()), "run", "--no-such-option").code).isEqualTo(2);
        assertThat(cache).doesNotExist();
    }

    @Test
    void aCacheThatCannotBeWrittenSpoilsNothing() throws Exception {
        var run = troupe(Map.of("TROUPE_AOT_CACHE", scratch.resolve("missing/own.aot").toString()), "run", WORDCOUNT, "-n", "1");
        assertThat(run.code).isZero();
        assertThat(run.out).isEqualTo("      2 a\n");
        assertThat(run.err).contains("missing/own.aot");
    }
}
