package dev.troupe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.module.GlobalType;
import dev.troupe.engine.module.UnlinkableModuleException;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.runtime.Global;
import dev.troupe.engine.runtime.NotCapturableException;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import dev.troupe.engine.runtime.WasmFunction;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances that start from the captured state of another one. */
class InstanceTemplateTest {
    /** State of every kind: private and exported globals of all types, a table, passive segments, a memory that grows. */
    private static final String STATEFUL = """
            (module
                (import "host" "tick" (func $tick (result i32)))
                (type $number (func (result i32)))
                (memory (export "memory") 2 100)
                (data (i32.const 65530) "across the border of two pages")
                (data $passive "passive")
                (data $dropped "dropped")
                (global $i32 (mut i32) (i32.const 1))
                (global $i64 (mut i64) (i64.const 2))
                (global $f32 (mut f32) (f32.const 3))
                (global $f64 (mut f64) (f64.const 4))
                (global $v128 (mut v128) (v128.const i64x2 5 6))
                (global $function (mut funcref) (ref.null func))
                (global $i31 (mut i31ref) (ref.null i31))
                (global $exported (export "exported") (mut i32) (i32.const 7))
                (table $table (export "table") 4 20 funcref)
                (table $words 2 i31ref)
                (elem (i32.const 0) $one $tick)
                (elem $late func $two)
                (func $one (type $number) (i32.const 1))
                (func $two (type $number) (i32.const 2))
                (func $start
                    (global.set $i32 (call $tick))
                    (global.set $i64 (i64.const 0x123456789a))
                    (global.set $f32 (f32.const 1.5))
                    (global.set $f64 (f64.const -0.25))
                    (global.set $v128 (v128.const i64x2 77 88))
                    (global.set $function (ref.func $two))
                    (global.set $i31 (ref.i31 (i32.const 99)))
                    (global.set $exported (i32.const 55))
                    (drop (memory.grow (i32.const 5)))
                    (i32.store (i32.const 400000) (i32.const 4321))
                    (i32.store (i32.const 0) (i32.const 0))
                    (data.drop $dropped)
                    (drop (table.grow $table (ref.func $two) (i32.const 3)))
                    (table.set $words (i32.const 1) (ref.i31 (i32.const 5))))
                (start $start)
                (func (export "call") (param i32) (result i32) (call_indirect (type $number) (local.get 0)))
                (func (export "late") (table.init $table $late (i32.const 2) (i32.const 0) (i32.const 1)))
                (func (export "init") (memory.init $passive (i32.const 100) (i32.const 0) (i32.const 7)))
                (func (export "initDropped") (memory.init $dropped (i32.const 100) (i32.const 0) (i32.const 1)))
                (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
                (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
                (func (export "size") (result i32) (memory.size))
                (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
                (func (export "globals") (result i32 i64 f32 f64 v128 i32 i32 i32)
                    (global.get $i32) (global.get $i64) (global.get $f32) (global.get $f64) (global.get $v128)
                    (call_ref $number (ref.cast (ref $number) (global.get $function)))
                    (i31.get_u (global.get $i31)) (global.get $exported))
                (func (export "word") (result i32) (i31.get_u (table.get $words (i32.const 1))))
                (func (export "disturb")
                    (global.set $i32 (i32.const -1))
                    (global.set $v128 (v128.const i64x2 0 0))
                    (global.set $function (ref.null func))
                    (global.set $i31 (ref.null i31))
                    (global.set $exported (i32.const -1))
                    (memory.fill (i32.const 0) (i32.const 0xEE) (i32.mul (memory.size) (i32.const 65536)))
                    (table.fill $table (i32.const 0) (ref.null func) (table.size $table))
                    (table.set $words (i32.const 1) (ref.null i31))
                    (data.drop $passive)
                    (elem.drop $late)
                    (unreachable)))
            """;

    private static CompiledModule compile(String text) {
        return Engine.create().compileText(text);
    }

    private static Imports ticking(AtomicInteger ticks) {
        return Imports.builder().function("host", "tick", IntSupplier.class, ticks::incrementAndGet).build();
    }

