package dev.troupe.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Features;
import dev.troupe.engine.cache.CodeCache;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.script.ScriptReport;
import dev.troupe.engine.script.ScriptRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs every official script. Nothing is excluded, and nothing is out of scope. */
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

    /** One row: a way of running the suite. */
    private record Variant(String name, int methodBytes, boolean fuel, boolean roomToGrow, StoreLimits limits) {
        Engine engine(Set<Feature> language, Path cache) {
            var features = EnumSet.copyOf(language);
            features.retainAll(Engine.create().features());
            var builder = Engine.builder().features(features).methodBytes(methodBytes).fuel(fuel).roomToGrow(roomToGrow);
            return cache == null ? builder.build() : builder.eager(true).codeCache(cache).build();
        }
    }

    private static final Variant PLAIN = new Variant("", 8000, false, false, StoreLimits.defaults());

    /** With functions cut into small methods, as only large ones are by default. */
    private static final Variant CUT = new Variant(" (cut)", 200, false, false, StoreLimits.defaults());

    /** With limits under which memories are kept off the heap. */
    private static final Variant OFF_HEAP = new Variant(" (off heap)", 8000, false, false,
            StoreLimits.defaults().withMemoryBytes(8L << 30));

    /** With memories in arrays that are longer than they, and small methods as well. */
    private static final Variant ROOMY = new Variant(" (room to grow)", 400, false, true, StoreLimits.defaults());

    private static final Variant FUEL = new Variant(" (fuel)", 8000, true, false, StoreLimits.defaults());

    private static final Variant FUEL_CUT = new Variant(" (fuel, cut)", 200, true, false, StoreLimits.defaults());

    private static final Variant CACHED = new Variant(" (from the code cache)", 8000, false, false, StoreLimits.defaults());

    @TestFactory
    Stream<DynamicNode> scripts() {
        return all(PLAIN);
    }

    @TestFactory
    Stream<DynamicNode> scriptsWithCutFunctions() {
        return all(CUT);
    }

    @TestFactory
    Stream<DynamicNode> scriptsWithMemoriesOffTheHeap() {
        return all(OFF_HEAP);
    }

    /** The form concerns those with memories only. */
    @TestFactory
    Stream<DynamicNode> scriptsWithRoomToGrow() {
        return FOLDERS.stream().flatMap(folder -> TestSuite.scripts(folder.path).stream()
                .filter(file -> new String(TestSuite.read(file), StandardCharsets.ISO_8859_1).contains("(memory"))
                .map(file -> test(folder, file, ROOMY)));
    }

    /** Everything that pays for its instructions does the same, and pays the same in every form. */
    @TestFactory
    Stream<DynamicNode> scriptsWithFuel() {
        return FOLDERS.stream().flatMap(folder -> TestSuite.scripts(folder.path).stream().map(file -> {
            var name = Path.of(folder.path).resolve(file.getFileName()) + FUEL.name;
            return DynamicTest.dynamicTest(name, () -> {
                var whole = run(folder, file, FUEL);
                var cut = run(folder, file, FUEL_CUT);
                var kinds = whole.passedByKind().keySet();
                // How deep the Java stack is, and who of several threads is first, is not for a module to say.
                if (!kinds.contains("assert_exhaustion") && !folder.path.equals("proposals/threads")) {
                    assertEquals(whole.fuel(), cut.fuel(), "fuel left");
                }
            });
        }));
    }

    /** All code is compiled and kept; then another engine takes all of it from there, and it does the same. */
    @TestFactory
    Stream<DynamicNode> scriptsWithCodeFromTheCache(@TempDir Path caches) {
        return FOLDERS.stream().flatMap(folder -> TestSuite.scripts(folder.path).stream().map(file -> {
            var name = Path.of(folder.path).resolve(file.getFileName()) + CACHED.name;
            return DynamicTest.dynamicTest(name, () -> {
                var cache = Files.createTempDirectory(caches, "");
                run(folder, file, CACHED, cache);
                var kept = files(cache);
                run(folder, file, CACHED, cache);
                assertEquals(kept, files(cache), "files, which are written anew if anything was missing");
            });
        }));
    }

    /** What is in a folder of code; a file that is written anew is another one. */
    private static Map<Path, Object> files(Path cache) throws IOException {
        CodeCache.flush();
        var files = new TreeMap<Path, Object>();
        try (var list = Files.newDirectoryStream(cache)) {
            for (var file : list) {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                files.put(file, attributes.fileKey() + ", " + attributes.size() + " bytes");
            }
        }
        return files;
    }

    private static Stream<DynamicNode> all(Variant variant) {
        return FOLDERS.stream().flatMap(folder -> TestSuite.scripts(folder.path).stream().map(file -> test(folder, file, variant)));
    }

    private static DynamicNode test(Folder folder, Path file, Variant variant) {
        var name = Path.of(folder.path).resolve(file.getFileName()) + variant.name;
        return DynamicTest.dynamicTest(name, () -> run(folder, file, variant));
    }

    private static ScriptReport run(Folder folder, Path file, Variant variant) {
        return run(folder, file, variant, null);
    }

    /** @param cache the folder for code, or null */
    private static ScriptReport run(Folder folder, Path file, Variant variant, Path cache) {
        var name = Path.of(folder.path).resolve(file.getFileName()) + variant.name;
        var runner = ScriptRunner.of(variant.engine(folder.language, cache)).withLanguage(folder.language).withLimits(variant.limits);
        var report = runner.run(name, TestSuite.read(file));
        REPORTS.put(name, report);
        assertEquals("", report.failures().stream().limit(20).map(Object::toString).collect(Collectors.joining("\n")));
        assertEquals(Map.of(), report.outOfScope(), "not tried for want of a feature");
        return report;
    }

    @AfterAll
    static void count() {
        var total = new ScriptReport();
        REPORTS.values().forEach(total::add);
        LOG.info("{} scripts: {}; by kind: {}", REPORTS.size(), total, new TreeMap<>(total.passedByKind()));
    }
}
