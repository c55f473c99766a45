package dev.troupe.engine.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.Modules;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.ModuleTooLargeException;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.runtime.GuestExit;
import dev.troupe.engine.runtime.HostFunction;
import dev.troupe.engine.runtime.HostFunctionException;
import dev.troupe.engine.runtime.Tag;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import dev.troupe.engine.runtime.WasmException;
import dev.troupe.engine.runtime.WrongArgumentsException;
import dev.troupe.engine.types.DefType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the official scripts leave open: the border to Java, identities, and shapes that a translation to JVM handlers may get wrong. */
class ExceptionsTest {
    private static final Tag I32_TAG = tag(ValType.I32);

    private static Tag tag(ValType... types) {
        return new Tag(DefType.of(FuncType.of(List.of(types), List.of())));
    }

    private static Instance instance(String text) {
        return instance(text, Imports.none());
    }

    private static Instance instance(String text, Imports imports) {
        return Engine.create().compile(Modules.assemble("(module " + text + ")")).instantiate(imports);
    }

    private static Imports host(HostFunction.Untyped function) {
        return Imports.builder()
                .tag("host", "tag", I32_TAG)
                .function("host", "call", HostFunction.untyped(FuncType.of(List.of(), List.of()), function))
                .build();
    }

    @Test
    void twoLiveReferencesOfOneTagDoNotAlias() {
        var instance = instance("""
                (tag $t (param i32))
                (func $make (param i32) (result exnref) (local $x exnref)
                  (block $h (result i32 exnref)
                    (try_table (catch_ref $t $h) (throw $t (local.get 0)))
                    (unreachable))
                  (local.set $x) (drop) (local.get $x))
                (func $value (param exnref) (result i32)
                  (block $h (result i32) (try_table (result i32) (catch $t $h) (throw_ref (local.get 0)))))
                (func (export "f") (result i32 i32 i32) (local $a exnref) (local $b exnref)
                  (local.set $a (call $make (i32.const 1)))
                  (local.set $b (call $make (i32.const 2)))
                  (call $value (local.get $a)) (call $value (local.get $b)) (call $value (local.get $a)))
                """);
        assertArrayEquals(new Object[] {1, 2, 1}, instance.invoke("f"));
    }

    private static final String TWO_TAGS = """
            (tag $a (import "host" "a") (param i32))
            (tag $b (import "host" "b") (param i32))
            (func (export "f") (result i32)
              (block $h (result i32)
                (try_table (catch $b $h) (throw $a (i32.const 7)))
                (unreachable)))
            """;

    @Test
    void importedTagsOfOneTypeAreNotEqual() {
        var first = tag(ValType.I32);
        var instance = instance(TWO_TAGS, Imports.builder().tag("host", "a", first).tag("host", "b", tag(ValType.I32)).build());
        var thrown = assertThrows(WasmException.class, () -> instance.invoke("f"));
        assertSame(first, thrown.tag());
        assertEquals(List.of(7), thrown.values());
    }

    @Test
    void oneTagImportedTwiceIsOneTag() {
        var tag = tag(ValType.I32);
        var instance = instance(TWO_TAGS, Imports.builder().tag("host", "a", tag).tag("host", "b", tag).build());
        assertArrayEquals(new Object[] {7}, instance.invoke("f"));
    }

    @Test
    void everyInstanceHasTagsOfItsOwn() {
        var module = Engine.create().compile(Modules.assemble("(module (tag $t (export \"t\")) (func (export \"f\") (throw $t)))"));
        var one = module.instantiate();
        var two = module.instantiate();
        assertSame(one.exports().get("t"), assertThrows(WasmException.class, () -> one.invoke("f")).tag());
        assertSame(two.exports().get("t"), assertThrows(WasmException.class, () -> two.invoke("f")).tag());
    }

    @Test
    void hostFunctionsThrowIntoTheGuest() {
        var instance = instance("""
                (tag $t (import "host" "tag") (param i32))
                (func $call (import "host" "call"))
                (func (export "f") (result i32)
                  (block $h (result i32) (try_table (catch $t $h) (call $call)) (i32.const -1)))
                """, host((caller, arguments) -> {
            throw WasmException.of(I32_TAG, 42);
        }));
        assertArrayEquals(new Object[] {42}, instance.invoke("f"));
    }

