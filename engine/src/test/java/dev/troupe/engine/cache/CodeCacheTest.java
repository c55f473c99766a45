package dev.troupe.engine.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Features;
import dev.troupe.engine.Imports;
import dev.troupe.engine.compile.CompileOptions;
import dev.troupe.engine.compile.ModuleCompiler;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.runtime.StoreLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Code in a folder: found again, never trusted blindly, never in the way. A file that is not written anew was used as it is. */
@Timeout(120)
class CodeCacheTest {
    static final List<Samples.Sample> SAMPLES = Samples.ALL;

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void nameTheFolder() {
        folder = temporary.resolve("cache");
    }

    private Engine.Builder builder() {
        return Engine.builder().codeCache(folder);
    }

    private Object run(Samples.Sample sample) {
        return run(sample, builder().build());
    }

    private static Object run(Samples.Sample sample, Engine engine) {
        var results = sample.run(engine);
        CodeCache.flush();
        return results[0];
    }

    private Map<Path, Object> files() throws IOException {
        try (var list = Files.list(folder)) {
            return list.collect(Collectors.toMap(file -> file, CodeCacheTest::identity));
        }
    }

    /** Changes when a file is written anew. */
    private static Object identity(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.fileKey() + " " + attributes.lastModifiedTime() + " " + attributes.size();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Path onlyFile() throws IOException {
        var files = files();
        assertThat(files).hasSize(1);
        return files.keySet().iterator().next();
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void codeIsFoundAgain(Samples.Sample sample) throws IOException {
        assertThat(run(sample)).isEqualTo(sample.result());
        var before = files();
        assertThat(before).hasSize(1);
        assertThat(run(sample)).isEqualTo(sample.result());
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void anotherProcessFindsIt() throws Exception {
        var process = CacheProcess.start(folder, 1);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        var before = files();
        assertThat(before).hasSize(SAMPLES.size());
        for (var sample : SAMPLES) {
            assertThat(run(sample)).isEqualTo(sample.result());
        }
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void processesShareTheFolder() throws Exception {
        var processes = List.of(CacheProcess.start(folder, 8), CacheProcess.start(folder, 8), CacheProcess.start(folder, 8));
        var expected = SAMPLES.stream().map(sample -> "[" + sample.result() + "]\n").collect(Collectors.joining()).repeat(8);
        for (var process : processes) {
            assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEqualTo(expected);
            assertThat(process.waitFor()).isZero();
        }
        assertThat(files().keySet()).hasSize(SAMPLES.size()).allMatch(file -> file.toString().endsWith(".code"));
        var before = files();
        SAMPLES.forEach(sample -> assertThat(run(sample)).isEqualTo(sample.result()));
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void onlyWhatWasNeededIsKeptAndMoreIsAddedLater() throws IOException {
        var text = """
                (module (func (export "run") (result i32) (i32.const 1))
                  (func (export "other") (result i32) (call $far)) (func $far (result i32) %s (i32.const 2)))
                """.formatted("(drop (i32.const 1234567))".repeat(4000));
        var sample = new Samples.Sample(text, 1);
        assertThat(run(sample)).isEqualTo(1);
        long small = Files.size(onlyFile());
        assertThat(builder().build().compileText(text).instantiate().invoke("other")).containsExactly(2);
        CodeCache.flush();
        assertThat(Files.size(onlyFile())).isGreaterThan(small);
        var before = files();
        assertThat(builder().build().compileText(text).instantiate().invoke("other")).containsExactly(2);
        assertThat(run(sample)).isEqualTo(1);
        assertThat(files()).isEqualTo(before);
    }

    /** Each bit of damage must be noticed wherever it is, and the file made good. */
    @Test
    void damageAnywhereIsNoticedAndMended() throws IOException {
        var sample = Samples.PLAIN;
        run(sample);
        var file = onlyFile();
        var good = Files.readAllBytes(file);
        var positions = new TreeSet<>(List.of(0, 7, 8, 11, 12, 15, 16, 19, 20, good.length - 1));
        for (int i = 0; i < good.length; i += 97) {
            positions.add(i);
        }
        for (int position : positions) {
            var bad = good.clone();
            bad[position] ^= (byte) (1 << position % 8);
            Files.write(file, bad);
            assertThat(run(sample)).as("byte %d of %d", position, good.length).isEqualTo(sample.result());
            assertThat(Files.readAllBytes(file)).as("byte %d of %d, mended", position, good.length).isEqualTo(good);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.001, 0.01, 0.1, 0.5, 0.9, 0.9999, 1.5})
    void aFileTooShortOrTooLongIsWrittenAnew(double part) throws IOException {
        run(Samples.PLAIN);
        var file = onlyFile();
        var good = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(good, (int) (good.length * part)));
        assertThat(run(Samples.PLAIN)).isEqualTo(Samples.PLAIN.result());
        assertThat(Files.readAllBytes(file)).isEqualTo(good);
    }

    @Test
    void somethingElseOfTheSameNameIsReplaced() throws IOException {
        run(Samples.PLAIN);
        var file = onlyFile();
        var good = Files.readAllBytes(file);
        Files.writeString(file, "#!/bin/sh\n".repeat(1000));
        assertThat(run(Samples.PLAIN)).isEqualTo(Samples.PLAIN.result());
        assertThat(Files.readAllBytes(file)).isEqualTo(good);
    }

    /** A file with the right name, undamaged, that another version of the engine wrote: its classes would be wrong. */
    @Test
    void codeOfAnotherEngineIsNotUsed() throws IOException {
        var module = Engine.create().compileText(Samples.PLAIN.text());
        run(Samples.PLAIN);
        var file = onlyFile();
        var good = Files.readAllBytes(file);
        var key = CodeKey.of(module.digest(), ModuleCompiler.SUPPORTED, CompileOptions.DEFAULTS);
        assertThat(file.getFileName()).hasToString(key.fileName() + ".code");
        var foreign = new CodeKey(key.module(), key.text().replace("engine ", "engine 0"));
        try (var out = Files.newOutputStream(file)) {
            CodeFile.write(out, foreign, Map.of(), Map.of("wasm/Instance", new byte[100], "wasm/Code0", new byte[100]));
        }
        assertThat(CodeFile.open(file, foreign)).isNotNull();
        assertThat(run(Samples.PLAIN)).isEqualTo(Samples.PLAIN.result());
        assertThat(Files.readAllBytes(file)).isEqualTo(good);
    }

    @Test
    void codeMadeWithOtherOptionsOrFeaturesIsKeptApart() throws IOException {
        var engines = List.of(
                builder().build(),
                builder().interruptible(false).build(),
                builder().callDepthChecks(true).build(),
                builder().methodBytes(200).build(),
                builder().features(Features.WASM_3).build());
        engines.forEach(engine -> assertThat(run(Samples.PLAIN, engine)).isEqualTo(Samples.PLAIN.result()));
        var before = files();
        assertThat(before).hasSize(engines.size());
        engines.forEach(engine -> assertThat(run(Samples.PLAIN, engine)).isEqualTo(Samples.PLAIN.result()));
        run(Samples.PLAIN, builder().eager(true).build());
        run(Samples.PLAIN, builder().eager(3).build());
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void aModuleThatIsValidHereIsStillInvalidWithoutTheFeature() {
        run(Samples.AGGREGATES);
        var bytes = Engine.create().compileText(Samples.AGGREGATES.text()).bytes();
        var engine = builder().features(Features.WASM_2).build();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> engine.compile(bytes)).isInstanceOf(InvalidModuleException.class);
            CodeCache.flush();
        }
    }

    @Test
    void anInvalidModuleIsNotKept() throws IOException {
        Files.createDirectories(folder);
        var engine = builder().build();
        assertThatThrownBy(() -> engine.compileText("(module (func (result i32)))")).isInstanceOf(InvalidModuleException.class);
        CodeCache.flush();
        assertThat(files()).isEmpty();
    }

    /** Whichever class is missing must be made again so that it fits those that are not. */
    @ParameterizedTest
    @FieldSource("SAMPLES")
    void eachClassCanBeLostAlone(Samples.Sample sample) throws IOException {
        var options = CompileOptions.DEFAULTS.withMethodBytes(100);
        var engine = builder().methodBytes(100).build();
        assertThat(run(sample, engine)).isEqualTo(sample.result());
        var file = onlyFile();
        var good = Files.readAllBytes(file);
        var key = CodeKey.of(Engine.create().compileText(sample.text()).digest(), ModuleCompiler.SUPPORTED, options);
        var classes = new TreeMap<String, byte[]>();
        Map<Integer, int[]> tailCalls;
        try (var opened = CodeFile.open(file, key)) {
            opened.names().forEach(name -> classes.put(name, opened.find(name)));
            tailCalls = opened.tailCalls();
        }
        assertThat(classes.keySet().stream().anyMatch(name -> name.endsWith("Locals0"))).isEqualTo(sample == Samples.CUT);
        for (var name : classes.keySet()) {
            var rest = new TreeMap<>(classes);
            rest.remove(name);
            try (var out = Files.newOutputStream(file)) {
                CodeFile.write(out, key, tailCalls, rest);
            }
            assertThat(run(sample, engine)).as(name).isEqualTo(sample.result());
            assertThat(Files.readAllBytes(file)).as(name).isEqualTo(good);
        }
    }

    @Test
    void memoriesOfAnotherFormHaveCodeOfTheirOwn() throws IOException {
        var limits = StoreLimits.defaults().withMemoryBytes(8L << 30);
        for (int i = 0; i < 2; i++) {
            var module = builder().build().compileText(Samples.VECTORS.text());
            assertThat(module.instantiate(Imports.none(), limits).invoke("run")).containsExactly(32);
            assertThat(module.instantiate().invoke("run")).containsExactly(32);
            CodeCache.flush();
        }
        var before = files();
        var module = builder().build().compileText(Samples.VECTORS.text());
        assertThat(module.instantiate(Imports.none(), limits).invoke("run")).containsExactly(32);
        CodeCache.flush();
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void whatWasUsedLongestAgoGoesFirst() throws IOException {
        run(Samples.PLAIN);
        long size = Files.size(onlyFile());
        var first = onlyFile();
        run(Samples.EXCEPTIONS);
        var second = files().keySet().stream().filter(file -> !file.equals(first)).findFirst().orElseThrow();
        Files.setLastModifiedTime(second, FileTime.from(Instant.now().minusSeconds(7200)));
        Files.setLastModifiedTime(first, FileTime.from(Instant.now().minusSeconds(10800)));
        // Used again, the first is now the younger one.
        run(Samples.PLAIN);
        long room = size + Files.size(second) + 1000;
        run(Samples.VECTORS, Engine.builder().codeCache(folder, room).build());
        assertThat(files().keySet()).contains(first).doesNotContain(second).hasSize(2);
        assertThat(files().keySet().stream().mapToLong(file -> file.toFile().length()).sum()).isLessThanOrEqualTo(room);
    }

    @Test
    void aModuleLargerThanTheCacheIsNotKept() throws IOException {
        assertThat(run(Samples.PLAIN, Engine.builder().codeCache(folder, 500).build())).isEqualTo(Samples.PLAIN.result());
        assertThat(files()).isEmpty();
    }

    @Test
    void whatAnInterruptedProcessLeftIsCleanedUp() throws IOException {
        run(Samples.PLAIN);
        var old = Files.writeString(folder.resolve("abc-1-2.tmp"), "half a file");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(7200)));
        var fresh = Files.writeString(folder.resolve("abc-1-3.tmp"), "being written");
        run(Samples.CALLS);
        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
    }

    @Test
    void theFolderIsMadeForItsOwnerOnly() throws IOException {
        folder = temporary.resolve("a/b/c");
        run(Samples.PLAIN);
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "no POSIX permissions");
        assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxrwx---", "rwxr-x-w-"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no POSIX permissions")
    void aFolderThatOthersCanWriteToIsNotUsed(String permissions) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
        assertThat(run(Samples.PLAIN)).isEqualTo(Samples.PLAIN.result());
        assertThat(files()).isEmpty();
        assertThat(builder().build().codeCacheProblem().orElseThrow()).startsWith("others may write to " + folder.toRealPath());
    }

