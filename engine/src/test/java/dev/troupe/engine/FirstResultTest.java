package dev.troupe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a fresh JVM loads for a first result; why it matters is in RATIONALE.md, "Why are there few lambdas on the way to a first result?".
 */
class FirstResultTest {
    /** Those that are left; an infrastructure that is there costs half a millisecond for each more. */
    private static final int LAMBDAS = 12;

    private static final String SMALL = """
            (module (func (export "run") (result i32) (i32.add (i32.const 2) (i32.const 3))))
            """;

    private static final String MORE = """
            (module
              (type $binary (func (param i32 i32) (result i32)))
              (import "host" "seven" (func $seven (result i32)))
              (memory 1)
              (table 2 funcref)
              (global $g (mut i32) (i32.const -2))
              (data (i32.const 8) "\\01\\00\\00\\00")
              (elem (i32.const 0) $add $sub)
              (func $add (type $binary) (i32.add (local.get 0) (local.get 1)))
              (func $sub (type $binary) (i32.sub (local.get 0) (local.get 1)))
              (func (export "run") (result i32)
                (call_indirect (type $binary)
                  (i32.add (global.get $g) (call $seven))
                  (call_indirect (type $binary) (i32.load (i32.const 8)) (i32.const 1) (i32.const 1))
                  (i32.const 0))))
            """;

    @TempDir
    private Path folder;

    /** The other process: the argument is a module whose function {@code run} gives 5. */
    public static final class Process {
        private Process() {}

        public static void main(String[] arguments) throws IOException {
            // System.exit loads a logger first.
            Runtime.getRuntime().halt(run(Path.of(arguments[0])) == 5 ? 0 : 1);
        }

        public static int run(Path file) throws IOException {
            var module = Engine.create().compile(Files.readAllBytes(file));
            var imports = Imports.builder();
            if (!module.module().imports().isEmpty()) {
                imports.function("host", "seven", java.util.function.IntSupplier.class, new Seven());
            }
            var result = module.instantiate(imports.build()).function("run").call();
            return (int) result[0];
        }
    }

    private static final class Seven implements java.util.function.IntSupplier {
        @Override
        public int getAsInt() {
            return 7;
        }
    }

    @Test
    void aSmallModuleNeedsNoPatternSwitchNoRecordMethodsNoLoggerAndFewLambdas() throws Exception {
        var loaded = loadedFor(SMALL);
        assertThat(loaded).noneMatch(name -> name.startsWith("java.lang.runtime.ObjectMethods")).noneMatch(FirstResultTest::isStream);
        assertThat(loaded.stream().filter(name -> name.contains("$$Lambda"))).hasSizeLessThan(LAMBDAS);
    }

    @Test
    void oneWithTablesMemoriesAndImportsNeedsNoPatternSwitchEither() throws Exception {
        loadedFor(MORE);
    }

    /** The first event class that is initialized starts the recorder, which takes longer than all of this. */
    @Test
    void noFlightRecorderStarts() throws Exception {
        assertThat(loadedFor(MORE)).noneMatch(name -> name.startsWith("jdk.jfr.internal.") || name.equals("jdk.jfr.Event"));
    }

    @Test
    void generatedClassesAreNotLookedForOnTheClassPath() throws Exception {
        var module = Files.write(folder.resolve("module.wasm"), Engine.create().compileText(MORE).bytes());
        var asked = new ConcurrentLinkedQueue<String>();
        try (var loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                asked.add(name);
                return super.findClass(name);
            }
        }) {
            var result = loader.loadClass(Process.class.getName()).getMethod("run", Path.class).invoke(null, module);
            assertThat(result).isEqualTo(5);
        }
        assertThat(asked).contains(Engine.class.getName()).noneMatch(name -> name.startsWith("wasm."));
    }

    private static URL[] classPath() throws IOException {
        var urls = new ArrayList<URL>();
        for (var path : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(path).toUri().toURL());
        }
        return urls.toArray(new URL[0]);
    }

    private static boolean isStream(String name) {
        return name.startsWith("java.util.stream.ReferencePipeline") || name.startsWith("java.util.stream.IntPipeline");
    }

    /** The classes loaded from the engine's first one on. */
    private List<String> loadedFor(String text) throws Exception {
        var module = folder.resolve("module.wasm");
        Files.write(module, Engine.create().compileText(text).bytes());
        var log = folder.resolve("classes.txt");
        var java = ProcessHandle.current().info().command().orElse("java");
        int exit = new ProcessBuilder(java, "-Xlog:class+load:file=" + log + ":none", "-cp", System.getProperty("java.class.path"),
                Process.class.getName(), module.toString())
                .inheritIO().start().waitFor();
        assertThat(exit).isZero();
        var names = Files.readAllLines(log).stream().map(line -> line.substring(0, line.indexOf(' '))).toList();
        var loaded = names.subList(names.indexOf(Engine.class.getName()), names.size());
        assertThat(loaded).noneMatch(name -> name.contains("$$TypeSwitch")).noneMatch(name -> name.startsWith("org.slf4j.LoggerFactory"));
        return loaded;
    }
}
