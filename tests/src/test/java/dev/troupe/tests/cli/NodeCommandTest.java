package dev.troupe.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.cli.Console;
import dev.troupe.cli.Main;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code troupe node} in a process of its own, killed while {@code troupe pool} uses it. */
class NodeCommandTest {
    private static final Path MODULE = Path.of("..", "examples", "modules", "markdown-library.wasm");
    private static final Pattern ADDRESS = Pattern.compile("node at (\\S+:\\d+),.*");
    private static final Pattern MANY_CALLS = Pattern.compile("calls +[4-8]\\d%");

    /** Standard error with the progress of calls; does something once when many of them, though not all, are answered. */
    private static final class Progress extends ByteArrayOutputStream {
        private final Runnable action;
        private boolean done;

        Progress(Runnable action) {
            this.action = action;
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length);
            if (!done && MANY_CALLS.matcher(toString(StandardCharsets.UTF_8)).find()) {
                done = true;
                action.run();
            }
        }
    }

    @Test
    void aPoolUsesANodeAndSurvivesItsDeath() throws Exception {
        var node = start("node", "--instances", "2");
        try {
            var seed = addressOf(node);
            var out = new ByteArrayOutputStream();
            var err = new Progress(node::destroyForcibly);
            var console = new Console(InputStream.nullInputStream(), print(out), print(err), true, false);
            int code = Main.execute(console, "pool", "--json", "--seed", seed, "--instances", "1", "--calls", "20000", "--invoke", "bench",
                    MODULE.toString(), "5");
            assertThat(code).as(err.toString()).isZero();
            assertThat(err.toString()).contains("other nodes offer 2 instances");
            assertThat(err.done).as("the node was killed").isTrue();
            var json = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
            assertThat(json.path("remote").asLong()).as("answers of the node").isPositive();
            assertThat(json.path("completed").asLong() + json.path("nodeLost").asLong()).isEqualTo(20_000);
            assertThat(json.path("nodeLost").asLong()).as("calls under way at the node").isLessThan(10);
        } finally {
            node.destroyForcibly().waitFor();
        }
    }

    @Test
    void aNodeThatIsAskedToStopLeaves() throws Exception {
        var node = start("node");
        try {
            addressOf(node);
            node.destroy(); // the signal that Ctrl-C sends is a sibling of this one
            node.waitFor(); // or the timeout of all tests
        } finally {
            node.destroyForcibly().waitFor();
        }
    }

    private static PrintStream print(OutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    private static Process start(String... arguments) throws Exception {
        var line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED", "-Xmx512m",
                "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        line.addAll(List.of(arguments));
        return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static String addressOf(Process node) throws Exception {
        var out = new BufferedReader(node.inputReader(StandardCharsets.UTF_8));
        var line = out.readLine();
        var address = ADDRESS.matcher(line == null ? "" : line);
        assertThat(address.matches()).as("first line of the node: %s", line).isTrue();
        return address.group(1);
    }
}