    private static void assertAsAfterStart(Instance instance) {
        assertThat(instance.invoke("globals"))
                .containsExactly(1, 0x123456789aL, 1.5f, -0.25, new dev.troupe.engine.runtime.V128(77, 88), 2, 99, 55);
        assertThat(instance.invoke("word")).containsExactly(5);
        assertThat(instance.invoke("size")).containsExactly(7);
        assertThat(instance.invoke("load", 400_000)).containsExactly(4321);
        assertThat(instance.invoke("load", 0)).containsExactly(0);
        assertThat(instance.memory("memory").readUtf8(65530, 30)).isEqualTo("across the border of two pages");
        assertThat(instance.invoke("call", 0)).containsExactly(1);
        assertThat(instance.invoke("call", 5)).containsExactly(2);
        assertThatThrownBy(() -> instance.invoke("call", 2)).isInstanceOf(Trap.class);
        assertThat(instance.table("table").size()).isEqualTo(7);
        assertThat(instance.global("exported").get()).isEqualTo(55);
        assertThatThrownBy(() -> instance.invoke("initDropped")).isInstanceOf(Trap.class);
    }

    /** Leaves nothing as it was. */
    private static void disturb(Instance instance) {
        instance.invoke("grow", 3);
        assertThatThrownBy(() -> instance.invoke("disturb")).isInstanceOf(Trap.class);
    }

    @Test
    void startsWhereTheFirstOneWasCaptured() {
        var ticks = new AtomicInteger();
        var first = compile(STATEFUL).instantiate(ticking(ticks));
        assertAsAfterStart(first);
        var template = first.capture();
        assertThat(template.keptBytes()).as("not the whole memory").isLessThan(50_000);
        assertAsAfterStart(first);
        disturb(first);

        var second = template.instantiate(ticking(ticks));
        assertThat(ticks.get()).as("the start function ran once").isEqualTo(1);
        assertAsAfterStart(second);
        assertThat(second.invoke("call", 1)).as("the import is its own").containsExactly(2);
        second.invoke("late");
        assertThat(second.invoke("call", 2)).containsExactly(2);
        second.invoke("init");
        assertThat(second.memory("memory").readUtf8(100, 7)).isEqualTo("passive");
        assertAsAfterStartExceptLate(template.instantiate(ticking(ticks)));
    }

    private static void assertAsAfterStartExceptLate(Instance instance) {
        assertAsAfterStart(instance);
        instance.invoke("late");
        assertThat(instance.invoke("call", 2)).containsExactly(2);
    }

    @Test
    void functionsInTablesAndGlobalsAreTheNewInstancesOwn() {
        var module = compile("""
                (module
                    (global $count (mut i32) (i32.const 0))
                    (table (export "table") 1 funcref)
                    (elem (i32.const 0) $next)
                    (func $next (export "next") (result i32)
                        (global.set $count (i32.add (global.get $count) (i32.const 1)))
                        (global.get $count)))
                """);
        var first = module.instantiate();
        assertThat(((WasmFunction) first.table("table").get(0)).call()).containsExactly(1);
        var template = first.capture();
        var second = template.instantiate();
        assertThat(((WasmFunction) second.table("table").get(0)).call()).containsExactly(2);
        assertThat(second.invoke("next")).containsExactly(3);
        assertThat(first.invoke("next")).as("the first one knows nothing of it").containsExactly(2);
        assertThat(second.table("table").get(0)).isSameAs(second.function("next"));
    }

    @Test
    void aThousandInstancesLeaveNothingBehind() {
        var ticks = new AtomicInteger();
        var module = compile(STATEFUL);
        var template = module.instantiate(ticking(ticks)).capture();
        var linked = module.link(ticking(new AtomicInteger(1)));
        for (int i = 0; i < 1000; i++) {
            var instance = linked.instantiate(template, StoreLimits.defaults());
            if (i % 10 == 0) {
                assertAsAfterStart(instance);
            }
            assertThat(instance.invoke("load", 1000)).containsExactly(0);
            instance.invoke("store", 1000, i + 1);
            if (i % 3 == 0) {
                disturb(instance);
            }
        }
    }

