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
            var state = query("pragma integrity_check; select count(*), coalesce(max(id), 0) from t;");
            assertThat(state.get(0)).isEqualTo("ok");
            var counts = state.get(1).split("\\|");
            assertThat(counts[0]).as("all of a transaction or nothing").isEqualTo(counts[1]);
            assertThat(Long.parseLong(counts[1])).isGreaterThanOrEqualTo(committed);
            assertThat(Long.parseLong(counts[1]) % 10).isZero();
            committed = Long.parseLong(counts[1]);
        }
        assertThat(committed).as("something was written at all").isPositive();
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