    @Test
    void rethrowingKeepsTheObject() {
        var exception = WasmException.of(I32_TAG, 1);
        var instance = instance("""
                (tag (import "host" "tag") (param i32))
                (func $call (import "host" "call"))
                (func (export "ref") (block $h (result exnref) (try_table (catch_all_ref $h) (call $call)) (unreachable)) (throw_ref))
                (func (export "legacy") (try (do (call $call)) (catch_all (rethrow 0))))
                """, host((caller, arguments) -> {
            throw exception;
        }));
        assertSame(exception, assertThrows(WasmException.class, () -> instance.invoke("ref")));
        assertSame(exception, assertThrows(WasmException.class, () -> instance.invoke("legacy")));
    }

    @Test
    void valuesMustFitTheTag() {
        assertThrows(WrongArgumentsException.class, () -> WasmException.of(I32_TAG));
        assertThrows(WrongArgumentsException.class, () -> WasmException.of(I32_TAG, 1L));
    }

    private static final String CATCH_ALL = """
            (tag (import "host" "tag") (param i32))
            (func $call (import "host" "call"))
            (func $deep (call $deep))
            (func (export "host") (block $h (try_table (catch_all $h) (call $call))))
            (func (export "deep") (block $h (try_table (catch_all $h) (call $deep))))
            (func (export "loop") (block $h (try_table (catch_all $h) (loop $l (br $l)))))
            (func (export "trap") (try (do (unreachable)) (catch_all)))
            """;

    @ParameterizedTest
    @ValueSource(strings = {"deep", "loop", "trap"})
    void trapsPassByCatchAll(String function) {
        var instance = instance(CATCH_ALL, host((caller, arguments) -> null));
        assertThrows(Trap.class, () -> instance.store().callWithin(Duration.ofMillis(300), () -> instance.invoke(function)));
    }

    @Test
    void exitsAndFailuresOfTheHostPassByCatchAll() {
        assertThrows(GuestExit.class, () -> instance(CATCH_ALL, host((caller, arguments) -> {
            throw new GuestExit(3);
        })).invoke("host"));
        assertThrows(HostFunctionException.class, () -> instance(CATCH_ALL, host((caller, arguments) -> {
            throw new IllegalStateException();
        })).invoke("host"));
    }

    @Test
    void nullIsNotThrown() {
        var instance = instance("(func (export \"f\") (block $h (try_table (catch_all $h) (throw_ref (ref.null exn)))))");
        assertEquals(TrapKind.NULL_EXCEPTION_REFERENCE, assertThrows(Trap.class, () -> instance.invoke("f")).kind());
    }