    @Test
    void putsAnInstanceBackWhateverHasBecomeOfIt() {
        var module = compile(STATEFUL);
        var instance = module.instantiate(ticking(new AtomicInteger()));
        var template = instance.capture();
        var load = instance.function("load").as(IntUnaryOperator.class);
        var memory = instance.memory("memory");
        for (int i = 0; i < 100; i++) {
            instance.invoke("store", 1000, i + 1);
            if (i % 4 == 0) {
                disturb(instance);
            } else if (i % 4 == 1) {
                instance.invoke("late");
            }
            template.restore(instance);
            assertAsAfterStart(instance);
            assertThat(load.applyAsInt(1000)).as("typed functions stay good").isZero();
            assertThat(instance.memory("memory")).isSameAs(memory);
        }
        instance.invoke("grow", 2);
        assertThat(instance.invoke("load", 8 * 65536)).as("grown after all").containsExactly(0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 31, 1L << 33})
    void worksForMemoriesOfEveryForm(long limit) {
        var limits = StoreLimits.defaults().withMemoryBytes(limit);
        for (var type : new String[] {"i32 3 65536", "i64 3 65536"}) {
            var module = compile("(module (memory (export \"memory\") " + type + "))");
            var instance = module.instantiate(Imports.none(), limits);
            var memory = instance.memory("memory");
            memory.writeLong(70_000L, -1);
            memory.writeLong(3 * 65536L - 8, -2);
            var template = instance.capture();
            var second = template.instantiate(Imports.none(), limits).memory("memory");
            second.writeLong(0L, 5);
            assertThat(second.readLong(70_000L)).isEqualTo(-1);
            assertThat(second.readLong(3 * 65536L - 8)).isEqualTo(-2);
            assertThat(memory.readLong(0L)).isZero();
            memory.writeLong(8L, 1);
            memory.grow(1);
            memory.writeLong(3 * 65536L, 1);
            template.restore(instance);
            assertThat(memory.pages()).isEqualTo(3);
            assertThat(memory.readLong(8L)).isZero();
            assertThat(memory.readLong(70_000L)).isEqualTo(-1);
            memory.grow(1);
            assertThat(memory.readLong(3 * 65536L)).as("what grows is zero").isZero();
        }
    }

