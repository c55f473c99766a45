package dev.troupe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.GlobalType;
import dev.troupe.engine.module.UnlinkableModuleException;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.runtime.Global;
import dev.troupe.engine.runtime.HostFunction;
import dev.troupe.engine.runtime.HostFunctionException;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import dev.troupe.engine.runtime.WrongArgumentsException;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntBinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a user of the engine meets: calls, imports, limits, traps, deadlines, misuse. */
@Timeout(60)
class InstanceTest {
    private static CompiledModule compile(String text) {
        return Engine.create().compileText(text);
    }

    @Test
    void callsAnExportBoxedAndTyped() throws Throwable {
        var instance = compile("(module (func (export \"add\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))")
                .instantiate();
        assertThat(instance.invoke("add", 2, 3)).containsExactly(5);
        var handle = instance.function("add").handle();
        assertThat(handle.type()).isEqualTo(MethodType.methodType(int.class, int.class, int.class));
        assertThat((int) handle.invokeExact(20, 22)).isEqualTo(42);
    }

    @Test
    void returnsSeveralResultsOfAllTypes() {
        var instance = compile(
                """
                        (module (func (export "swap") (param i32 i64 f32 f64 externref) (result externref f64 f32 i64 i32)
                          (local.get 4) (local.get 3) (local.get 2) (local.get 1) (local.get 0)))
                        """)
                .instantiate();
        assertThat(instance.invoke("swap", 1, 2L, 3f, 4d, "five")).containsExactly("five", 4d, 3f, 2L, 1);
    }

    @Test
    void returnsMoreResultsThanTheStoreHasFields() {
        var types = "i32 i64 f64 ".repeat(12);
        var gets = IntStream.range(0, 36).mapToObj(i -> "(local.get " + i + ")").collect(Collectors.joining());
        var text = "(module (func $f (export \"id\") (param " + types + ") (result " + types + ") " + gets + ")"
                + " (func (export \"twice\") (param " + types + ") (result " + types + ") " + gets + " (call $f)))";
        var arguments = IntStream.range(0, 36).mapToObj(i -> i % 3 == 0 ? (Object) i : i % 3 == 1 ? (Object) (long) i : (Object) (double) i)
                .toArray();
        assertThat(compile(text).instantiate().invoke("twice", arguments)).containsExactly(arguments);
    }

    @Test
    void takesMoreParametersThanTheJvmHasSlots() {
        int count = 600;
        var types = "i64 ".repeat(count);
        var gets = IntStream.range(0, count).mapToObj(i -> "(local.get " + i + ")").collect(Collectors.joining());
        var sum = "(local.get 0)"
                + IntStream.range(1, count).mapToObj(i -> "(i64.add (local.get " + i + "))").collect(Collectors.joining());
        var text = "(module (type $t (func (param " + types + ") (result i64)))"
                + " (import \"host\" \"sum\" (func $host (type $t)))"
                + " (table funcref (elem $sum)) (func $sum (type $t) " + sum + ")"
                + " (func (export \"direct\") (type $t) " + gets + " (call $sum))"
                + " (func (export \"indirect\") (type $t) " + gets + " (call_indirect (type $t) (i32.const 0)))"
                + " (func (export \"imported\") (type $t) " + gets + " (call $host)))";
        var type = FuncType.of(java.util.Collections.nCopies(count, ValType.I64), List.of(ValType.I64));
        var host = HostFunction.untyped(type, (caller, values) -> {
            long result = 0;
            for (var value : values) {
                result += (Long) value;
            }
            return new Object[] {result};
        });
        var instance = compile(text).instantiate(Imports.builder().function("host", "sum", host).build());
        var arguments = IntStream.range(0, count).mapToObj(i -> (Object) (long) i).toArray();
        long expected = (long) count * (count - 1) / 2;
        for (var name : List.of("direct", "indirect", "imported")) {
            assertThat(instance.invoke(name, arguments)).as(name).containsExactly(expected);
        }
    }

