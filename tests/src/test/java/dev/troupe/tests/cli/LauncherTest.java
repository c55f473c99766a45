package dev.troupe.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        var command = new ArrayList<>(List.of(ROOT.resolve("troupe").toString()));
        command.addAll(List.of(arguments));
        return run(environment, command);
    }

    private ProcessBuilder process(Map<String, String> environment, List<String> arguments) {
        var command = new ProcessBuilder(arguments);
        command.environment().putAll(Map.of(
                "TROUPE_NO_BUILD", "1", "TROUPE_JAVA_HOME", System.getProperty("java.home"), "XDG_CACHE_HOME", scratch.toString()));
        command.environment().putAll(environment);
        return command;
    }

    private Ended run(Map<String, String> environment, List<String> arguments) throws IOException, InterruptedException {
        var out = scratch.resolve("out");
        var err = scratch.resolve("err");
        var process = process(environment, arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
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

    @Test
    void aClosedInputIsEmpty() throws Exception {
        var cache = scratch.resolve("own.aot");
        for (var environment : List.of(Map.<String, String>of(), Map.of("TROUPE_AOT_CACHE", cache.toString()))) {
            var run = run(environment,
                    List.of("/bin/sh", "-c", "cat >/dev/null; exec \"$0\" run \"$1\" <&-", ROOT.resolve("troupe").toString(), WORDCOUNT));
            assertThat(run.code).as(run.err).isZero();
            assertThat(run.out).isEmpty();
        }
        assertThat(cache).isNotEmptyFile();
    }

    @Test
    void aRecordedRunThatIsHungUpLeavesNothing() throws Exception {
        var environment = Map.of("TROUPE_AOT_CACHE", scratch.resolve("own.aot").toString());
        var err = scratch.resolve("err");
        var process = process(environment, List.of(ROOT.resolve("troupe").toString(), "run", WORDCOUNT))
                .redirectOutput(scratch.resolve("out").toFile()).redirectError(err.toFile()).start();
        // It waits for its input.
        await().until(() -> process.children().anyMatch(child -> child.info().commandLine().orElse("").contains("AOTMode=record")));
        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor()).isNotZero();
        try (var files = Files.list(scratch)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("own.aot"));
        }
    }
}
