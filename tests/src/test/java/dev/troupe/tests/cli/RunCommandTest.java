package dev.troupe.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Modules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class RunCommandTest {
    private static final Path MODULES = Path.of("..", "examples", "modules");
    private static final String MARKDOWN = MODULES.resolve("markdown-command.wasm").toString();
    private static final String WORDCOUNT = MODULES.resolve("wordcount.wasm").toString();

    @TempDir
    Path scratch;

    private String wat(String text) throws Exception {
        var file = scratch.resolve("module.wat");
        Files.writeString(file, text);
        return file.toString();
    }

    private String wasm(byte[] bytes) throws Exception {
        var file = scratch.resolve("module.wasm");
        Files.write(file, bytes);
        return file.toString();
    }

    @Test
    void aCommandGetsItsArgumentsAndStandardInput() {
        var run = Execution.withInput("the cat the dog the end".getBytes(StandardCharsets.UTF_8), "run", WORDCOUNT, "-n", "1");
        assertThat(run.text()).isEqualTo(new Execution.Text(0, "      3 the\n", ""));
    }

    @Test
    void filesAreDeniedUnlessGranted() throws Exception {
        Files.writeString(scratch.resolve("text"), "a b a");
        var denied = Execution.of("run", WORDCOUNT, "/in/text");
        assertThat(denied.code()).isEqualTo(1);
        assertThat(denied.err()).startsWith("wordcount: /in/text: ");
        assertThat(Execution.of("run", "--dir", scratch + ":/in:ro", WORDCOUNT, "-n", "1", "/in/text").out()).isEqualTo("      2 a\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1MiB", "4GiB"})
    void filesAndStreamsWorkWithMemoriesOnAndOffTheHeap(String limit) throws Exception {
        Files.writeString(scratch.resolve("text"), "a b a");
        var file = Execution.of("run", "--memory-limit", limit, "--dir", scratch + ":/in:ro", WORDCOUNT, "-n", "1", "/in/text");
        assertThat(file.text()).isEqualTo(new Execution.Text(0, "      2 a\n", ""));
        var stdin = Execution.withInput("b b".getBytes(StandardCharsets.UTF_8), "run", "--memory-limit", limit, WORDCOUNT);
        assertThat(stdin.text()).isEqualTo(new Execution.Text(0, "      2 b\n", ""));
    }

    @Test
    void theGuestsExitCodeIsTheCommands() throws Exception {
        var module = wat("""
                (module
                    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                    (memory (export "memory") 1)
                    (func (export "_start") (call $exit (i32.const 42))))
                """);
        assertThat(Execution.of("run", module).text()).isEqualTo(new Execution.Text(42, "", ""));
    }

    @ParameterizedTest
    @CsvSource({"0,0,line", "1,9,", "2,134,"})
    void aGuestMayHaveThreads(int behaviour, int code, String line) throws Exception {
        var module = wat("""
                (module
                    (memory (export "memory") (import "env" "memory") 1 1 shared)
                    (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
                    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
                    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                    (data (i32.const 16) "line\\n")
                    (func (export "wasi_thread_start") (param i32) (param $behaviour i32)
                        (if (i32.eq (local.get $behaviour) (i32.const 1)) (then (call $exit (i32.const 9))))
                        (if (i32.eq (local.get $behaviour) (i32.const 2)) (then unreachable))
                        (i32.store (i32.const 4) (i32.const 16))
                        (i32.store (i32.const 8) (i32.const 5))
                        (drop (call $write (i32.const 1) (i32.const 4) (i32.const 1) (i32.const 12)))
                        (i32.atomic.store (i32.const 0) (i32.const 1)))
                    (func (export "_start")
                        (drop (call $spawn (i32.const %d)))
                        (loop $wait (br_if $wait (i32.eqz (i32.atomic.load (i32.const 0)))))))
                """.formatted(behaviour));
        var run = Execution.of("run", module);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.out()).isEqualTo(line == null ? "" : line + "\n");
    }

    @ParameterizedTest
    @CsvSource({"crash,out of bounds memory access", "divide,integer divide by zero", "abort,unreachable", "recurse,call stack exhausted"})
    void aTrapPrintsItsKindAndTheGuestsStackAndExits134(String directive, String kind) {
        var run = Execution.withInput(("<!-- " + directive + " -->").getBytes(StandardCharsets.UTF_8), "run", MARKDOWN);
        assertThat(run.code()).isEqualTo(134);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("troupe: trap: " + kind + "\n    at ").contains("!" + directive);
    }

    @ParameterizedTest
    @CsvSource({"start $begin,--invoke,f", "export \"_initialize\" (func $begin),--invoke,f", "start $begin,--timeout,1m"})
    void aTrapInTheStartOfAnInstanceIsATrapToo(String start, String option, String value) throws Exception {
        var exports = option.equals("--invoke") ? "(func (export \"f\"))" : "(func (export \"_start\"))";
        var module = wat("(module (func $begin unreachable) (" + start + ") " + exports + ")");
        var run = Execution.of("run", option, value, module);
        assertThat(run.text()).isEqualTo(
                new Execution.Text(134, "", "troupe: trap: unreachable (while the instance was made)\n    at wasm!begin+0x0\n"));
    }

    @Test
    void aSegmentThatDoesNotFitIsATrapAndALimitThatIsTooLowIsNot() throws Exception {
        var module = wat("(module (memory 1) (data (i32.const 65536) \"x\") (func (export \"_start\")))");
        var trapped = Execution.of("run", module);
        assertThat(trapped.text()).isEqualTo(
                new Execution.Text(134, "", "troupe: trap: out of bounds memory access (while the instance was made)\n"));
        var refused = Execution.of("run", "--memory-limit", "1KiB", module);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("the memory's minimum of 1 pages exceeds the limit of 1024 bytes").doesNotContain("trap");
    }

    @Test
    void aGuestMayEndInItsStart() throws Exception {
        var module = wat("""
                (module
                    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                    (memory (export "memory") 1)
                    (func $begin (call $exit (i32.const 7)))
                    (start $begin)
                    (func (export "_start")))
                """);
        assertThat(Execution.of("run", module).text()).isEqualTo(new Execution.Text(7, "", ""));
    }

    @Test
    void aTimeoutStopsTheGuestAndExits124() throws Exception {
        var module = wat("(module (func $spin (export \"_start\") (loop (br 0))))");
        var run = Execution.of("run", "--timeout", "300ms", module);
        assertThat(run.code()).isEqualTo(124);
        assertThat(run.err()).startsWith("troupe: timed out after 300ms\n    at wasm!spin");
    }

    @ParameterizedTest
    @CsvSource({"1000,0,''", "5,134,out of fuel", "-1,2,must not be negative"})
    void fuelStopsTheGuestBeforeItExceedsIt(String fuel, int code, String message) throws Exception {
        var module = wat("(module (func (export \"_start\") (drop (i32.add (i32.const 1) (i32.const 2))) (drop (i32.const 3))))");
        var run = Execution.of("run", "--fuel=" + fuel, module);
        assertThat(run.code()).isEqualTo(code);
        assertThat(run.err()).contains(message);
    }

    @Test
    void theMemoryLimitHolds() {
        var run = Execution.withInput("<!-- hog -->".getBytes(StandardCharsets.UTF_8), "run", "--memory-limit", "8MiB", MARKDOWN);
        assertThat(run.code()).isEqualTo(134);
    }

    @ParameterizedTest
    @CsvSource({"add,2,0x28,42", "add,-1,4294967295,-2", "addf,0.1,0.2,0.30000000000000004", "addf,inf,1,inf",
        "addl,-9223372036854775808,-1,9223372036854775807"})
    void anExportIsCalledWithArgumentsOfItsType(String export, String left, String right, String result) throws Exception {
        var module = wat("""
                (module
                    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
                    (func (export "addl") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1)))
                    (func (export "addf") (param f64 f64) (result f64) (f64.add (local.get 0) (local.get 1))))
                """);
        assertThat(Execution.of("run", "--invoke", export, module, left, right).text()).isEqualTo(new Execution.Text(0, result + "\n", ""));
    }

    @Test
    void severalResultsComeOnLinesOfTheirOwn() throws Exception {
        var module = wat("(module (func (export \"two\") (result i32 f32) (i32.const 1) (f32.const 2.5)))");
        assertThat(Execution.of("run", "--invoke", "two", module).out()).isEqualTo("1\n2.5\n");
    }

    @Test
    void badUsageExits2AndSaysWhatIsExpected() throws Exception {
        var module = wat("(module (func (export \"inc\") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))");
        assertBadUsage("Missing required parameter: 'FILE'", "run");
        assertBadUsage("Unknown option: '--nope'", "run", "--nope", module);
        assertBadUsage("is not a duration such as 500ms, 5s or 2m", "run", "--timeout", "soon", module);
        assertBadUsage("is not a size such as 64MiB", "run", "--memory-limit", "big", module);
        assertBadUsage("is not a directory", "run", "--dir", "/no/such/folder", module);
        assertBadUsage("exports no _start. Name a function with --invoke; exported are: inc", "run", module);
        assertBadUsage("exports no function \"dec\"; exported are: inc", "run", "--invoke", "dec", module);
        assertBadUsage("\"inc\" is a function of type (i32) -> (i32): expected 1 argument, got 2", "run", "--invoke", "inc", module, "1",
                "2");
        assertBadUsage("'4294967296' is not an i32 (decimal or 0x hexadecimal)", "run", "--invoke", "inc", module, "4294967296");
    }

    private static void assertBadUsage(String message, String... arguments) {
        var run = Execution.of(arguments);
        assertThat(run.code()).as(Arrays.toString(arguments)).isEqualTo(2);
        assertThat(run.err()).contains(message).contains("Try 'troupe run --help'.");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aMalformedModuleExits1WithTheOffset() throws Exception {
        var bytes = Files.readAllBytes(MODULES.resolve("wordcount.wasm"));
        assertFailure("malformed module: ", "at offset 0x", wasm(Arrays.copyOf(bytes, bytes.length / 2)));
        assertFailure("malformed module: magic header not detected: expected 00 61 73 6d", "at offset 0x0",
                wasm("no module".getBytes(StandardCharsets.UTF_8)));
        assertFailure("malformed module: unknown operator", "at line 1, column ", wat("(module (func (i32.foo)))"));
    }

    @Test
    void anInvalidModuleExits1WithTheOffset() throws Exception {
        assertFailure("invalid module: type mismatch", "at offset 0x",
                wasm(Modules.assemble("(module (func (export \"_start\") (i32.add (i32.const 1))))")));
    }

    @Test
    void anUnlinkableModuleExits1WithWhatIsMissing() throws Exception {
        assertFailure("unknown import", "\"env\" \"missing\"", wat("""
                (module (import "env" "missing" (func)) (func (export "_start")))
                """));
    }

    @Test
    void aFileThatIsNotThereExits1() {
        var run = Execution.of("run", scratch.resolve("nothing.wasm").toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("troupe: no such file: ");
    }

    private static void assertFailure(String message, String position, String file) {
        var run = Execution.of("run", file);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("troupe: " + file + ": ").contains(message).contains(position);
        assertThat(run.out()).isEmpty();
    }
}