    @Test
    void callsHostFunctions() {
        var module = compile(
                """
                (module (import "env" "max" (func $max (param i32 i32) (result i32)))
                  (func (export "max3") (param i32 i32 i32) (result i32)
                    (call $max (call $max (local.get 0) (local.get 1)) (local.get 2))))
                """);
        var imports = Imports.builder().function("env", "max", IntBinaryOperator.class, Math::max).build();
        assertThat(module.instantiate(imports).invoke("max3", 3, 9, 5)).containsExactly(9);
    }

    @Test
    void passesOnWhatAHostFunctionThrows() {
        var module = compile("(module (import \"env\" \"fail\" (func $fail)) (func (export \"run\") (call $fail)))");
        var failure = new IllegalStateException("no");
        var imports = Imports.builder()
                .function("env", "fail", HostFunction.untyped(FuncType.of(List.of(), List.of()), (caller, values) -> {
                    throw failure;
                }))
                .build();
        assertThatThrownBy(() -> module.instantiate(imports).invoke("run")).isInstanceOf(HostFunctionException.class).hasCause(failure);
    }

    @Test
    void aHostFunctionMayCallBack() {
        var module = compile(
                """
                (module (import "env" "twice" (func $twice (param i32) (result i32)))
                  (func (export "double") (param i32) (result i32) (i32.shl (local.get 0) (i32.const 1)))
                  (func (export "run") (param i32) (result i32) (call $twice (local.get 0))))
                """);
        var type = FuncType.of(List.of(ValType.I32), List.of(ValType.I32));
        var imports = Imports.builder()
                .function("env", "twice", HostFunction.untyped(type,
                        (caller, values) -> caller.function("double").orElseThrow().call(values)))
                .build();
        assertThat(module.instantiate(imports).invoke("run", 21)).containsExactly(42);
    }

    @Test
    void explainsWrongArgumentsAndMissingExports() {
        var instance = compile("(module (func (export \"f\") (param i32)))").instantiate();
        assertThatThrownBy(() -> instance.invoke("f")).isInstanceOf(WrongArgumentsException.class).hasMessageContaining("expected 1");
        assertThatThrownBy(() -> instance.invoke("f", 1L)).isInstanceOf(WrongArgumentsException.class).hasMessageContaining("i32");
        assertThatThrownBy(() -> instance.invoke("g")).isInstanceOf(ExportNotFoundException.class).hasMessageContaining("exported are: f");
    }

    @Test
    void explainsMissingAndWrongImports() {
        var module = compile("(module (import \"env\" \"f\" (func (param i32))))");
        assertThatThrownBy(() -> module.instantiate()).isInstanceOf(UnlinkableModuleException.class).hasMessageContaining("\"env\" \"f\"");
        var wrong = Imports.builder().global("env", "f", Global.of(new GlobalType(ValType.I32, false), 1)).build();
        assertThatThrownBy(() -> module.instantiate(wrong))
                .isInstanceOf(UnlinkableModuleException.class)
                .hasMessageStartingWith("incompatible import type")
                .hasMessageContaining("a global i32");
    }

    @Test
    void tracesATrapThroughGuestFunctions() {
        var instance = compile("(module $m (func $inner (unreachable)) (func $outer (export \"run\") (call $inner)))").instantiate();
        assertThatThrownBy(() -> instance.invoke("run")).isInstanceOfSatisfying(Trap.class, trap -> {
            assertThat(trap.kind()).isEqualTo(TrapKind.UNREACHABLE);
            assertThat(trap.guestStack()).extracting(Object::toString).containsExactly("m!inner+0x0", "m!outer+0x0");
        });
    }