    /** Who can write to the folder above can put another one in its place. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no POSIX permissions")
    void aFolderThatOthersCanExchangeIsNotUsed() throws IOException {
        var open = Files.createDirectory(temporary.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        folder = open.resolve("cache");
        assertThat(run(Samples.PLAIN)).isEqualTo(Samples.PLAIN.result());
        assertThat(files()).isEmpty();
        assertThat(builder().build().codeCacheProblem().orElseThrow()).startsWith("others may write to " + open.toRealPath());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no POSIX permissions")
    void aFolderOfSomebodyElseIsNotUsed() throws IOException {
        Files.createDirectories(folder);
        try {
            Files.setAttribute(folder, "unix:uid", 12345);
        } catch (IOException e) {
            assumeTrue(false, "only the superuser can give folders away");
        }
        assertThat(run(Samples.PLAIN)).isEqualTo(Samples.PLAIN.result());
        assertThat(files()).isEmpty();
        assertThat(builder().build().codeCacheProblem().orElseThrow()).contains("belongs to somebody else");
    }

    @Test
    void aLinkInPlaceOfAFileIsNotFollowed() throws IOException {
        run(Samples.PLAIN);
        var file = onlyFile();
        var elsewhere = temporary.resolve("elsewhere");
        Files.move(file, elsewhere);
        try {
            Files.createSymbolicLink(file, elsewhere);
        } catch (UnsupportedOperationException | IOException e) {
            assumeTrue(false, "no links here");
        }
        assertThat(run(Samples.PLAIN)).isEqualTo(Samples.PLAIN.result());
        assertThat(file).isRegularFile().matches(path -> !Files.isSymbolicLink(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw-rw-", "rw-rw----", "rw-r---w-"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no POSIX permissions")
    void aFileThatOthersCanWriteToIsWrittenAnew(String permissions) throws IOException {
        run(Samples.PLAIN);
        var file = onlyFile();
        assertThat(Files.getPosixFilePermissions(file)).doesNotContain(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        var before = files();
        assertThat(run(Samples.PLAIN)).isEqualTo(Samples.PLAIN.result());
        assertThat(onlyFile()).isEqualTo(file);
        assertThat(files()).isNotEqualTo(before);
        assertThat(Files.getPosixFilePermissions(file)).doesNotContain(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    }

    @Test
    void aFileInPlaceOfTheFolderIsAProblemOfTheCacheOnly() throws IOException {
        Files.writeString(folder, "not a folder");
        assertThat(run(Samples.PLAIN)).isEqualTo(Samples.PLAIN.result());
        assertThat(builder().build().codeCacheProblem()).contains(folder + " is no folder");
        assertThat(Engine.create().codeCacheProblem()).isEmpty();
    }

    /** Nothing can be created below a process's folder, whoever one is. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "no /proc")
    void aFolderThatCannotBeWrittenIsUsedForReading() {
        var engine = Engine.builder().codeCache(Path.of("/proc/self")).build();
        assertThat(engine.codeCacheProblem()).isEmpty();
        assertThat(run(Samples.PLAIN, engine)).isEqualTo(Samples.PLAIN.result());
        assertThat(Engine.builder().codeCache(Path.of("/proc/self/cache")).build().codeCacheProblem()).isPresent();
    }

    @Test
    void aFolderThatGoesAwayMeanwhileIsNoError() throws IOException {
        var engine = builder().build();
        run(Samples.PLAIN, engine);
        Files.delete(onlyFile());
        Files.delete(folder);
        assertThat(run(Samples.CALLS, engine)).isEqualTo(Samples.CALLS.result());
        assertThat(run(Samples.PLAIN, engine)).isEqualTo(Samples.PLAIN.result());
    }

    @Test
    void everyOptionThatCodeDependsOnIsInTheKey() throws ReflectiveOperationException {
        var defaults = CompileOptions.DEFAULTS;
        var components = CompileOptions.class.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            var values = new Object[components.length];
            for (int j = 0; j < values.length; j++) {
                values[j] = components[j].getAccessor().invoke(defaults);
            }
            values[i] = switch (values[i]) {
                case Boolean value -> !value;
                case Integer value -> value + 1;
                case Long value -> value + 1;
                default -> throw new AssertionError("extend this test for " + components[i]);
            };
            var types = Arrays.stream(components).map(java.lang.reflect.RecordComponent::getType).toArray(Class<?>[]::new);
            var other = CompileOptions.class.getDeclaredConstructor(types).newInstance(values);
            boolean same = CodeKey.of("0", Set.of(), other).equals(CodeKey.of("0", Set.of(), defaults));
            assertThat(same).as(components[i].getName()).isEqualTo(Set.of("eagerThreads").contains(components[i].getName()));
        }
    }

    @Test
    void anotherBuildOfTheEngineHasAnotherFingerprint() throws IOException {
        var classes = Files.createDirectories(temporary.resolve("classes/a"));
        Files.writeString(classes.resolve("A.class"), "A");
        var first = EngineFingerprint.of(classes.getParent());
        Files.writeString(classes.resolve("A.class"), "B");
        var second = EngineFingerprint.of(classes.getParent());
        Files.move(classes.resolve("A.class"), classes.resolve("C.class"));
        var third = EngineFingerprint.of(classes.getParent());
        Files.writeString(classes.resolve("D.class"), "");
        var fourth = EngineFingerprint.of(classes.getParent());
        assertThat(List.of(first, second, third, fourth)).doesNotHaveDuplicates();
        assertThat(EngineFingerprint.of(classes.resolve("C.class"))).isEqualTo(EngineFingerprint.of(classes.resolve("C.class")));
        assertThat(EngineFingerprint.get()).isNotEmpty();
    }

    @Test
    void anotherByteInAJarIsAnotherFingerprint() throws IOException {
        var first = EngineFingerprint.of(jar("first", (byte) 1));
        assertThat(EngineFingerprint.of(jar("second", (byte) 2))).isNotEqualTo(first);
        assertThat(EngineFingerprint.of(jar("third", (byte) 1))).isEqualTo(first);
    }

    private Path jar(String name, byte contents) throws IOException {
        var file = temporary.resolve(name + ".jar");
        try (var out = new ZipOutputStream(Files.newOutputStream(file))) {
            var entry = new ZipEntry("A.class");
            entry.setTime(0);
            out.putNextEntry(entry);
            out.write(contents);
        }
        return file;
    }
}
