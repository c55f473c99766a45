package dev.troupe.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.cache.CodeCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The options for the code cache, and {@code troupe compile}. */
@Timeout(120)
class CodeOnDiskTest {
    private static final String WORDCOUNT = Path.of("..", "examples", "modules", "wordcount.wasm").toString();
    private static final String LIBRARY = Path.of("..", "examples", "modules", "markdown-library.wasm").toString();

    @TempDir
    Path scratch;

    private static Execution.Text count(String... options) {
        var arguments = new String[options.length + 4];
        arguments[0] = "run";
        System.arraycopy(options, 0, arguments, 1, options.length);
        arguments[options.length + 1] = WORDCOUNT;
        arguments[options.length + 2] = "-n";
        arguments[options.length + 3] = "1";
        var text = Execution.withInput("a b a".getBytes(StandardCharsets.UTF_8), arguments).text();
        CodeCache.flush();
        return text;
    }

    private static final Execution.Text COUNTED = new Execution.Text(0, "      2 a\n", "");

    private long files() throws IOException {
        try (var list = Files.list(scratch.resolve("cache"))) {
            return list.count();
        }
    }

    @Test
    void runKeepsCodeWhereItIsTold() throws IOException {
        var folder = scratch.resolve("cache").toString();
        assertThat(count("--cache-dir", folder)).isEqualTo(COUNTED);
        assertThat(files()).isEqualTo(1);
        assertThat(count("--cache-dir", folder)).isEqualTo(COUNTED);
        assertThat(files()).isEqualTo(1);
        assertThat(Execution.of("pool", "--cache-dir", folder, "--calls", "3", "--invoke", "bench", LIBRARY, "3").code()).isZero();
        CodeCache.flush();
        assertThat(files()).isEqualTo(2);
    }

    @Test
    void noCacheMeansNone() throws IOException {
        Files.createDirectories(scratch.resolve("cache"));
        assertThat(count("--cache-dir", scratch.resolve("cache").toString(), "--no-cache")).isEqualTo(COUNTED);
        assertThat(files()).isZero();
    }

    @Test
    void aSizeThatIsTooSmallKeepsNothing() throws IOException {
        assertThat(count("--cache-dir", scratch.resolve("cache").toString(), "--cache-size", "1KiB")).isEqualTo(COUNTED);
        assertThat(files()).isZero();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no POSIX permissions")
    void aFolderThatIsNotUsedIsNamed() throws IOException {
        var folder = Files.createDirectory(scratch.resolve("cache"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        var run = count("--cache-dir", folder.toString());
        assertThat(run.out()).isEqualTo(COUNTED.out());
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEqualTo("troupe: code cache " + folder + " is not used: others may write to " + folder.toRealPath()
                + " (mode 777)\n");
    }

    @Test
    void aModuleCompiledAheadOfTimeRuns() {
        var jar = scratch.resolve("wordcount.jar").toString();
        assertThat(Execution.of("compile", "-o", jar, WORDCOUNT).text()).isEqualTo(new Execution.Text(0, "", ""));
        var run = Execution.withInput("a b a".getBytes(StandardCharsets.UTF_8), "run", jar, "-n", "1");
        assertThat(run.text()).isEqualTo(COUNTED);
    }

    @Test
    void otherCommandsTakeTheJarToo() throws IOException {
        var jar = scratch.resolve("wordcount.jar");
        Execution.of("compile", "-o", jar.toString(), WORDCOUNT);
        var before = Files.readAllBytes(jar);
        assertThat(Execution.of("inspect", jar.toString()).out().replace(jar.toString(), WORDCOUNT))
                .isEqualTo(Execution.of("inspect", WORDCOUNT).out());
        assertThat(Execution.of("compile", "-o", jar.toString(), jar.toString()).text()).isEqualTo(new Execution.Text(0, "", ""));
        assertThat(jar).hasBinaryContent(before);
    }

    @Test
    void compileWritesIntoAFolderOfClassesToo() {
        assertThat(Execution.of("compile", "--name", "words", "--output", scratch.toString(), WORDCOUNT).code()).isZero();
        assertThat(scratch.resolve("META-INF/troupe/words/module.wasm")).hasSameBinaryContentAs(Path.of(WORDCOUNT));
    }

    @Test
    void compileFindsANameForAnyFile() throws IOException {
        for (var names : new String[][] {{"ruby+stdlib.wasm", "ruby-stdlib"}, {"+é.wasm", "_-"}, {".wasm", "_"}}) {
            var file = Files.copy(Path.of(WORDCOUNT), scratch.resolve(names[0]));
            var folder = scratch.resolve("classes");
            assertThat(Execution.of("compile", "-o", folder.toString(), file.toString()).text()).isEqualTo(new Execution.Text(0, "", ""));
            assertThat(folder.resolve("META-INF/troupe/" + names[1] + "/module.wasm")).exists();
        }
    }

    @Test
    void whatCannotBeCompiledOrRunIsExplained() throws IOException {
        var bad = Files.writeString(scratch.resolve("bad.wasm"), "no module").toString();
        var compiled = Execution.of("compile", "-o", scratch.resolve("bad.jar").toString(), bad);
        assertThat(compiled.code()).isEqualTo(1);
        assertThat(compiled.err()).startsWith("troupe: " + bad + ": malformed module: ");
        assertThat(Execution.of("compile", bad).code()).isEqualTo(2);
        // Told before anything is compiled.
        var misnamed = Execution.of("compile", "--name", "a/b", "-o", scratch.toString(), bad);
        assertThat(misnamed.code()).isEqualTo(2);
        assertThat(misnamed.err()).startsWith("troupe: 'a/b' is no name of letters, ");
        var nowhere = Execution.of("compile", "-o", scratch.resolve("none/a.jar").toString(), WORDCOUNT);
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.err()).isEqualTo("troupe: cannot write " + scratch.resolve("none/a.jar") + ": there is no folder "
                + scratch.resolve("none") + "\n");
        var folder = Files.createDirectories(scratch.resolve("folder.jar/full")).getParent();
        assertThat(Execution.of("compile", "-o", folder.toString(), WORDCOUNT).err())
                .isEqualTo("troupe: cannot write " + folder + ": " + folder + " is a directory\n");
        var jar = Files.writeString(scratch.resolve("text.jar"), "no jar").toString();
        for (var command : new String[] {"run", "inspect"}) {
            var run = Execution.of(command, jar);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).matches("troupe: \\Q" + jar + "\\E is no jar: [^\\n]*\\n");
        }
        assertThat(Execution.of("run", "--cache-dir", "", WORDCOUNT).code()).isEqualTo(2);
    }
}
