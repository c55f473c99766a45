package dev.troupe.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Features;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.script.ScriptReport;
import dev.troupe.engine.script.ScriptRunner;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs every official script. Nothing is excluded by name: what a script's language has and the engine lacks is out of scope, module
 * by module, and is counted in the log by feature.
 */
class ScriptsTest {
    private static final Logger LOG = LoggerFactory.getLogger(ScriptsTest.class);

    /** One row: a folder of the suite and the language that its scripts are written in. */
    private record Folder(String path, Set<Feature> language) {}

    private static final List<Folder> FOLDERS = List.of(
            new Folder("", Features.WASM_3),
            new Folder("legacy", plus(Features.WASM_3, Feature.LEGACY_EXCEPTIONS)),
            new Folder("custom", Features.WASM_3),
            new Folder("proposals/wide-arithmetic", plus(Features.WASM_3, Feature.WIDE_ARITHMETIC)),
            new Folder("proposals/custom-page-sizes", plus(Features.WASM_3, Feature.CUSTOM_PAGE_SIZES)),
            // These scripts are older than the second version: they want a second table or memory to be invalid.
            new Folder("proposals/threads", Features.THREADS_PROPOSAL));

    private static final Map<String, ScriptReport> REPORTS = new TreeMap<>();

    private static Set<Feature> plus(Set<Feature> base, Feature... more) {
        var features = EnumSet.copyOf(base);
        features.addAll(List.of(more));
        return features;
    }

    /** Limits under which memories are kept off the heap. */
    private static final StoreLimits LARGE = StoreLimits.defaults().withMemoryBytes(8L << 30);

    @TestFactory
    Stream<DynamicNode> scripts() {
        return FOLDERS.stream()
                .flatMap(folder -> TestSuite.scripts(folder.path).stream()
                        .map(file -> test(folder, file, StoreLimits.defaults(), REPORTS)));
    }

    @TestFactory
    Stream<DynamicNode> scriptsWithMemoriesOffTheHeap() {
        return FOLDERS.stream()
                .flatMap(folder -> TestSuite.scripts(folder.path).stream().map(file -> test(folder, file, LARGE, new TreeMap<>())));
    }

    private static DynamicNode test(Folder folder, Path file, StoreLimits limits, Map<String, ScriptReport> reports) {
        var name = Path.of(folder.path).resolve(file.getFileName()).toString();
        return DynamicTest.dynamicTest(name, () -> {
            var features = EnumSet.copyOf(folder.language);
            features.retainAll(Engine.create().features());
            var runner = ScriptRunner.of(Engine.builder().features(features).build()).withLanguage(folder.language).withLimits(limits);
            var report = runner.run(name, TestSuite.read(file));
            reports.put(name, report);
            assertEquals("", report.failures().stream().limit(20).map(Object::toString).collect(Collectors.joining("\n")));
        });
    }

    @AfterAll
    static void count() {
        var total = new ScriptReport();
        REPORTS.values().forEach(total::add);
        LOG.info("{} scripts: {}; by kind: {}", REPORTS.size(), total, new TreeMap<>(total.passedByKind()));
    }
}
