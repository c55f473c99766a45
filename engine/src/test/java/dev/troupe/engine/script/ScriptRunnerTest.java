package dev.troupe.engine.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Features;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A runner that passes everything proves nothing: here each kind of assertion fails once. */
class ScriptRunnerTest {
    private static final String MODULE = """
            (module $m
              (global (export "g") i32 (i32.const 7))
              (func (export "id") (param i32) (result i32) (local.get 0))
              (func (export "nan") (result f32) (f32.const nan:0x1))
              (func (export "zero") (result f64) (f64.const -0))
              (func (export "two") (result i32 i64) (i32.const 1) (i64.const 2))
              (func (export "trap") (unreachable))
              (func $deep (export "deep") (call $deep))
              (func (export "loop") (loop (br 0)))
            )
            """;

    private final ScriptRunner runner = ScriptRunner.of(Engine.create()).withTimeout(Duration.ofMillis(500));

    private ScriptReport run(String script) {
        return runner.run("test.wast", script.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "(assert_return (invoke \"id\" (i32.const 1)) (i32.const 1))",
        "(assert_return (invoke $m \"id\" (i32.const -1)) (i32.const 0xffffffff))",
        "(assert_return (invoke \"id\" (i32.const 1)) (either (i32.const 2) (i32.const 1)))",
        "(assert_return (get \"g\") (i32.const 7))",
        "(assert_return (get $m \"g\") (i32.const 7))",
        "(assert_return (invoke \"nan\") (f32.const nan:0x1))",
        "(assert_return (invoke \"two\") (i32.const 1) (i64.const 2))",
        "(assert_trap (invoke \"trap\") \"unreachable\")",
        "(assert_trap (module (func $f (unreachable)) (start $f)) \"unreachable\")",
        "(assert_exhaustion (invoke \"deep\") \"call stack exhausted\")",
        "(assert_invalid (module (func (result i32))) \"type mismatch\")",
        "(assert_malformed (module quote \"(func\") \"unexpected token\")",
        "(assert_malformed (module binary \"\\00asn\") \"magic header not detected\")",
        "(assert_unlinkable (module (import \"a\" \"b\" (func))) \"unknown import\")"
    })
    void holds(String assertion) {
        var report = run(MODULE + assertion);
        assertEquals(List.of(), report.failures());
        assertEquals(1, report.passed());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "(assert_return (invoke \"id\" (i32.const 1)) (i32.const 2))",
        "(assert_return (invoke \"id\" (i32.const 1)) (i64.const 1))",
        "(assert_return (invoke \"id\" (i32.const 1)))",
        "(assert_return (invoke \"id\" (i32.const 1)) (either (i32.const 2) (i32.const 3)))",
        "(assert_return (invoke \"id\") (i32.const 1))",
        "(assert_return (invoke \"none\"))",
        "(assert_return (invoke $none \"id\" (i32.const 1)) (i32.const 1))",
        "(assert_return (get \"g\") (i32.const 8))",
        "(assert_return (invoke \"nan\") (f32.const nan:canonical))",
        "(assert_return (invoke \"nan\") (f32.const nan:arithmetic))",
        "(assert_return (invoke \"zero\") (f64.const 0))",
        "(assert_return (invoke \"trap\"))",
        "(assert_return (invoke \"loop\"))",
        "(assert_trap (invoke \"loop\") \"unreachable\")",
        "(assert_trap (invoke \"trap\") \"integer overflow\")",
        "(assert_trap (invoke \"id\" (i32.const 1)) \"unreachable\")",
        "(assert_trap (module (func)) \"unreachable\")",
        "(assert_exhaustion (invoke \"trap\") \"call stack exhausted\")",
        "(assert_exhaustion (invoke \"trap\") \"unreachable\")",
        "(assert_exception (invoke \"trap\"))",
        "(assert_invalid (module (func)) \"type mismatch\")",
        "(assert_invalid (module (func (result i32))) \"unknown local\")",
        "(assert_invalid (module quote \"(func\") \"unexpected token\")",
        "(assert_malformed (module quote \"(func)\") \"unexpected token\")",
        "(assert_malformed (module quote \"(func\") \"unknown operator\")",
        "(assert_malformed (module quote \"(func (result i32))\") \"type mismatch\")",
        "(assert_unlinkable (module (func)) \"unknown import\")",
        "(assert_unlinkable (module (import \"spectest\" \"print\" (global i32))) \"unknown import\")",
        "(module (func (result i32)))",
        "(module (import \"a\" \"b\" (func)))",
        "(module binary \"\")",
        "(invoke \"trap\")",
        "(register \"n\" $none)",
        "(module instance $i $none)"
    })
    void isFoundToBeWrong(String command) {
        var report = run(MODULE + "\n" + command);
        assertEquals(1, report.failed());
        assertEquals(0, report.passed());
        assertEquals(12, report.failures().getFirst().line());
    }

    @Test
    void aScriptGoesOnAfterAFailure() {
        var report = run(MODULE + "(invoke \"trap\") (assert_return (invoke \"id\" (i32.const 1)) (i32.const 1))");
        assertEquals("1 passed, 1 failed", report.toString());
    }

    @Test
    void aScriptThatIsNoneFailsWithItsPlace() {
        var report = run("(module)\n(assert_nothing)");
        assertTrue(report.failures().getFirst().toString().contains("at line 2, column 2"), () -> report.failures().toString());
    }

    @Test
    void instancesOfOneDefinitionShareNothingAndRegisteredOnesCanBeImported() {
        var report = run("""
                (module definition $d
                  (global $g (export "g") (mut i32) (i32.const 0))
                  (func (export "inc") (result i32)
                    (global.set $g (i32.add (global.get $g) (i32.const 1))) (global.get $g)))
                (module instance $a $d)
                (module instance $b $d)
                (assert_return (invoke $a "inc") (i32.const 1))
                (assert_return (invoke $a "inc") (i32.const 2))
                (assert_return (invoke $b "inc") (i32.const 1))
                (register "A" $a)
                (module (import "A" "inc" (func $inc (result i32))) (func (export "f") (result i32) (call $inc)))
                (assert_return (invoke "f") (i32.const 3))
                (assert_return (get $a "g") (i32.const 3))
                (assert_return (get $b "g") (i32.const 1))
                """);
        assertEquals("6 passed, 0 failed", report.toString());
        assertEquals(Map.of("assert_return", 6), report.passedByKind());
    }

    @Test
    void guestsPrint() {
        var lines = new ArrayList<String>();
        runner.withPrint(lines::add).run("test.wast", """
                (module (import "spectest" "print_i32_f32" (func $p (param i32 f32)))
                  (func (export "p") (call $p (i32.const 3) (f32.const 1.5))))
                (invoke "p")
                """.getBytes(StandardCharsets.UTF_8));
        assertEquals(1, lines.size());
        assertTrue(lines.getFirst().startsWith("print_i32_f32 [i32 3, f32 1.5"), lines.getFirst());
    }

    @Test
    void whatTheEngineLacksIsCountedApart() {
        var engine = Engine.builder().features(Features.WASM_1).build();
        var report = ScriptRunner.of(engine).withLanguage(Features.WASM_2).run("test.wast", """
                (module $m (memory 1) (func (export "f") (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))))
                (assert_return (invoke "f"))
                (register "m" $m)
                (module (import "m" "f" (func)))
                (assert_invalid (module (func (i32.extend8_s (i64.const 0)))) "type mismatch")
                (assert_invalid (module (memory 1) (memory 1)) "multiple memories")
                """.getBytes(StandardCharsets.UTF_8));
        assertEquals("1 passed, 0 failed, not tried for want of a feature: {SIGN_EXTENSION=1, BULK_MEMORY=1}", report.toString());
    }
}
