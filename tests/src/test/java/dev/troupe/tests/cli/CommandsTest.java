package dev.troupe.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands other than run. */
@Timeout(180)
class CommandsTest {
    private static final String MODULES = Path.of("..", "examples", "modules").toString();

    @TempDir
    Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"run", "pool", "node", "demo", "inspect", "wast", "wat2wasm", "wasm2wat", "compile"})
    void everyCommandHasHelp(String command) {
        var help = Execution.of(command, "--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).startsWith("Usage: troupe " + command + " ").contains("--verbose");
        assertThat(Execution.of("--help").out()).contains("\n  " + command);
    }

    @Test
    void theVersionNamesTroupeAndJava() {
        assertThat(Execution.of("--version").out()).contains("troupe ").contains("Java ");
    }

    @Test
    void anUnknownCommandIsBadUsage() {
        assertThat(Execution.of("juggle").code()).isEqualTo(2);
        assertThat(Execution.of().code()).isEqualTo(2);
    }

    @Test
    void theDemoEndsWellWithAnyMix() {
        var demo = Execution.of("demo", "--requests", "400", "--seed-random", "7");
        assertThat(demo.code()).as(demo.out() + demo.err()).isZero();
        assertThat(demo.out())
                .contains("Answers   400 requests got exactly one, 0 got none, 0 got more")
                .endsWith("Every request got its one answer, and the pool is healthy.\n");
        assertThat(demo.err()).isEmpty();
    }

    @Test
    void aPoolCountsEveryCall() throws Exception {
        var pool = Execution.of("pool", "--json", "--instances", "3", "--calls", "500", "--invoke", "bench",
                MODULES + "/markdown-library.wasm", "2");
        assertThat(pool.code()).isZero();
        var json = new ObjectMapper().readTree(pool.out());
        assertThat(json.path("completed").asInt()).isEqualTo(500);
        assertThat(json.path("healthy").asInt()).isEqualTo(3);
        assertThat(json.path("callsPerSecond").asDouble()).isPositive();
        assertThat(json.path("latencyMillis").path("max").asDouble())
                .isGreaterThanOrEqualTo(json.path("latencyMillis").path("p50").asDouble());
    }

    @Test
    void aPoolTellsWhyCallsDidNotComplete() throws Exception {
        var module = scratch.resolve("crash.wat");
        Files.writeString(module, "(module (func (export \"crash\") unreachable) (func (export \"spin\") (loop (br 0))))");
        var crash = Execution.of("pool", "--calls", "20", "--invoke", "crash", module.toString());
        assertThat(crash.out()).containsPattern("trapped +20\n").contains("20 times trapped: unreachable");
        var spin = Execution.of("pool", "--calls", "3", "--timeout", "50ms", "--invoke", "spin", module.toString());
        assertThat(spin.out()).containsPattern("timed out +3\n");
    }

    @Test
    void inspectTellsWhatIsInAModule() throws Exception {
        var text = Execution.of("inspect", MODULES + "/markdown-library.wasm");
        assertThat(text.code()).isZero();
        assertThat(text.out()).contains("Sections", "\n  10  code ", "Imports: none", "render  (i32, i32) -> (i64)", "render_blocks");
        var json = new ObjectMapper().readTree(Execution.of("inspect", "--json", "--top", "3", MODULES + "/markdown-library.wasm").out());
        assertThat(json.path("exports")).hasSize(5);
        assertThat(json.path("functions").path("largest")).hasSize(3);
        assertThat(json.path("sections").get(0).path("name").asText()).isEqualTo("type");
    }

    @Test
    void inspectTellsWhatFunctionsBecome() throws Exception {
        var module = MODULES + "/markdown-library.wasm";
        var text = Execution.of("inspect", "--code", "--top", "5", module);
        assertThat(text.code()).isZero();
        assertThat(text.out()).contains("No method passes the 8,000 bytes", "The largest method has ", "render_blocks");
        var json = new ObjectMapper()
                .readTree(Execution.of("inspect", "--code", "--json", "--parts", "--sort", "wasm", "--top", "2", module).out());
        assertThat(json.path("beyondJitLimit")).isEmpty();
        assertThat(json.path("functions").asInt()).isLessThanOrEqualTo(json.path("methods").asInt());
        assertThat(json.path("listed")).hasSize(2);
        var largest = json.path("listed").get(0);
        assertThat(largest.path("wasmBytes").asInt()).isGreaterThanOrEqualTo(json.path("listed").get(1).path("wasmBytes").asInt());
        assertThat(largest.path("parts")).hasSize(largest.path("methods").asInt());
        assertThat(largest.path("parts").findValues("bytes").stream().mapToInt(JsonNode::asInt).sum())
                .isEqualTo(largest.path("bytecodeBytes").asInt());
    }

    @Test
    void inspectReadsTextToo() throws Exception {
        var module = scratch.resolve("module.wat");
        Files.writeString(module, "(module (func (export \"f\") (param i64)))");
        var text = Execution.of("inspect", module.toString());
        assertThat(text.code()).isZero();
        assertThat(text.out()).contains("Exports (1)", "f  (i64) -> ()");
        var usage = Execution.of("inspect", "--top", "-1", module.toString());
        assertThat(usage.code()).isEqualTo(2);
        assertThat(usage.err()).contains("--top must not be negative");
    }

    @Test
    void textIsTakenWhereverBinaryIs() throws Exception {
        var source = scratch.resolve("seven.wat");
        Files.writeString(source, "(module (func $seven (export \"seven\") (result i32) (i32.const 7)))");
        assertThat(Execution.of("run", "--invoke", "seven", source.toString()).out()).isEqualTo("7\n");
        assertThat(Execution.of("pool", "--calls", "2", "--invoke", "seven", source.toString()).out()).containsPattern("completed +2\n");
        assertThat(Execution.of("inspect", source.toString()).out()).contains("func  seven  () -> (i32)");
        assertThat(Execution.of("wasm2wat", source.toString()).out()).contains("(func $seven (;0;) (type 0) (result i32)");
        Files.writeString(source, "(module\n  (func (i32.constt 7)))");
        for (var command : new String[] {"run", "inspect", "wasm2wat", "wat2wasm"}) {
            var failed = Execution.of(command, source.toString());
            assertThat(failed.code()).as(command).isEqualTo(1);
            assertThat(failed.err()).as(command)
                    .isEqualTo("troupe: " + source + ": malformed module: unknown operator i32.constt (at line 2, column 10)\n");
        }
    }

    @Test
    void textBecomesBinaryAndTextAgain() throws Exception {
        var source = scratch.resolve("add.wat");
        Files.writeString(source, "(module (func (export \"add\") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))");
        assertThat(Execution.of("wat2wasm", source.toString()).code()).isZero();
        var text = Execution.of("wasm2wat", scratch.resolve("add.wasm").toString());
        assertThat(text.out()).contains("(export \"add\"").contains("i32.add");
        assertThat(Execution.withInput(text.out().getBytes(), "wat2wasm", "-", "-o", scratch.resolve("again.wasm").toString()).code())
                .isZero();
        assertThat(Files.readAllBytes(scratch.resolve("again.wasm"))).isEqualTo(Files.readAllBytes(scratch.resolve("add.wasm")));
    }

    @Test
    void aScriptsAssertionsAreCounted() throws Exception {
        var script = scratch.resolve("test.wast");
        Files.writeString(script, """
                (module (func (export "one") (result i32) (i32.const 1)))
                (assert_return (invoke "one") (i32.const 1))
                """);
        assertThat(Execution.of("wast", script.toString()).text()).isEqualTo(new Execution.Text(0, "1 passed, 0 failed\n", ""));
        Files.writeString(script, Files.readString(script) + "(assert_return (invoke \"one\") (i32.const 2))\n");
        var failed = Execution.of("wast", script.toString());
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out()).isEqualTo("1 passed, 1 failed\n");
        assertThat(failed.err()).contains("test.wast:3: ");
        Files.writeString(script, "(assert_invalid (module (memory 1) (memory 1)) \"multiple memories\")\n(invoke \"one\")");
        var older = Execution.of("wast", script.toString());
        assertThat(older.out()).isEqualTo("1 passed, 1 failed\n");
        assertThat(older.err()).isEqualTo(script + ":2: action: there is no instance\n" + script
                + ":1: assert_invalid: expected InvalidModuleException, but there was none (passed: it holds in an older language)\n");
    }
}
