package dev.troupe.engine.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.Modules;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.runtime.GuestFrame;
import dev.troupe.engine.runtime.HostFunction;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import dev.troupe.engine.runtime.WasmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tail calls that a Java stack could not hold, of every way to make one. */
class TailCallsTest {
    private static final int MANY = 10_000_000;

    private static Instance instance(String text) {
        return instance(text, Imports.none());
    }

    private static Instance instance(String text, Imports imports) {
        return Engine.create().compile(Modules.assemble("(module " + text + ")")).instantiate(imports);
    }

    @Test
    void ofOneselfStartsOverWithFreshLocals() {
        var instance = instance("""
                (func $f (export "f") (param $n i32) (param $a i64) (param $b i64) (result i64 i32) (local $l i32)
                  (if (local.get $l) (then (unreachable)))
                  (local.set $l (i32.const 1))
                  (if (i32.eqz (local.get $n)) (then (return (local.get $a) (local.get $l))))
                  (i32.const 5) (i32.const 6)
                  (return_call $f (i32.sub (local.get $n) (i32.const 1)) (local.get $b) (local.get $a)))
                """);
        assertArrayEquals(new Object[] {2L, 1}, instance.invoke("f", MANY + 1, 1L, 2L));
    }

    private static final String EVEN_ODD = """
            (type $t (func (param i32) (result i32)))
            (table funcref (elem $even $odd))
            (func $even (export "even") (param i32) (result i32)
              (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
              (return_call $odd (i32.sub (local.get 0) (i32.const 1))))
            (func $odd (export "odd") (param i32) (result i32)
              (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
              (return_call $even (i32.sub (local.get 0) (i32.const 1))))
            (func (export "plain") (param i32) (result i32) (i32.add (call $even (local.get 0)) (call $odd (local.get 0))))
            (func $table (export "table") (param i32) (result i32)
              (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
              (return_call_indirect (type $t) (i32.sub (local.get 0) (i32.const 1)) (i32.and (local.get 0) (i32.const 1))))
            """;

    @Test
    void ofEachOther() {
        var instance = instance(EVEN_ODD);
        assertArrayEquals(new Object[] {1}, instance.invoke("even", MANY));
        assertArrayEquals(new Object[] {0}, instance.invoke("odd", MANY));
        assertArrayEquals(new Object[] {1}, instance.invoke("plain", MANY));
        assertArrayEquals(new Object[] {0}, instance.invoke("table", MANY + 1));
    }

