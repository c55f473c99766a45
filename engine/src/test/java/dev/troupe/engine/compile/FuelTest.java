package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.Caller;
import dev.troupe.engine.runtime.HostFunction;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What execution costs, counted by hand. */
class FuelTest {
    private static final Engine ENGINE = Engine.builder().fuel(true).build();

    /** A host function. */
    @FunctionalInterface
    public interface Host {
        void run(Caller caller);
    }

    private static Instance instance(String fields) {
        return instance(fields, caller -> {});
    }

    private static Instance instance(String fields, Host host) {
        var imports = Imports.builder().function("host", "f", HostFunction.of(Host.class, host)).build();
        return ENGINE.compileText("(module " + fields + ")").instantiate(imports);
    }

    private static long cost(Instance instance, String function, Object... arguments) {
        instance.store().setFuel(1_000_000_000_000L);
        try {
            instance.invoke(function, arguments);
        } catch (Trap e) {
            assertThat(e.kind()).isNotEqualTo(TrapKind.OUT_OF_FUEL);
        }
        return 1_000_000_000_000L - instance.store().fuel();
    }

    private static void assertOutOfFuel(Instance instance, String function, Object... arguments) {
        assertThatThrownBy(() -> instance.invoke(function, arguments))
                .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.OUT_OF_FUEL))
                .hasMessage("out of fuel");
    }

    /** A body, what it is called with, and the number of instructions executed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "(nop)                                                                              | 0 | 0",
        "(drop (i32.add (local.get 0) (i32.const 1)))                                       | 0 | 4",
        "(block (nop)) (loop)                                                               | 0 | 0",
        "(if (local.get 0) (then (drop (i32.const 1))))                                     | 1 | 4",
        "(if (local.get 0) (then (drop (i32.const 1))))                                     | 0 | 2",
        "(if (local.get 0) (then) (else (drop (i32.const 1))))                              | 1 | 2",
        "(if (local.get 0) (then) (else (drop (i32.const 1))))                              | 0 | 4",
        "(if (local.get 0) (then (return))) (drop (i32.const 1))                            | 1 | 3",
        "(if (local.get 0) (then (return))) (drop (i32.const 1))                            | 0 | 4",
        "(block (br_if 0 (local.get 0)) (drop (i32.const 1))) (drop (i32.const 1))          | 1 | 4",
        "(block (br_if 0 (local.get 0)) (drop (i32.const 1))) (drop (i32.const 1))          | 0 | 6",
        "(block (block (br_if 1 (local.get 0)) (nop)) (drop (i32.const 1)))                 | 1 | 2",
        "(block (block (br_if 1 (local.get 0)) (nop)) (drop (i32.const 1)))                 | 0 | 4",
        "(loop (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if 0 (local.get 0))) | 5 | 30",
        "(loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (nop)         | 7 | 35",
        "(block (block (br_table 0 1 (local.get 0))) (drop (i32.const 1)) (nop))            | 0 | 4",
        "(block (block (br_table 0 1 (local.get 0))) (drop (i32.const 1)) (nop))            | 1 | 2",
        "(call $callee) (call $callee)                                                      | 0 | 6",
        "(if (local.get 0) (then (call $host)))                                             | 1 | 3",
        "(return_call $self (local.get 0))                                                  | 0 | 6",
        "(memory.fill (i32.const 0) (i32.const 0) (i32.const 17))                           | 0 | 7",
        "(memory.fill (i32.const 0) (i32.const 0) (i32.const 0))                            | 0 | 4",
        "(memory.copy (i32.const 0) (i32.const 8) (i32.const 800))                          | 0 | 104",
        "(drop (memory.grow (i32.const 1)))                                                 | 0 | 16387",
        "(drop (memory.grow (i32.const 100)))                                               | 0 | 3",
        "(drop (table.grow (ref.null func) (i32.const 10)))                                 | 0 | 18",
        "(table.fill (i32.const 0) (ref.null func) (i32.const 3))                           | 0 | 7",
        "(drop (array.new_default $a (i32.const 40)))                                       | 0 | 43",
        "(drop (i32.div_s (i32.const 1) (local.get 0)))                                     | 0 | 4"})
    void countsInstructions(String body, int argument, long expected) {
        var instance = instance("""
                (import "host" "f" (func $host))
                (type $a (array (mut i8)))
                (memory 1 2) (table 4 funcref)
                (func $callee (drop (i32.const 1)))
                (func $self (param i32) (if (i32.eqz (local.get 0)) (then (return))) (return_call $self (i32.const 0)))
                (func (export "f") (param i32) %s)
                """.formatted(body));
        assertThat(cost(instance, "f", argument)).isEqualTo(expected);
        assertThat(instance.store().fuel()).isEqualTo(1_000_000_000_000L - expected);
    }

    private static final String BULK = """
            (type $a (array (mut i32))) (type $v (array (mut v128))) (type $r (array (mut funcref)))
            (memory $m 1) (memory $n i64 1) (table $t 10000 funcref) (table $u i64 10000 funcref)
            (data $d "12345678901234567") (elem $e func $f $f $f)
            (func $f (export "f") (param $n i32) (param $l i64) (local $a (ref null $a)) (local $v (ref null $v)) (local $r (ref null $r))
              (local.set $a (array.new $a (i32.const 0) (i32.const 40)))
              (local.set $v (array.new_default $v (i32.const 40)))
              (local.set $r (array.new_default $r (i32.const 40)))
              (loop %s))
            """;

    /** In each, {@code $n} and {@code $l} is how much, and {@code price} what the greatest amount costs that is not out of bounds. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "(memory.fill $m (i32.const 2) (i32.const 0) (local.get $n))                  | 65534 | 8192 | MEMORY",
        "(memory.fill $n (i64.const 2) (i32.const 0) (local.get $l))                  | 65534 | 8192 | MEMORY",
        "(memory.copy $m $m (i32.const 2) (i32.const 1) (local.get $n))               | 65534 | 8192 | MEMORY",
        "(memory.copy $n $m (i64.const 0) (i32.const 2) (local.get $n))               | 65534 | 8192 | MEMORY",
        "(memory.copy $m $n (i32.const 0) (i64.const 2) (local.get $n))               | 65534 | 8192 | MEMORY",
        "(memory.copy $n $n (i64.const 2) (i64.const 1) (local.get $l))               | 65534 | 8192 | MEMORY",
        "(memory.init $m $d (i32.const 2) (i32.const 1) (local.get $n))               | 16    | 2    | MEMORY",
        "(memory.init $n $d (i64.const 65535) (i32.const 1) (local.get $n))           | 1     | 1    | MEMORY",
        "(table.fill $t (i32.const 2) (ref.null func) (local.get $n))                 | 9998  | 9998 | TABLE",
        "(table.fill $u (i64.const 2) (ref.null func) (local.get $l))                 | 9998  | 9998 | TABLE",
        "(table.copy $t $t (i32.const 2) (i32.const 1) (local.get $n))                | 9998  | 9998 | TABLE",
        "(table.copy $u $t (i64.const 0) (i32.const 2) (local.get $n))                | 9998  | 9998 | TABLE",
        "(table.copy $t $u (i32.const 0) (i64.const 2) (local.get $n))                | 9998  | 9998 | TABLE",
        "(table.copy $u $u (i64.const 2) (i64.const 1) (local.get $l))                | 9998  | 9998 | TABLE",
        "(table.init $t $e (i32.const 2) (i32.const 1) (local.get $n))                | 2     | 2    | TABLE",
        "(table.init $u $e (i64.const 9999) (i32.const 1) (local.get $n))             | 1     | 1    | TABLE",
        "(array.fill $a (local.get $a) (i32.const 2) (i32.const 7) (local.get $n))    | 38    | 38   | ARRAY",
        "(array.fill $v (local.get $v) (i32.const 2) (v128.const i64x2 1 2) (local.get $n)) | 38 | 38 | ARRAY",
        "(array.fill $r (local.get $r) (i32.const 2) (ref.null func) (local.get $n))  | 38    | 38   | ARRAY",
        "(array.copy $a $a (local.get $a) (i32.const 2) (local.get $a) (i32.const 0) (local.get $n)) | 38 | 38 | ARRAY",
        "(array.copy $a $a (local.get $a) (i32.const 0) (local.get $a) (i32.const 2) (local.get $n)) | 38 | 38 | ARRAY",
        "(array.init_data $a $d (local.get $a) (i32.const 38) (i32.const 0) (local.get $n)) | 2 | 2    | ARRAY",
        "(array.init_data $a $d (local.get $a) (i32.const 2) (i32.const 2) (local.get $n))  | 3 | 3    | MEMORY",
        "(array.init_elem $r $e (local.get $r) (i32.const 39) (i32.const 0) (local.get $n)) | 1 | 1    | ARRAY",
        "(array.init_elem $r $e (local.get $r) (i32.const 2) (i32.const 1) (local.get $n))  | 2 | 2    | TABLE",
        "(drop (array.new_data $a $d (i32.const 1) (local.get $n)))                   | 4     | 4    | MEMORY",
        "(drop (array.new_data $v $d (i32.const 1) (local.get $n)))                   | 1     | 1    | MEMORY",
        "(drop (array.new_elem $r $e (i32.const 1) (local.get $n)))                   | 2     | 2    | TABLE"})
    void whatIsOutOfBoundsIsNeverOutOfFuel(String instruction, int most, long price, String what) {
        var instance = instance(BULK.formatted(instruction));
        long run = cost(instance, "f", 0, 0L);
        assertThat(cost(instance, "f", most, (long) most)).isEqualTo(run + price);
        instance.store().setFuel(run + price - 1);
        assertOutOfFuel(instance, "f", most, (long) most);
        for (long beyond : new long[] {most + 1, -1, Long.MIN_VALUE}) {
            instance.store().setFuel(run);
            assertThatThrownBy(() -> instance.invoke("f", (int) (beyond == Long.MIN_VALUE ? Integer.MIN_VALUE : beyond), beyond))
                    .isInstanceOfSatisfying(Trap.class, trap -> {
                        assertThat(trap.kind().name()).matches("OUT_OF_BOUNDS_" + (beyond == most + 1 ? what : "\\w+") + "_ACCESS");
                        assertThat(trap.guestStack()).hasSize(1);
                    });
            assertThat(instance.store().fuel()).isZero();
        }
    }

    @Test
    void anArrayThatIsNullIsNeverOutOfFuel() {
        var instance = instance("""
                (type $a (array (mut i32)))
                (func (export "f") (array.fill $a (ref.null $a) (i32.const 0) (i32.const 7) (i32.const -1)))
                """);
        instance.store().setFuel(5);
        assertThatThrownBy(() -> instance.invoke("f")).hasMessage("null array reference");
        assertThat(instance.store().fuel()).isZero();
    }

    /** A method whose loop calls nothing keeps what is left in a variable; nobody may notice. */
    private static final String WITH_VARIABLE = """
            (import "host" "f" (func $host))
            (tag $t)
            (global $done (export "done") (mut i32) (i32.const 0))
            (func $spin (export "spin") (param $n i32)
              (loop (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
            (func (export "host") (param $n i32)
              (loop (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
              (call $host)
              (global.set $done (i32.const 1)))
            (func (export "divide") (param $n i32)
              (loop (drop (i32.div_s (i32.const 1) (local.get $n)))
                (br_if 0 (i32.ge_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 0)))))
            (func (export "catch") (param $n i32)
              (block $h (try_table (catch $t $h)
                (loop (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (throw $t)))
              (drop (i32.const 1)))
            (func $thrower (param $n i32)
              (loop (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
              (throw $t))
            (func (export "catchFromCall") (param $n i32)
              (block $h (try_table (catch $t $h) (call $thrower (local.get $n))))
              (loop (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
            (func (export "trapInCall") (param $n i32)
              (loop (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
              (call $trap))
            (func $trap (drop (i32.const 1)) (unreachable))
            (func (export "uncaught") (param $n i32) (call $thrower (local.get $n)))
            """;

    @ParameterizedTest
    @CsvSource({"spin, 50", "host, 53", "divide, 121", "catch, 53", "catchFromCall, 103", "trapInCall, 54"})
    void whatIsInAVariableIsNotLost(String function, long expected) {
        assertThat(cost(instance(WITH_VARIABLE), function, 10)).isEqualTo(expected);
    }

    @Test
    void aCallerOfAThrowingFunctionPaysWhatItDid() {
        var instance = instance(WITH_VARIABLE);
        instance.store().setFuel(1000);
        assertThrows(RuntimeException.class, () -> instance.invoke("uncaught", 10));
        assertThat(instance.store().fuel()).isEqualTo(1000 - 53);
    }

    @Test
    void whoCannotPayForARunDoesNotBeginItAndKeepsTheRest() {
        var instance = instance(WITH_VARIABLE);
        instance.store().setFuel(5 * 7 + 4);
        assertOutOfFuel(instance, "spin", 10);
        assertThat(instance.store().fuel()).isEqualTo(4);
        instance.store().setFuel(50);
        instance.invoke("spin", 10);
        assertThat(instance.store().fuel()).isZero();
    }

    @Test
    void theTrapNamesTheFunctionThatCouldNotPay() {
        var instance = instance(WITH_VARIABLE);
        instance.store().setFuel(20);
        var trap = assertThrows(Trap.class, () -> instance.invoke("spin", 10));
        assertThat(trap.guestStack()).singleElement().satisfies(frame -> assertThat(frame.toString()).contains("spin"));
    }

    @Test
    void hostFunctionsReadSpendAndAddFuel() {
        var instance = instance(WITH_VARIABLE, caller -> {
            assertThat(caller.store().fuel()).isEqualTo(47);
            caller.store().consumeFuel(40);
            caller.store().addFuel(3);
        });
        instance.store().setFuel(100);
        instance.invoke("host", 10);
        assertThat(instance.store().fuel()).isEqualTo(10);
    }

    @Test
    void aHostFunctionThatSpendsTooMuchTraps() {
        var instance = instance(WITH_VARIABLE, caller -> caller.store().consumeFuel(48));
        instance.store().setFuel(100);
        assertOutOfFuel(instance, "host", 10);
        assertThat(instance.store().fuel()).isEqualTo(47);
        assertThat(instance.global("done").get()).isEqualTo(0);
    }

    @ParameterizedTest
    @CsvSource({"loop", "recursion", "tail", "mutual", "indirect", "throw"})
    void nothingIsEndless(String function) {
        var instance = instance("""
                (type $v (func)) (table funcref (elem $i)) (tag $t)
                (func (export "loop") (loop (br 0)))
                (func $r (export "recursion") (param i64) (if (i64.eqz (local.get 0)) (then (return))) (call $r (i64.const 1)))
                (func $s (export "tail") (return_call $s))
                (func $a (export "mutual") (return_call $b)) (func $b (return_call $a))
                (func $i (export "indirect") (return_call_indirect (type $v) (i32.const 0)))
                (func (export "throw") (loop (block (try_table (catch $t 0) (throw $t))) (br 0)))
                """);
        instance.store().setFuel(10_000);
        assertOutOfFuel(instance, function, function.equals("recursion") ? new Object[] {1L} : new Object[0]);
        assertThat(instance.store().fuel()).isBetween(0L, 10L);
    }

    @Test
    void instancesOfAStoreShareIt() {
        var store = Store.create(StoreLimits.defaults().withFuel(100));
        var callee = ENGINE.compileText("(module (func (export \"f\") (drop (i32.const 1))))").instantiate(store, Imports.none());
        var free = Engine.create().compileText("(module (func (export \"f\") (drop (i32.const 1))))").instantiate(store, Imports.none());
        var caller = ENGINE.compileText("""
                (module (import "fuel" "f" (func $f)) (import "free" "f" (func $g)) (func (export "f") (call $f) (call $g)))
                """).instantiate(store, Imports.builder().instance("fuel", callee).instance("free", free).build());
        caller.invoke("f");
        assertThat(store.fuel()).isEqualTo(96);
    }

    @Test
    void startFunctionsPay() {
        var module = ENGINE.compileText("(module (func $f (loop (br 0))) (start $f))");
        var limits = StoreLimits.defaults().withFuel(1000);
        assertThatThrownBy(() -> module.instantiate(Imports.none(), limits)).hasMessage("out of fuel");
    }

    @Test
    void fuelIsNeverNegative() {
        var store = Store.create();
        assertThat(store.fuel()).isEqualTo(Long.MAX_VALUE);
        store.addFuel(5);
        assertThat(store.fuel()).isEqualTo(Long.MAX_VALUE);
        assertThrows(IllegalArgumentException.class, () -> store.setFuel(-1));
        assertThrows(IllegalArgumentException.class, () -> store.addFuel(-1));
        assertThrows(IllegalArgumentException.class, () -> store.consumeFuel(-1));
        assertThrows(IllegalArgumentException.class, () -> StoreLimits.defaults().withFuel(-1));
    }
}