    @Test
    void limitsHoldForRestoredInstancesToo() {
        var module = compile("(module (memory 1 10) (table 1 100 funcref) (func (export \"grow\")"
                + " (drop (memory.grow (i32.const 4))) (drop (table.grow (ref.null func) (i32.const 49)))))");
        var instance = module.instantiate();
        instance.invoke("grow");
        var template = instance.capture();
        for (var limits : new StoreLimits[] {
            StoreLimits.defaults().withMemoryBytes(4 * 65536), StoreLimits.defaults().withTableElements(49)
        }) {
            assertThatThrownBy(() -> template.instantiate(Imports.none(), limits))
                    .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.OUT_OF_MEMORY));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (memory 1 1 shared)                                                                  | memory 0 is shared
            (global (mut externref) (ref.null extern)) (table (export "t") 1 externref)          | table 0 refers to an object of the host
            (type $s (struct (field i32))) (global (ref $s) (struct.new $s (i32.const 1)))       | global 0 refers to a structure or array
            (type $a (array i8)) (table 1 (ref $a) (array.new $a (i32.const 0) (i32.const 3)))   | table 0 refers to a structure or array
            """)
    void refusesWhatOnlyOneInstanceCanHave(String fields, String message) {
        var instance = compile("(module " + fields + ")").instantiate();
        if (instance.exports().containsKey("t")) {
            instance.table("t").set(0, "host");
        }
        assertThatThrownBy(instance::capture).isInstanceOf(NotCapturableException.class).hasMessageContaining(message);
    }

    @Test
    void refusesWhatIsSharedWithOthers() {
        var owner = compile("(module (memory (export \"m\") 1) (table (export \"t\") 1 funcref) (func (export \"f\")))").instantiate();
        for (var item : new String[] {"\"m\" (memory 1)", "\"t\" (table 1 funcref)"}) {
            var module = compile("(module (import \"o\" " + item + "))");
            var instance = module.instantiate(Imports.builder().instance("o", owner).build());
            assertThatThrownBy(instance::capture).isInstanceOf(NotCapturableException.class).hasMessageContaining("is imported");
        }
        var mutable = Imports.builder().global("o", "g", Global.of(new GlobalType(ValType.I32, true), 1)).build();
        var instance = compile("(module (import \"o\" \"g\" (global (mut i32))))").instantiate(mutable);
        assertThatThrownBy(instance::capture).isInstanceOf(NotCapturableException.class).hasMessageContaining("global 0 is imported");

        var foreign = compile("(module (import \"o\" \"f\" (func)) (table (export \"t\") 2 funcref))")
                .instantiate(Imports.builder().instance("o", owner).build());
        foreign.table("t").set(0, owner.function("f"));
        assertThat(foreign.capture().module()).as("an imported function").isSameAs(foreign.module());
        foreign.table("t").set(1, compile("(module (func (export \"g\")))").instantiate(owner.store(), Imports.none()).function("g"));
        assertThatThrownBy(foreign::capture).isInstanceOf(NotCapturableException.class).hasMessageContaining("another instance");
        assertThatThrownBy(() -> foreign.module().link(Imports.builder().instance("o", owner).build())
                .instantiate(dev.troupe.engine.runtime.Store.create())).isInstanceOf(UnlinkableModuleException.class);
    }

    @Test
    void refusesAnInstanceInTheMiddleOfACall() {
        var module = compile("(module (import \"host\" \"call\" (func $call)) (func (export \"run\") (call $call)))");
        var self = new AtomicReference<Instance>();
        var template = new AtomicReference<InstanceTemplate>();
        var thrown = new ArrayList<Throwable>();
        var imports = Imports.builder().function("host", "call", Runnable.class, () -> {
            for (Runnable attempt : new Runnable[] {() -> self.get().capture(), () -> template.get().restore(self.get())}) {
                try {
                    attempt.run();
                } catch (NotCapturableException e) {
                    thrown.add(e);
                }
            }
        }).build();
        self.set(module.instantiate(imports));
        template.set(self.get().capture());
        self.get().invoke("run");
        assertThat(thrown).hasSize(2);
        self.get().invoke("run");
    }

    @Test
    void aTemplateIsForItsModuleOnly() {
        var template = compile("(module)").instantiate().capture();
        var other = compile("(module)").instantiate();
        assertThatThrownBy(() -> template.restore(other)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReferenceToAnImportKeepsItsTypeInOthers() {
        var types = "(type $general (sub (func (result anyref)))) (type $special (sub $general (func (result i31ref))))";
        var special = compile("(module " + types
                + " (func (export \"f\") (type $special) (ref.i31 (i32.const 7))))").instantiate();
        var general = compile("(module " + types
                + " (type $s (struct)) (func (export \"f\") (type $general) (struct.new $s)))").instantiate();
        var module = compile("(module " + types + """
                    (import "o" "f" (func $f (type $general)))
                    (elem declare func $f)
                    (table 1 (ref null $special))
                    (func (export "keep") (table.set (i32.const 0) (ref.cast (ref $special) (ref.func $f))))
                    (func (export "call") (result i32) (i31.get_u (call_ref $special (table.get (i32.const 0))))))
                """);
        var first = module.instantiate(Imports.builder().instance("o", special).build());
        var before = first.capture();
        first.invoke("keep");
        var template = first.capture();
        assertThat(template.instantiate(Imports.builder().instance("o", special).build()).invoke("call")).containsExactly(7);
        var others = Imports.builder().instance("o", general).build();
        before.instantiate(others);
        assertThatThrownBy(() -> template.instantiate(others))
                .isInstanceOf(UnlinkableModuleException.class)
                .hasMessageContaining("incompatible import type");
    }

    @Test
    void interruptionsWhileCapturingAndPuttingBackAreForNobody() throws InterruptedException {
        var instance = compile(STATEFUL).instantiate(ticking(new AtomicInteger()));
        var template = instance.capture();
        var done = new AtomicBoolean();
        var interrupter = new Thread(() -> {
            while (!done.get()) {
                instance.store().interrupt();
                Thread.yield();
            }
        });
        interrupter.start();
        for (int i = 0; i < 200; i++) {
            template.restore(instance);
            template = instance.capture();
        }
        done.set(true);
        interrupter.join();
        assertAsAfterStart(instance);
        assertAsAfterStart(template.instantiate(ticking(new AtomicInteger())));
    }
}
