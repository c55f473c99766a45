package dev.troupe.tests.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.wasi.WasiConfig;
import dev.troupe.engine.wasi.WasiInput;
import dev.troupe.engine.wasi.WasiOutput;
import dev.troupe.engine.wasi.WasiProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SQLite on a real file, ended at random points: what it said was committed is there afterwards, and the database is sound. */
@Timeout(300)
class SqliteCrashTest {
    private static final int CRASHES = 8;
    private static final int KILLS = 5;
    private static final int TRANSACTIONS = 100_000;

    @TempDir
    Path root;

    private CompiledModule shell;

    private static Path file() {
        var data = System.getenv("TROUPE_TESTDATA");
        var file = data == null ? null : Path.of(data, "wasm", "sqlite3-shell.wasm");
        assumeTrue(file != null && Files.exists(file), "skipped: no wasm/sqlite3-shell.wasm in the folder TROUPE_TESTDATA names");
        return file;
    }

    @Test
    void aCommittedTransactionIsNeverLost() throws Exception {
        shell = Engine.create().compile(file());
        query("create table t(id integer primary key, text text);");
        var random = new Random(1);
        long committed = 0;
        int interrupted = 0;
        for (int crash = 0; crash < CRASHES; crash++) {
            // Until one has written something, the time may have gone into starting.
            long lifetime = 300L + random.nextInt(700) + 1000L * (crash - interrupted);
            var said = new ArrayList<String>();
            try (var program = program(insertions(committed), said)) {
                assertThatThrownBy(() -> program.instance().store().callWithin(Duration.ofMillis(lifetime), program::run))
                        .isInstanceOf(Trap.class);
            }
            if (!said.isEmpty()) {
                committed = Math.max(committed, Long.parseLong(said.getLast()));
                interrupted++;
            }
            committed = committedAfter(committed);
        }
        assertThat(committed).as("something was written at all").isPositive();
    }

    @Test
    void norWhenTheProcessIsKilled() throws Exception {
        shell = Engine.create().compile(file());
        query("create table t(id integer primary key, text text);");
        var random = new Random(2);
        long committed = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long said = sayingUntilKilled(insertions(committed), 1 + random.nextInt(60), random.nextInt(20));
            assertThat(said).as("something was written").isGreaterThan(committed);
            committed = committedAfter(said);
        }
    }

    /** Runs the script in a process of its own, kills that some time after it has said so many lines, and returns the last one. */
    private long sayingUntilKilled(String script, int lines, long millis) throws Exception {
        var input = Files.writeString(root.resolveSibling(root.getFileName() + ".sql"), script);
        var process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Shell.class.getName(),
                file().toString(), root.toString())
                .redirectInput(input.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var output = process.getInputStream()) {
            var said = new StringBuilder();
            for (int seen = 0; seen < lines;) {
                int character = output.read();
                assertThat(character).as("the process ended by itself, having said %s", said).isNotNegative();
                said.append((char) character);
                seen += character == '\n' ? 1 : 0;
            }
            Thread.sleep(millis);
            // Through the handle, which leaves what it had said to be read.
            process.toHandle().destroyForcibly();
            said.append(new String(output.readAllBytes(), StandardCharsets.US_ASCII));
            assertThat(process.waitFor()).as("killed before it was done").isNotZero();
            return said.substring(0, said.lastIndexOf("\n")).lines().mapToLong(Long::parseLong).max().orElseThrow();
        } finally {
            process.destroyForcibly();
            Files.delete(input);
        }
    }

    /** SQLite's shell on a database in a process that can be killed. Arguments: the module, the folder that becomes its root. */
    static final class Shell {
        private Shell() {}

        public static void main(String[] arguments) throws Exception {
            System.exit(WasiProgram.run(
                    Engine.create().compile(Path.of(arguments[0])),
                    WasiConfig.defaults()
                            .withInheritedStreams()
                            .withArguments("sqlite3", "/test.db")
                            .withDirectory(Path.of(arguments[1]), "/")));
        }
    }

    /** Checks the database and returns its last id. */
    private long committedAfter(long said) throws IOException {
        var state = query("pragma integrity_check; select count(*), coalesce(max(id), 0) from t;");
        assertThat(state.get(0)).isEqualTo("ok");
        var counts = state.get(1).split("\\|");
        assertThat(counts[0]).as("all of a transaction or nothing").isEqualTo(counts[1]);
        assertThat(Long.parseLong(counts[1])).isGreaterThanOrEqualTo(said);
        assertThat(Long.parseLong(counts[1]) % 10).isZero();
        return Long.parseLong(counts[1]);
    }

    private static String insertions(long from) {
        var script = new StringBuilder();
        for (long id = from; id < from + 10L * TRANSACTIONS && script.length() < 4_000_000; id += 10) {
            script.append("begin;\n");
            for (int i = 1; i <= 10; i++) {
                script.append("insert into t values(").append(id + i).append(", hex(randomblob(100)));\n");
            }
            script.append("commit;\nselect ").append(id + 10).append(";\n");
        }
        return script.toString();
    }

    private List<String> query(String sql) throws IOException {
        var lines = new ArrayList<String>();
        try (var program = program(sql, lines)) {
            assertThat(program.run()).as("%s", lines).isZero();
        }
        return lines;
    }

    private WasiProgram program(String script, List<String> lines) {
        return WasiProgram.create(
                shell,
                WasiConfig.defaults()
                        .withArguments("sqlite3", "/test.db")
                        .withDirectory(root, "/")
                        .withStdin(WasiInput.text(script))
                        .withStdout(WasiOutput.lines(lines::add)));
    }
}
