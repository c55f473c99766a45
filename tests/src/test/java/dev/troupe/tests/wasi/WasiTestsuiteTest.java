package dev.troupe.tests.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.engine.Engine;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.wasi.WasiConfig;
import dev.troupe.engine.wasi.WasiInput;
import dev.troupe.engine.wasi.WasiProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The official programs of WebAssembly/wasi-testsuite for preview 1, each against its specification
 * ({@code doc/specification.md} there, the form without operations). Looked for in {@code wasi-testsuite} below the folder that
 * TROUPE_TESTDATA names; {@code scripts/fetch-testdata} fetches it.
 */
@Timeout(60)
class WasiTestsuiteTest {
    @TempDir
    Path scratch;

    /** @param specification a missing node if there is no file */
    record Program(Path file, JsonNode specification) {
        @Override
        public String toString() {
            return file.getParent().getParent().getParent().getFileName() + "/" + file.getFileName();
        }
    }

    static Stream<Program> programs() throws IOException {
        return programs("tests", Path.of("testsuite", "wasm32-wasip1"));
    }

    /** Branch {@code prod/testsuite-all} has them, {@code prod/testsuite-base} does not. */
    static Stream<Program> threadPrograms() throws IOException {
        return programs("tests/proposals/wasi-threads", Path.of("proposals", "wasi-threads"));
    }

    private static Stream<Program> programs(String folder, Path parent) throws IOException {
        var data = System.getenv("TROUPE_TESTDATA");
        var suite = data == null ? null : Path.of(data, "wasi-testsuite", folder);
        assumeTrue(
                suite != null && Files.isDirectory(suite),
                "skipped: no wasi-testsuite/" + folder
                        + " in the folder TROUPE_TESTDATA names; scripts/fetch-testdata fetches the main part");
        var programs = new ArrayList<Program>();
        try (var files = Files.walk(suite)) {
            for (var file : (Iterable<Path>) files.sorted()::iterator) {
                if (file.toString().endsWith(".wasm") && file.getParent().endsWith(parent)) {
                    var specification = Path.of(file.toString().replaceAll("\\.wasm$", ".json"));
                    programs.add(new Program(
                            file,
                            Files.exists(specification)
                                    ? new ObjectMapper().readTree(specification.toFile())
                                    : new ObjectMapper().missingNode()));
                }
            }
        }
        assertThat(programs).as("programs of the suite").isNotEmpty();
        return programs.stream();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void doesAsSpecified(Program program) throws Exception {
        run(program, WasiConfig.defaults());
    }

    /** They take it that reading from standard input waits. */
    @ParameterizedTest
    @MethodSource("threadPrograms")
    void runsThreadsAsSpecified(Program program) throws Exception {
        try (var never = new PipedOutputStream()) {
            run(program, WasiConfig.defaults().withStdin(WasiInput.stream(new PipedInputStream(never))));
        }
    }

    private void run(Program program, WasiConfig granted) throws Exception {
        var specification = program.specification();
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>(List.of(program.file().getFileName().toString()));
        specification.path("args").forEach(argument -> arguments.add(argument.asText()));
        var config = granted.withArguments(arguments).withStdout(out).withStderr(err);
        for (var variable : specification.path("env").properties()) {
            config = config.withEnvironment(variable.getKey(), variable.getValue().asText());
        }
        if (specification.path("root").isTextual()) {
            // A copy: the programs write.
            var root = scratch.resolve("root");
            copy(program.file().resolveSibling(specification.path("root").asText()), root);
            config = config.withDirectory(root, "/");
        }

        var module = Engine.create().compile(program.file());
        int code;
        try {
            code = WasiProgram.run(module, config);
        } catch (Trap trap) {
            throw new AssertionError("trapped; standard error: " + err.toString(StandardCharsets.UTF_8), trap);
        }

        assertThat(code).as("exit code; standard error: %s", err.toString(StandardCharsets.UTF_8))
                .isEqualTo(specification.path("exit_code").asInt(0));
        if (specification.has("stdout")) {
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(specification.path("stdout").asText());
        }
        if (specification.has("stderr")) {
            assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(specification.path("stderr").asText());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
