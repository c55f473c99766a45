package dev.troupe.engine.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.compile.CompileOptions;
import dev.troupe.engine.compile.ModuleCompiler;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.ModuleJarException;
import dev.troupe.engine.runtime.StoreLimits;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Modules compiled ahead of time, as jars and on the class path. */
@Timeout(120)
class AheadOfTimeTest {
    static final List<Samples.Sample> SAMPLES = Samples.ALL;
    private static final String INDEX = "META-INF/troupe/sample/index.txt";
    private static final String MODULE = "META-INF/troupe/sample/module.wasm";
    private static final String CODE = "META-INF/troupe/sample/wasm/Code0.class";

    @TempDir
    Path temporary;

    private final Engine engine = Engine.create();

    private static byte[] binary(Samples.Sample sample) {
        return Engine.create().compileText(sample.text()).bytes();
    }

    private static byte[] answer(int value) {
        return binary(new Samples.Sample("(module (func (export \"run\") (result i32) (i32.const " + value + ")))", value));
    }

    private Path jar(byte[] module) throws IOException {
        var jar = temporary.resolve("sample.jar");
        engine.compileAhead(module, "sample", jar);
        return jar;
    }

    private static Map<String, byte[]> contents(Path jar) throws IOException {
        var contents = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipFile(jar.toFile())) {
            for (var entry : zip.stream().toList()) {
                contents.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return contents;
    }

    /** The jar of a module that returns 42, with one file changed. */
    private Path changed(String name, UnaryOperator<byte[]> change) throws IOException {
        var files = contents(jar(answer(42)));
        files.remove("META-INF/MANIFEST.MF");
        files.replaceAll((file, bytes) -> file.equals(name) ? change.apply(bytes) : bytes);
        var jar = temporary.resolve("changed.jar");
        ModuleJar.writeJar(jar, files);
        return jar;
    }

    private static byte[] damaged(byte[] bytes) {
        var result = bytes.clone();
        result[result.length / 2] ^= 4;
        return result;
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void aJarRunsLikeItsModule(Samples.Sample sample) throws IOException {
        var bytes = binary(sample);
        var module = engine.load(jar(bytes));
        assertThat(module.bytes()).isEqualTo(bytes);
        assertThat(module.digest()).isEqualTo(engine.compile(bytes).digest());
        assertThat(sample.run(module)).containsExactly(sample.result());
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void aJarHasAllClassesThatRunningNeeds(Samples.Sample sample) throws IOException {
        var folder = temporary.resolve("cache");
        assertThat(sample.run(Engine.builder().codeCache(folder).build())).containsExactly(sample.result());
        Engine.flushCodeCaches();
        var module = engine.compileText(sample.text());
        var key = CodeKey.of(module.digest(), ModuleCompiler.SUPPORTED, CompileOptions.DEFAULTS);
        var ahead = AheadOfTimeCode.in(jar(module.bytes()));
        try (var needed = CodeFile.open(folder.resolve(key.fileName() + ".code"), key)) {
            assertThat(needed.names()).isNotEmpty().allSatisfy(name -> assertThat(ahead.find(name)).isEqualTo(needed.find(name)));
        }
    }

    /** Another module's code in the jar gives that one's answer: so it is the jar's code that runs. */
    @Test
    void theCodeIsTheJars() throws IOException {
        var other = contents(jar(answer(43)));
        var classes = new TreeMap<String, byte[]>();
        other.forEach((name, bytes) -> {
            if (name.endsWith(".class")) {
                classes.put(name.substring("META-INF/troupe/sample/".length(), name.length() - ".class".length()), bytes);
            }
        });
        var bytes = answer(42);
        var files = ModuleJar.files("sample", bytes, engine.compile(bytes).digest(), ModuleCompiler.SUPPORTED, CompileOptions.DEFAULTS,
                Map.of(), classes);
        var jar = temporary.resolve("mixed.jar");
        ModuleJar.writeJar(jar, files);
        assertThat(engine.load(jar).instantiate().invoke("run")).containsExactly(43);
        assertThat(Engine.builder().callDepthChecks(true).build().load(jar).instantiate().invoke("run")).containsExactly(42);
    }

    @Test
    void anotherEnginesCodeIsMadeAgain() throws IOException {
        var jar = changed(INDEX, bytes -> new String(bytes, UTF_8).replace("engine ", "engine 0").getBytes(UTF_8));
        assertThat(AheadOfTimeCode.in(jar).fits(ModuleCompiler.SUPPORTED, CompileOptions.DEFAULTS)).isFalse();
        assertThat(AheadOfTimeCode.in(jar(answer(42))).fits(ModuleCompiler.SUPPORTED, CompileOptions.DEFAULTS)).isTrue();
        assertThat(engine.load(jar).instantiate().invoke("run")).containsExactly(42);
    }

    @Test
    void aDamagedClassIsMadeAgain() throws IOException {
        var jar = changed(CODE, AheadOfTimeTest::damaged);
        assertThat(engine.load(jar).instantiate().invoke("run")).containsExactly(42);
    }

    @Test
    void aDamagedModuleIsRefused() throws IOException {
        var jar = changed(MODULE, AheadOfTimeTest::damaged);
        assertThatThrownBy(() -> engine.load(jar)).isInstanceOf(ModuleJarException.class).hasMessageContaining("damaged");
    }

    @Test
    void anIndexOfNonsenseIsRefused() throws IOException {
        var jar = changed(INDEX, bytes -> "file x y\n".getBytes(UTF_8));
        assertThatThrownBy(() -> engine.load(jar)).isInstanceOf(ModuleJarException.class).hasMessageContaining("damaged index");
    }

    @Test
    void otherJarsAndFilesAreRefused() throws IOException {
        var jar = temporary.resolve("empty.jar");
        ModuleJar.writeJar(jar, Map.of());
        assertThatThrownBy(() -> engine.load(jar)).isInstanceOf(ModuleJarException.class).hasMessageStartingWith("no module");
        var text = Files.writeString(temporary.resolve("text.jar"), "no jar");
        assertThatThrownBy(() -> engine.load(text)).isInstanceOf(IOException.class).hasMessageStartingWith(text + " is no jar");
        assertThatThrownBy(() -> engine.load(temporary)).isInstanceOf(IOException.class).hasMessage(temporary + " is a directory");
        assertThatThrownBy(() -> engine.load(temporary.resolve("none.jar"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> engine.compileAhead(answer(1), "a/../b", jar)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.compileAhead(binary(Samples.PLAIN), "", jar)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void modulesThatAreInvalidAreNotCompiled() throws IOException {
        var bytes = binary(Samples.AGGREGATES);
        var old = Engine.builder().features(dev.troupe.engine.Features.WASM_2).build();
        assertThatThrownBy(() -> old.compileAhead(bytes, "sample", temporary.resolve("a.jar"))).isInstanceOf(InvalidModuleException.class);
        assertThatThrownBy(() -> old.load(jar(bytes))).isInstanceOf(InvalidModuleException.class);
    }

    @Test
    void modulesAreFoundOnTheClassPath() throws IOException {
        var folder = temporary.resolve("classes");
        engine.compileAhead(answer(1), "one", folder);
        engine.compileAhead(answer(2), "two", folder);
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            assertThat(engine.load(loader, "one").instantiate().invoke("run")).containsExactly(1);
            assertThat(engine.load(loader, "two").instantiate().invoke("run")).containsExactly(2);
            assertThatThrownBy(() -> engine.load(loader, "three")).isInstanceOf(FileNotFoundException.class);
        }
        try (var loader = new URLClassLoader(new URL[] {jar(answer(3)).toUri().toURL()}, null)) {
            assertThat(engine.load(loader, "sample").instantiate().invoke("run")).containsExactly(3);
        }
    }

    /** The usual form of code is in the jar; what an unusual limit asks for is made as ever. */
    @Test
    void memoriesMayHaveAnotherForm() throws IOException {
        var module = engine.load(jar(binary(Samples.VECTORS)));
        var limits = StoreLimits.defaults().withMemoryBytes(8L << 30);
        assertThat(module.instantiate(Imports.none(), limits).invoke("run")).containsExactly(32);
        assertThat(module.instantiate().invoke("run")).containsExactly(32);
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void twoProcessesWriteTheSameBytes(Samples.Sample sample) throws Exception {
        var wasm = Files.write(temporary.resolve("sample.wasm"), binary(sample));
        var other = temporary.resolve("other.jar");
        var java = ProcessHandle.current().info().command().orElse("java");
        var process = new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                AheadOfTimeProcess.class.getName(), wasm.toString(), other.toString()).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readAllBytes(jar(Files.readAllBytes(wasm)))).isEqualTo(Files.readAllBytes(other));
    }

    /** Compiles a module in a process of its own. */
    static final class AheadOfTimeProcess {
        private AheadOfTimeProcess() {}

        public static void main(String[] arguments) throws IOException {
            Engine.create().compileAhead(Files.readAllBytes(Path.of(arguments[0])), "sample", Path.of(arguments[1]));
        }
    }
}