    @Test
    void doNotCountAsNestedCalls() {
        var module = Engine.builder().callDepthChecks(true).build().compile(Modules.assemble("(module " + EVEN_ODD + """
                (func $self (export "self") (param i32) (result i32)
                  (if (i32.eqz (local.get 0)) (then (return (i32.const 7))))
                  (return_call $self (i32.sub (local.get 0) (i32.const 1)))))
                """));
        var instance = module.instantiate(Store.create(StoreLimits.defaults().withCallDepth(20)), Imports.none());
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(new Object[] {1}, instance.invoke("plain", MANY / 10));
            assertArrayEquals(new Object[] {7}, instance.invoke("self", MANY));
        }
    }

    @Test
    void acrossModulesThroughATable() {
        var first = instance("""
                (type $t (func (param i32 i64) (result i64)))
                (table (export "t") 2 funcref)
                (func $f (export "f") (type $t)
                  (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
                  (return_call_indirect (type $t)
                    (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.const 1)) (i32.const 1)))
                (elem (i32.const 0) $f)
                """);
        instance("""
                (type $t (func (param i32 i64) (result i64)))
                (table (import "m" "t") 2 funcref)
                (func $f (import "m" "f") (type $t))
                (func $g (type $t) (return_call $f (local.get 0) (i64.add (local.get 1) (i64.const 2))))
                (elem (i32.const 1) $g)
                """, Imports.builder().instance("m", first).build());
        assertArrayEquals(new Object[] {3L * MANY}, first.invoke("f", MANY, 0L));
    }

    @Test
    void ofHostFunctions() {
        var type = FuncType.of(List.of(ValType.I32), List.of(ValType.I32, ValType.I64));
        var imports = Imports.builder()
                .function("host", "f", HostFunction.untyped(type, (caller, arguments) -> new Object[] {(int) arguments[0] + 1, 5L}))
                .build();
        var instance = instance("""
                (func $host (import "host" "f") (param i32) (result i32 i64))
                (func $f (param i32) (result i32 i64) (return_call $host (local.get 0)))
                (func (export "f") (param i32) (result i32 i64) (return_call $f (i32.add (local.get 0) (i32.const 1))))
                """, imports);
        assertArrayEquals(new Object[] {3, 5L}, instance.invoke("f", 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 30, 300})
    void manyParametersAndResults(int count) {
        var types = IntStream.range(0, count).mapToObj(i -> List.of("i64", "externref", "f32", "i32").get(i % 4)).toList();
        var list = String.join(" ", types);
        var gets = String.join(" ", IntStream.range(0, count).mapToObj(i -> "(local.get " + i + ")").toList());
        var shape = "(param " + list + " i32) (result " + list + ")";
        var instance = instance("(func $f (export \"f\") " + shape
                + "(if (i32.eqz (local.get " + count + ")) (then (return " + gets + ")))"
                + gets + "(return_call $g (i32.sub (local.get " + count + ") (i32.const 1))))"
                + "(func $g " + shape + gets + "(return_call $f (local.get " + count + ")))"
                + "(func $self (export \"self\") " + shape
                + "(if (i32.eqz (local.get " + count + ")) (then (return " + gets + ")))"
                + gets + "(return_call $self (i32.sub (local.get " + count + ") (i32.const 1))))");
        var values = IntStream.range(0, count)
                .mapToObj(i -> List.<Object>of((long) i, "r" + i, i + 0.5f, i).get(i % 4))
                .toArray();
        var arguments = Arrays.copyOf(values, count + 1);
        arguments[count] = 100;
        assertArrayEquals(values, instance.invoke("f", arguments));
        assertArrayEquals(values, instance.invoke("self", arguments));
    }

    @Test
    void vectors() {
        var instance = instance("""
                (func $f (export "f") (param v128 i32 v128) (result v128 v128)
                  (if (i32.eqz (local.get 1)) (then (return (local.get 0) (local.get 2))))
                  (return_call $g (local.get 2) (local.get 0) (i32.sub (local.get 1) (i32.const 1))))
                (func $g (param v128 v128 i32) (result v128 v128)
                  (return_call $f (local.get 0) (local.get 2) (local.get 1)))
                """);
        var a = new dev.troupe.engine.runtime.V128(1, 2);
        var b = new dev.troupe.engine.runtime.V128(3, 4);
        assertArrayEquals(new Object[] {b, a}, instance.invoke("f", a, 7, b));
    }

    @Test
    void chainsOfFunctionsThatDoNotComeBack() {
        var text = new StringBuilder("(func (export \"f\") (param i32) (result i32) (return_call $f0 (local.get 0)))");
        for (int i = 0; i < 20; i++) {
            text.append("(func $f%d (param i32) (result i32) (return_call $f%d (i32.add (local.get 0) (i32.const 1))))"
                    .formatted(i, i + 1));
        }
        text.append("(func $f20 (param i32) (result i32) (local.get 0))");
        assertArrayEquals(new Object[] {25}, instance(text.toString()).invoke("f", 5));
    }

    @Test
    void anEndlessChainObeysItsDeadline() throws Exception {
        var instance = instance("""
                (func $f (export "f") (return_call $g))
                (func $g (return_call $f))
                (func $self (export "self") (return_call $self))
                (func (export "one") (result i32) (i32.const 1))
                """);
        for (var name : List.of("f", "self", "f")) {
            var trap = assertThrows(
                    Trap.class, () -> instance.store().callWithin(Duration.ofMillis(200), () -> instance.invoke(name)));
            assertEquals(TrapKind.DEADLINE_EXCEEDED, trap.kind());
        }
        assertArrayEquals(new Object[] {1}, instance.invoke("one"));
    }

    @Test
    void aTrapLeavesNothingPending() {
        var instance = instance("""
                (type $t (func (param i32) (result i32)))
                (table funcref (elem $f $g $h))
                (func $f (export "f") (param i32) (result i32)
                  (return_call_indirect (type $t) (local.get 0) (local.get 0)))
                (func $g (param i32) (result i32) (i32.div_s (i32.const 1) (i32.const 0)))
                (func $h (param i32) (result i32) (return_call $f (i32.const 9)))
                (func $even (export "even") (param i32) (result i32)
                  (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
                  (return_call $even2 (i32.sub (local.get 0) (i32.const 1))))
                (func $even2 (param i32) (result i32) (return_call $even (local.get 0)))
                """);
        assertEquals(TrapKind.INTEGER_DIVIDE_BY_ZERO, assertThrows(Trap.class, () -> instance.invoke("f", 1)).kind());
        assertArrayEquals(new Object[] {1}, instance.invoke("even", 5));
        assertEquals(TrapKind.UNDEFINED_ELEMENT, assertThrows(Trap.class, () -> instance.invoke("f", 2)).kind());
        assertArrayEquals(new Object[] {1}, instance.invoke("even", 5));
    }

    @Test
    void aHostFunctionAtTheEndMayEnterAgain() {
        var guest = new AtomicReference<Instance>();
        var type = FuncType.of(List.of(ValType.I32), List.of(ValType.I32));
        var imports = Imports.builder()
                .function("host", "f", HostFunction.untyped(type, (caller, arguments) -> guest.get().invoke("even", arguments)))
                .build();
        guest.set(instance("""
                (func $host (import "host" "f") (param i32) (result i32))
                (func (export "f") (param i32) (result i32) (return_call $host (local.get 0)))
                (func $even (export "even") (param i32) (result i32)
                  (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
                  (return_call $odd (i32.sub (local.get 0) (i32.const 1))))
                (func $odd (param i32) (result i32)
                  (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
                  (return_call $even (i32.sub (local.get 0) (i32.const 1))))
                """, imports));
        assertArrayEquals(new Object[] {1}, guest.get().invoke("f", 1000));
    }

    @Test
    void handlersOfTheCallerThatLeftDoNotCatch() {
        var instance = instance("""
                (tag $t)
                (type $f (func (result i32)))
                (table funcref (elem $throw))
                (func $throw (result i32) (throw $t))
                (func $direct (result i32)
                  (block $h (try_table (catch_all $h) (return_call $throw))) (i32.const 1))
                (func $indirect (result i32)
                  (block $h (try_table (catch_all $h) (return_call_indirect (type $f) (i32.const 0)))) (i32.const 1))
                (func $legacy (result i32)
                  (try (result i32) (do (return_call $throw)) (catch $t (i32.const 1))))
                (func (export "direct") (result i32)
                  (block $h (try_table (catch_all $h) (return (call $direct)))) (i32.const 2))
                (func (export "indirect") (result i32)
                  (block $h (try_table (catch_all $h) (return (call $indirect)))) (i32.const 2))
                (func (export "legacy") (result i32)
                  (block $h (try_table (catch_all $h) (return (call $legacy)))) (i32.const 2))
                """);
        for (var name : List.of("direct", "indirect", "legacy")) {
            assertArrayEquals(new Object[] {2}, instance.invoke(name), name);
        }
    }

    @Test
    void aTraceShowsAFunctionOnce() {
        var instance = instance("""
                (func $top (export "f") (param i32) (call $even (local.get 0)))
                (func $even (param i32) (if (i32.eqz (local.get 0)) (then (unreachable))) (return_call $odd (local.get 0)))
                (func $odd (param i32) (return_call $even (i32.sub (local.get 0) (i32.const 1))))
                """);
        var trap = assertThrows(Trap.class, () -> instance.invoke("f", 3));
        assertEquals(List.of("even", "top"), trap.guestStack().stream().map(GuestFrame::function).toList());
    }

    /** As holes in the ranges of all handlers around, such calls would need 90,000 entries in the exception table, which has 65,535. */
    @Test
    void manyInManyHandlersPassThemAll() {
        var text = new StringBuilder("""
                (tag $t)
                (func $g (param i32) (result i32)
                  (if (i32.eq (local.get 0) (i32.const 7)) (then (throw $t)))
                  (local.get 0))
                (func (export "f") (param i32) (result i32) (local $caught i32)
                """);
        int many = 300;
        for (int i = 0; i < many; i++) {
            text.append("(block $b%1$d (try_table (catch_all $b%1$d)".formatted(i));
        }
        for (int i = 0; i < many; i++) {
            text.append("(if (i32.eq (local.get 0) (i32.const %1$d)) (then (return_call $g (i32.const %1$d))))".formatted(i));
        }
        text.append("(throw $t)");
        text.append("))(local.set $caught (i32.add (local.get $caught) (i32.const 1)))".repeat(many)).append("(local.get $caught))");
        var instance = instance(text.toString());
        assertEquals(3, instance.invoke("f", 3)[0]);
        assertEquals(many, instance.invoke("f", many)[0]);
        assertThrows(WasmException.class, () -> instance.invoke("f", 7));
    }
}