    @Test
    void aFunctionCutIntoPartsShowsOnceInATrace() {
        var filler = "(global.set $g (i32.add (global.get $g) (i32.const 1)))".repeat(200);
        var text = "(module $m (global $g (mut i32) (i32.const 0)) (func $big (export \"run\") (param i32)"
                + " (block (br_if 0 (local.get 0)) " + filler + " (unreachable)) " + filler + "))";
        var instance = Engine.builder().methodBytes(400).build().compileText(text).instantiate();
        instance.invoke("run", 1);
        assertThatThrownBy(() -> instance.invoke("run", 0)).isInstanceOfSatisfying(Trap.class, trap -> {
            assertThat(trap.guestStack()).hasSize(1);
            assertThat(trap.guestStack().getFirst().function()).isEqualTo("big");
        });
    }

    @Test
    void endlessRecursionIsATrapAndTheInstanceLives() {
        var module = compile("(module (func $f (export \"f\") (call $f)) (func (export \"one\") (result i32) (i32.const 1)))");
        var instance = module.instantiate();
        assertThatThrownBy(() -> instance.invoke("f"))
                .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED));
        assertThat(instance.invoke("one")).containsExactly(1);
    }

    @Test
    void endsAnEndlessLoopAtItsDeadline() {
        var instance = compile("(module (func (export \"spin\") (loop (br 0))))").instantiate();
        assertThatThrownBy(() -> instance.store().callWithin(Duration.ofMillis(100), () -> instance.invoke("spin")))
                .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.DEADLINE_EXCEEDED));
    }

    @Test
    void endsEndlessRecursionWithoutLoopsAtItsDeadline() {
        // fib(90) calls for centuries and is never more than 90 calls deep.
        var instance = compile(
                """
                        (module (func $fib (export "fib") (param i32) (result i32)
                          (if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0))
                            (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
                                           (call $fib (i32.sub (local.get 0) (i32.const 2))))))))
                        """)
                .instantiate();
        assertThatThrownBy(() -> instance.store().callWithin(Duration.ofMillis(200), () -> instance.invoke("fib", 90)))
                .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.DEADLINE_EXCEEDED));
        assertThat(instance.invoke("fib", 10)).containsExactly(55);
    }

    @Test
    void manyKillsLeaveTheModuleUsable() throws Exception {
        var module = compile("(module (func (export \"spin\") (loop (br 0))) (func (export \"one\") (result i32) (i32.const 1)))");
        for (int i = 0; i < 60; i++) {
            var instance = module.instantiate();
            assertThatThrownBy(() -> instance.store().callWithin(Duration.ofMillis(2), () -> instance.invoke("spin")))
                    .isInstanceOf(Trap.class);
            assertThat(instance.store().callWithin(Duration.ofSeconds(10), () -> instance.invoke("one"))).containsExactly(1);
        }
    }

    @Test
    void anInterruptFromAnotherThreadEndsTheCallAndNoLaterOne() throws Exception {
        var module = compile("(module (func (export \"spin\") (loop (br 0))) (func (export \"one\") (result i32) (i32.const 1)))");
        var instance = module.instantiate();
        assertThat(instance.store().interrupt()).as("nothing runs").isFalse();
        var thrown = new AtomicReference<Throwable>();
        var thread = new Thread(() -> {
            try {
                instance.invoke("spin");
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        thread.start();
        while (!instance.store().interrupt()) {
            Thread.onSpinWait();
        }
        thread.join(10_000);
        assertThat(thrown.get()).isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.INTERRUPTED));
        assertThat(instance.invoke("one")).containsExactly(1);
    }

    @Test
    void aSecondThreadIsTurnedAway() throws Exception {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var module = compile(
                "(module (import \"env\" \"wait\" (func $wait)) (func (export \"wait\") (call $wait)) (func (export \"nop\"))"
                        + " (memory (export \"memory\") 1) (table (export \"table\") 1 externref))");
        var imports = Imports.builder()
                .function("env", "wait", Runnable.class, () -> {
                    entered.countDown();
                    try {
                        release.await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .build();
        var instance = module.instantiate(imports);
        var thread = Thread.ofPlatform().start(() -> instance.invoke("wait"));
        entered.await();
        for (ThrowingCallable misuse : List.<ThrowingCallable>of(
                () -> instance.invoke("nop"), () -> instance.memory("memory").grow(1), () -> instance.table("table").grow(1, null))) {
            assertThatThrownBy(misuse)
                    .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.CONCURRENT_USE));
        }
        release.countDown();
        thread.join();
        assertThat(instance.invoke("nop")).isEmpty();
        assertThat(instance.memory("memory").grow(1)).isEqualTo(1);
        assertThat(instance.table("table").grow(1, null)).isEqualTo(1);
    }

    @Test
    void limitsHoldPerStore() {
        var module = compile(
                """
                (module (memory (export "m") 1) (table 1 funcref)
                  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
                  (func (export "growTable") (param i32) (result i32) (table.grow (ref.null func) (local.get 0))))
                """);
        var instance = module.instantiate(
                Imports.none(), StoreLimits.defaults().withMemoryBytes(3 * 65536).withTableElements(10));
        assertThat(instance.invoke("grow", 2)).containsExactly(1);
        assertThat(instance.invoke("grow", 1)).containsExactly(-1);
        assertThat(instance.invoke("growTable", 9)).containsExactly(1);
        assertThat(instance.invoke("growTable", 1)).containsExactly(-1);
        assertThatThrownBy(() -> module.instantiate(Imports.none(), StoreLimits.defaults().withMemoryBytes(100)))
                .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.OUT_OF_MEMORY));
    }

    @Test
    void growingATableInOneInstanceLeavesTheNextAlone() {
        var module = compile(
                """
                (module (table $t 1 funcref)
                  (func (export "grow") (result i32) (table.grow $t (ref.null func) (i32.const 5)))
                  (func (export "size") (result i32) (table.size $t)))
                """);
        module.instantiate().invoke("grow");
        assertThat(module.instantiate().invoke("size")).containsExactly(1);
    }

    @Test
    void anImportedMemoryThatGrowsIsSeenByAllItsUsers() {
        var owner = compile("(module (memory (export \"m\") 1) (func (export \"load\") (param i32) (result i32) (i32.load (local.get 0))))")
                .instantiate();
        var user = compile(
                """
                        (module (import "o" "m" (memory 1))
                          (func (export "growAndStore") (drop (memory.grow (i32.const 1))) (i32.store (i32.const 70000) (i32.const 7))))
                        """)
                .instantiate(Imports.builder().instance("o", owner).build());
        user.invoke("growAndStore");
        assertThat(owner.invoke("load", 70000)).containsExactly(7);
    }

    @Test
    void importsOfTwoStoresDoNotMix() {
        var module = compile("(module (func (export \"f\")))");
        var builder = Imports.builder().instance("a", module.instantiate());
        assertThatThrownBy(() -> builder.instance("b", module.instantiate())).isInstanceOf(IllegalArgumentException.class);
        var shared = Store.create();
        Imports.builder()
                .instance("a", module.instantiate(shared, Imports.none()))
                .instance("b", module.instantiate(shared, Imports.none()))
                .build();
    }

    @Test
    void callDepthIsLimitedWhereAsked() {
        var engine = Engine.builder().callDepthChecks(true).build();
        var module = engine.compileText(
                """
                (module (func $down (export "down") (param i32) (result i32)
                  (if (result i32) (local.get 0) (then (i32.add (i32.const 1) (call $down (i32.sub (local.get 0) (i32.const 1)))))
                    (else (i32.const 0)))))
                """);
        var instance = module.instantiate(Imports.none(), StoreLimits.defaults().withCallDepth(50));
        assertThat(instance.invoke("down", 40)).containsExactly(40);
        assertThatThrownBy(() -> instance.invoke("down", 60))
                .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED));
        assertThat(instance.invoke("down", 40)).as("the depth is whole again after a trap").containsExactly(40);
    }
}
