package dev.troupe.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.engine.module.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real programs through {@code troupe run}: exit code and output as another engine (V8) recorded them. */
class ManifestTest {
    /** What the manifest calls features that need naming, and what we call them. */
    private static final Map<String, Feature> FEATURES = Map.of(
            "simd", Feature.SIMD,
            "relaxed-simd", Feature.RELAXED_SIMD,
            "tail-call", Feature.TAIL_CALLS,
            "eh-exnref", Feature.EXCEPTIONS,
            "gc", Feature.GC,
            "wide-arithmetic", Feature.WIDE_ARITHMETIC);

    @TempDir
    Path scratch;

    /** @param json the case as it stands in the manifest */
    record Case(Path folder, JsonNode json) {
        String text(String key) {
            return json.path(key).isTextual() ? json.path(key).asText() : null;
        }

        @Override
        public String toString() {
            if (json == null) {
                return "no wasm/manifest.json";
            }
            var arguments = new ArrayList<String>();
            json.path("args").forEach(argument -> arguments.add(argument.asText().lines().findFirst().orElse("")));
            return text("module") + " " + String.join(" ", arguments);
        }
    }

    static Stream<Case> cases() throws IOException {
        var data = System.getenv("TROUPE_TESTDATA");
        var manifest = data == null ? null : Path.of(data, "wasm", "manifest.json");
        if (manifest == null || !Files.exists(manifest)) {
            return Stream.of(new Case(null, null));
        }
        var cases = new ArrayList<Case>();
        new ObjectMapper().readTree(manifest.toFile()).path("cases").forEach(json -> cases.add(new Case(manifest.getParent(), json)));
        expectOfWideWhatWasRecordedWithout(cases);
        return cases.stream();
    }

    /** V8 could not run feat-wide; it is the same program as feat-int128-nowide and must print the same. */
    private static void expectOfWideWhatWasRecordedWithout(List<Case> cases) {
        var without = cases.stream().filter(test -> test.text("module").equals("feat-int128-nowide.wasm")).findFirst();
        cases.stream().filter(test -> test.text("module").equals("feat-wide.wasm") && without.isPresent()).forEach(test -> {
            var json = (ObjectNode) test.json();
            json.put("exit", without.get().json().path("exit").asInt());
            json.put("stdout", without.get().text("stdout"));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void runsAsRecorded(Case test) throws Exception {
        assumeTrue(test.json() != null, "skipped: TROUPE_TESTDATA names no folder with wasm/manifest.json");
        var supported = dev.troupe.engine.Engine.create().features();
        for (var need : test.json().path("needs").asText().split(",")) {
            assumeTrue(!FEATURES.containsKey(need) || supported.contains(FEATURES.get(need)),
                    "skipped: the engine has no " + need + " yet");
        }
        assumeTrue(test.json().has("exit"), "skipped: nothing recorded");
        var root = Files.createDirectories(scratch.resolve("root"));
        for (var file : test.json().path("files")) {
            copy(test.folder().resolve(file.asText()), root.resolve(file.asText()));
        }
        var arguments = new ArrayList<>(List.of("run", "--timeout", "5m", "--dir", root + ":/"));
        test.json().path("env").properties()
                .forEach(entry -> arguments.addAll(List.of("--env", entry.getKey() + "=" + entry.getValue().asText())));
        arguments.add(test.folder().resolve(test.text("module")).toString());
        test.json().path("args").forEach(argument -> arguments.add(argument.asText()));
        var stdin = test.text("stdin") == null ? new byte[0] : Files.readAllBytes(test.folder().resolve(test.text("stdin")));

        var run = Execution.withInput(stdin, arguments.toArray(String[]::new));

        assertThat(run.code()).as("exit code; standard error: " + run.err()).isEqualTo(test.json().path("exit").asInt());
        var check = test.text("check");
        if (check.equals("stdout")) {
            assertThat(run.out()).isEqualTo(test.text("stdout"));
        } else if (check.equals("lastline")) {
            assertThat(Arrays.asList(run.out().split("\n")).getLast()).isEqualTo(test.text("lastline"));
        } else {
            var bytes = Files.readAllBytes(root.resolve(check.substring("file:".length())));
            assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes))).isEqualTo(test.text("md5"));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
    }
}