    @Test
    void payloadsOfAllKindsAndManyPositions() {
        var types = "i32 externref i64 f32 f64 externref i32 f32 i64 externref v128 funcref";
        var text = new StringBuilder("(tag $t (export \"t\") (param " + types + ")) (func (export \"f\") (param " + types + ") (result "
                + types + ") (block $h (result " + types + ") (try_table (catch $t $h) ");
        var throwing = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            throwing.append("(local.get ").append(i).append(") ");
        }
        text.append(throwing).append("(throw $t)) (unreachable)))");
        text.append("(func (export \"g\") (param ").append(types).append(") ").append(throwing).append("(throw $t))");
        var instance = instance(text.toString());
        float nan = Float.intBitsToFloat(0x7fa00001);
        var values = new Object[] {
            -1, "a", Long.MIN_VALUE, nan, -0.0, "b", 7, 1.5f, 8L, null, new dev.troupe.engine.runtime.V128(1, -2), null
        };
        assertArrayEquals(values, instance.invoke("f", values));
        var thrown = assertThrows(WasmException.class, () -> instance.invoke("g", values));
        assertEquals(java.util.Arrays.asList(values), thrown.values());
        assertEquals(thrown.values(), WasmException.of((Tag) instance.exports().get("t"), values).values());
        assertEquals(RefType.EXTERNREF, thrown.tag().type().funcType().params().get(1));
    }

    @Test
    void operandsBelowTheBlockAndLocalsSurvive() {
        var instance = instance("""
                (tag $t (param i64))
                (func $throw (throw $t (i64.const 5)))
                (func (export "f") (param i32) (result i64) (local $l i32)
                  (i64.const 100)
                  (i64.extend_i32_s (local.get 0))
                  (local.set 0 (i32.const 9))
                  (block $h (result i64)
                    (try_table (catch $t $h) (local.set $l (i32.const 30)) (call $throw) (local.set $l (i32.const 0)))
                    (unreachable))
                  (i64.add) (i64.add)
                  (i64.add (i64.extend_i32_s (local.get $l))))
                """);
        assertArrayEquals(new Object[] {1135L}, instance.invoke("f", 1000));
    }

    @Test
    void memoryThatGrewInTheBlockIsSeenInTheHandler() {
        var instance = instance("""
                (memory 1)
                (tag $t)
                (func (export "f") (result i32)
                  (i32.store (i32.const 0) (i32.const 1))
                  (block $h
                    (try_table (catch $t $h)
                      (drop (memory.grow (i32.const 1)))
                      (i32.store (i32.const 65536) (i32.const 7))
                      (throw $t)))
                  (i32.load (i32.const 65536)))
                (func (export "legacy") (result i32)
                  (i32.store (i32.const 0) (i32.const 1))
                  (try (do (drop (memory.grow (i32.const 1))) (i32.store (i32.const 131072) (i32.const 8)) (throw $t)) (catch $t))
                  (i32.load (i32.const 131072)))
                """);
        assertArrayEquals(new Object[] {7}, instance.invoke("f"));
        assertArrayEquals(new Object[] {8}, instance.invoke("legacy"));
    }

    @Test
    void clausesBranchToLoopsBlocksAndTheFunction() {
        var instance = instance("""
                (tag $again (param i32 i64))
                (tag $done (param i64))
                (func $step (param i32 i64)
                  (if (i32.eqz (local.get 0)) (then (throw $done (local.get 1))))
                  (throw $again (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.extend_i32_s (local.get 0)))))
                (func (export "f") (param i32) (result i64)
                  (i64.const 17)
                  (local.get 0) (i64.const 0)
                  (loop $l (param i32 i64)
                    (try_table (param i32 i64) (catch $again $l) (catch $done 1) (call $step)))
                  (unreachable))
                """);
        assertArrayEquals(new Object[] {500000500000L}, instance.invoke("f", 1000000));
    }

    @Test
    void blocksThatCannotThrow() {
        var instance = instance("""
                (tag $t)
                (func (export "f") (result i32)
                  (block $h (try_table (catch_all $h)))
                  (try (do) (catch $t (unreachable)) (catch_all (block (unreachable))))
                  (try (do) (delegate 0))
                  (try (do (br 0)) (catch $t (block (try (do) (catch_all (nop))))))
                  (block $g (return (i32.const 1)) (try_table (catch_all $g)))
                  (i32.const 2))
                """);
        assertArrayEquals(new Object[] {1}, instance.invoke("f"));
    }

    @Test
    void clausesOfNestedBlocksInOrder() {
        var instance = instance("""
                (tag $a) (tag $b) (tag $c)
                (func $throw (param i32)
                  (block (block (block (br_table 0 1 2 (local.get 0))) (throw $a)) (throw $b)) (throw $c))
                (func (export "f") (param i32) (result i32)
                  (block $outer
                    (block $inner
                      (block $b
                        (try_table (catch $c $outer) (catch_all $b)
                          (try_table (catch $a $inner) (call $throw (local.get 0)))))
                      (return (i32.const 2)))
                    (return (i32.const 1)))
                  (i32.const 3))
                (func (export "legacy") (param i32) (result i32)
                  (try (result i32)
                    (do (try (result i32)
                      (do (try (result i32) (do (call $throw (local.get 0)) (i32.const 0)) (delegate 1)))
                      (catch_all (i32.const 99))))
                    (catch $a (i32.const 1))
                    (catch $b (try (result i32) (do (rethrow 1)) (catch $b (i32.const 2))))
                    (catch_all (i32.const 3))))
                """);
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(new Object[] {i + 1}, instance.invoke("f", i));
            assertArrayEquals(new Object[] {i + 1}, instance.invoke("legacy", i));
        }
    }

    @Test
    void blocksMovedToMethodsOfTheirOwn() {
        var filler = "(local.set $x (i32.add (i32.mul (local.get $x) (i32.const 31)) (local.get 0)))".repeat(30);
        var module = Modules.assemble("""
                (module
                  (tag $t (param i32))
                  (func $throw (param i32) (throw $t (local.get 0)))
                  (func (export "f") (param i32) (result i32) (local $x i32)
                    (block $out
                      (block $in
                        FILLER
                        (try (do FILLER (call $throw (local.get $x))) (delegate $out))
                        FILLER))
                    (i32.const 1))
                  (func (export "g") (param i32) (result i32) (local $x i32)
                    (block $h (result i32)
                      FILLER
                      (try_table (catch $t $h) FILLER (call $throw (local.get 0)))
                      FILLER
                      (i32.const 8))
                    (return)))
                """.replace("FILLER", filler));
        var instance = Engine.builder().methodBytes(500).build().compile(module).instantiate();
        assertThrows(WasmException.class, () -> instance.invoke("f", 1));
        assertArrayEquals(new Object[] {5}, instance.invoke("g", 5));
    }

    @Test
    void moreDelegationsThanAnExceptionTableHasRoomForAreRefused() {
        int many = 300;
        var text = new StringBuilder("(module (func $g) (func (export \"f\")");
        text.append("(try (do ".repeat(many));
        text.append(("(try (do (call $g)) (delegate " + many + ")) (call $g)").repeat(many));
        text.append(") (catch_all))".repeat(many)).append("))");
        var module = Modules.assemble(text.toString());
        assertThrows(ModuleTooLargeException.class, () -> Engine.builder().eager(true).build().compile(module));
    }

    /** Each of the inner ones leaves all of the outer ones out of its range. */
    @Test
    void delegationsThroughMillionsOfBlocksAreRefused() {
        int many = 2100;
        assertRefused("(try (do ".repeat(many) + ("(try (do) (delegate " + (many - 1) + "))").repeat(many) + ") (catch_all))".repeat(many),
                "a function's delegate instructions pass more than 4194304 blocks in all");
    }

    /** What delegates past them keeps them in one method; to verify it took the JVM half a minute. */
    @Test
    void handlersInOneAnotherThatWouldBeVerifiedForVeryLongAreRefused() {
        int many = 2000;
        assertRefused("(try (do ".repeat(many) + "(try (do (call $g)) (delegate " + (many - 1) + "))"
                + ") (catch $t (call $g)) (catch_all (call $g)))".repeat(many),
                "a function has too many handlers of exceptions in one another that must be in one method");
    }

    private static void assertRefused(String body, String message) {
        var module = Modules.assemble("(module (tag $t) (func $g) (func (export \"f\") " + body + "))");
        var eager = Engine.builder().eager(true).build();
        assertEquals(message, assertThrows(ModuleTooLargeException.class, () -> eager.compile(module)).getMessage());
        var trap = assertThrows(Trap.class, () -> Engine.create().compile(module).instantiate().invoke("f"));
        assertEquals(TrapKind.INTERNAL_ERROR, trap.kind());
        assertTrue(trap.getMessage().contains(message), trap.getMessage());
    }

    @Test
    void hundredsOfHandlersInOneAnotherThatMustBeInOneMethod() {
        int many = 300;
        var instance = instance("(tag $t) (tag $u) (func $g (param i32) (if (i32.eqz (local.get 0)) (then (throw $t))) (throw $u))"
                + "(func (export \"f\") (param i32) (result i32) (local i32)" + "(try (do ".repeat(many)
                + "(try (do (call $g (local.get 0))) (delegate " + (many - 2) + "))"
                + ") (catch $t (local.set 1 (i32.add (local.get 1) (i32.const 1)))))".repeat(many) + "(local.get 1))");
        assertArrayEquals(new Object[] {1}, instance.invoke("f", 0));
        assertThrows(WasmException.class, () -> instance.invoke("f", 1));
    }
}
