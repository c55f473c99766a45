package dev.troupe.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In a peer, traps and interrupts inside bulk instructions left a virtual machine in a broken state. */
@Timeout(120)
class BulkInstructionsTest {
    private static final long OFF_HEAP = 8L << 30;

    private static final CompiledModule MODULE = Engine.create().compileText("""
            (module
              (type $bytes (array (mut i8)))
              (type $words (array (mut i64)))
              (memory (export "memory") 1 16384)
              (table $t (export "table") 10 100000000 funcref)
              (data $d "abcdefgh")
              (elem $e func $byte $byte $byte)
              (global $array (mut (ref null $bytes)) (ref.null $bytes))
              (func (export "grow") (param i32) (drop (memory.grow (local.get 0))))
              (func $byte (export "byte") (param i32) (result i32) (i32.load8_u (local.get 0)))
              (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
              (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
              (func (export "init") (param i32 i32 i32) (memory.init $d (local.get 0) (local.get 1) (local.get 2)))
              (func (export "table.fill") (param i32 i32) (table.fill $t (local.get 0) (ref.func $byte) (local.get 1)))
              (func (export "table.copy") (param i32 i32 i32) (table.copy $t $t (local.get 0) (local.get 1) (local.get 2)))
              (func (export "table.init") (param i32 i32 i32) (table.init $t $e (local.get 0) (local.get 1) (local.get 2)))
              (func (export "isNull") (param i32) (result i32) (ref.is_null (table.get $t (local.get 0))))
              (func (export "array.fill") (param i32 i32) (array.fill $bytes (call $a) (local.get 0) (i32.const 7) (local.get 1)))
              (func (export "array.copy") (param i32 i32 i32)
                (array.copy $bytes $bytes (call $a) (local.get 0) (call $a) (local.get 1) (local.get 2)))
              (func (export "array.init") (param i32 i32 i32)
                (array.init_data $bytes $d (call $a) (local.get 0) (local.get 1) (local.get 2)))
              (func (export "array.get") (param i32) (result i32) (array.get_u $bytes (call $a) (local.get 0)))
              (func $a (result (ref $bytes))
                (if (ref.is_null (global.get $array)) (then (global.set $array (array.new_default $bytes (i32.const 100)))))
                (ref.as_non_null (global.get $array)))
              (func (export "endless fill") (loop $ever (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)) (br $ever)))
              (func (export "large fill") (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x3fff0000)))
              (func (export "large copy") (memory.copy (i32.const 0) (i32.const 1) (i32.const 0x3ffe0000)))
              (func (export "large table")
                (drop (table.grow $t (ref.null func) (i32.const 50000000)))
                (loop $ever (table.fill $t (i32.const 0) (ref.func $byte) (i32.const 50000000)) (br $ever)))
              (func (export "large array")
                (loop $ever
                  (array.fill $words (array.new_default $words (i32.const 10000000)) (i32.const 0) (i64.const 1) (i32.const 10000000))
                  (br $ever))))
            """);

    private static Instance instance(long limit) {
        return MODULE.instantiate(Imports.none(), StoreLimits.defaults().withMemoryBytes(limit).withTableElements(100_000_000));
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 30, OFF_HEAP})
    void aTrapChangesNothingAndTheInstanceGoesOn(long limit) {
        var instance = instance(limit);
        instance.invoke("fill", 65530, 9, 6);
        for (var call : new Object[][] {
            {"fill", 65530, 1, 7}, {"fill", 65537, 1, 0}, {"fill", -1, 1, 1}, {"fill", 65530, 1, -1},
            {"copy", 65530, 0, 7}, {"copy", 65530, 65530, 7}, {"copy", 0, -1, 2},
            {"init", 65530, 0, 7}, {"init", 65530, 5, 4}, {"init", 0, -1, 2},
            {"table.fill", 8, 3}, {"table.fill", 11, 0}, {"table.copy", 8, 0, 3}, {"table.init", 8, 0, 3}, {"table.init", 0, 2, 2},
            {"array.fill", 98, 3}, {"array.fill", 0, -1}, {"array.copy", 98, 0, 3}, {"array.init", 98, 0, 3}, {"array.init", 0, 6, 3}}) {
            var arguments = Arrays.copyOfRange(call, 1, call.length);
            assertThatThrownBy(() -> instance.invoke((String) call[0], arguments)).as("%s", (Object) call).isInstanceOf(Trap.class);
            assertThat(instance.store().isRunning()).isFalse();
        }
        for (int at = 65530; at < 65536; at++) {
            assertThat(instance.invoke("byte", at)).containsExactly(9);
        }
        assertThat(instance.invoke("byte", 0)).containsExactly(0);
        for (int at = 0; at < 10; at++) {
            assertThat(instance.invoke("isNull", at)).containsExactly(1);
        }
        assertThat(instance.invoke("array.get", 98)).containsExactly(0);
        instance.invoke("init", 65528, 0, 8);
        instance.invoke("table.init", 7, 0, 3);
        instance.invoke("array.init", 92, 0, 8);
        assertThat(instance.invoke("byte", 65535)).containsExactly((int) 'h');
        assertThat(instance.invoke("isNull", 9)).containsExactly(0);
        assertThat(instance.invoke("array.get", 99)).containsExactly((int) 'h');
    }

    /** Short ones within arrays have a way of their own. */
    @ParameterizedTest
    @ValueSource(longs = {1L << 30, OFF_HEAP})
    void bytesOfAnyNumberAreCopiedAndFilled(long limit) {
        var instance = instance(limit);
        var memory = (Memory) instance.exports().get("memory");
        var random = new Random(1);
        var expected = new byte[65536];
        random.nextBytes(expected);
        memory.write(0, expected, 0, expected.length);
        int[] lengths = {0, 1, 7, 300, 4095, 4096, 4097, 20_000, 65_536, 65_537, -1, Integer.MIN_VALUE};
        for (int i = 0; i < 3000; i++) {
            int length = lengths[random.nextInt(lengths.length)];
            int[] places = {random.nextInt(65_536), 65_536 - length, 65_537 - length, random.nextInt(100), -1 - random.nextInt(5000)};
            int to = places[random.nextInt(places.length)];
            int from = random.nextBoolean() ? to + random.nextInt(10) : places[random.nextInt(places.length)];
            long room = 65_536 - Integer.toUnsignedLong(length);
            if (Integer.toUnsignedLong(to) > room || Integer.toUnsignedLong(from) > room) {
                assertThatThrownBy(() -> instance.invoke("copy", to, from, length)).isInstanceOfSatisfying(
                        Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS));
            } else if (i % 3 == 0) {
                instance.invoke("fill", to, i, length);
                Arrays.fill(expected, to, to + length, (byte) i);
            } else {
                instance.invoke("copy", to, from, length);
                System.arraycopy(expected, from, expected, to, length);
            }
            if (Integer.toUnsignedLong(to) > room) {
                assertThatThrownBy(() -> instance.invoke("fill", to, 1, length)).isInstanceOfSatisfying(
                        Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS));
            }
        }
        var actual = new byte[65536];
        memory.read(0, actual, 0, actual.length);
        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "endless fill,1073741824", "endless fill,8589934592", "large fill,1073741824", "large fill,8589934592", "large copy,1073741824",
        "large copy,8589934592", "large table,1073741824", "large array,1073741824"})
    void aDeadlineLeavesAnInstanceThatGoesOn(String export, long limit) throws Exception {
        var instance = instance(limit);
        instance.invoke("grow", export.startsWith("large fill") || export.startsWith("large copy") ? 16383 : 0);
        long size = ((Memory) instance.exports().get("memory")).size();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> instance.store().callWithin(Duration.ofMillis(5), () -> {
                while (true) {
                    instance.invoke(export);
                }
            })).isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.DEADLINE_EXCEEDED));
            assertThat(instance.store().isRunning()).isFalse();
            assertThat(((Memory) instance.exports().get("memory")).size()).isEqualTo(size);
            instance.invoke("fill", 100, 42, 100);
            assertThat(instance.invoke("byte", 199)).containsExactly(42);
        }
    }

    /** What is done between a host function that interrupts and the end of the function, without a loop or a call. */
    private static Object afterInterruption(String instructions) {
        var instance = new Instance[1];
        instance[0] = Engine.create().compileText("""
                (module
                  (import "host" "stop" (func $stop))
                  (type $bytes (array (mut i8)))
                  (type $shorts (array (mut i16)))
                  (type $words (array (mut i32)))
                  (type $longs (array (mut i64)))
                  (type $floats (array (mut f32)))
                  (type $doubles (array (mut f64)))
                  (type $vectors (array (mut v128)))
                  (type $references (array (mut eqref)))
                  (type $functions (array (mut funcref)))
                  (table $t 100000 funcref)
                  (elem $e funcref %s)
                  (data $d "%s")
                  (func (export "f") (param $many i32) (result i32)
                    (local $b (ref $bytes)) (local $l (ref $longs)) (local $v (ref $vectors)) (local $r (ref $references))
                    (local $x (ref $functions))
                    (local.set $b (array.new_default $bytes (i32.const 10000)))
                    (local.set $l (array.new_default $longs (i32.const 10000)))
                    (local.set $v (array.new_default $vectors (i32.const 10000)))
                    (local.set $r (array.new_default $references (i32.const 10000)))
                    (local.set $x (array.new_default $functions (i32.const 10000)))
                    (call $stop)
                    %s
                    (i32.const 1)))
                """.formatted("(ref.null func)".repeat(10_000), "x".repeat(10_000), instructions)).instantiate(
                Imports.builder().function("host", "stop", Runnable.class, () -> instance[0].store().interrupt()).build());
        return instance[0].invoke("f", 10_000)[0];
    }

    /** A function of a megabyte could do this for minutes, whatever the deadline. */
    @ParameterizedTest
    @ValueSource(strings = {
        "(drop (array.new_default $bytes N))", "(drop (array.new_default $shorts N))", "(drop (array.new_default $words N))",
        "(drop (array.new_default $longs N))", "(drop (array.new_default $floats N))", "(drop (array.new_default $doubles N))",
        "(drop (array.new_default $vectors N))", "(drop (array.new_default $references N))",
        "(drop (array.new $bytes (i32.const 1) N))", "(drop (array.new $shorts (i32.const 1) N))",
        "(drop (array.new $words (i32.const 1) N))", "(drop (array.new $longs (i64.const 1) N))",
        "(drop (array.new $floats (f32.const 1) N))", "(drop (array.new $doubles (f64.const 1) N))",
        "(drop (array.new $vectors (v128.const i64x2 1 1) N))", "(drop (array.new $references (ref.i31 (i32.const 1)) N))",
        "(array.fill $bytes (local.get $b) (i32.const 0) (i32.const 1) N)",
        "(array.fill $longs (local.get $l) (i32.const 0) (i64.const 1) N)",
        "(array.fill $vectors (local.get $v) (i32.const 0) (v128.const i64x2 1 1) N)",
        "(array.fill $references (local.get $r) (i32.const 0) (ref.i31 (i32.const 1)) N)",
        "(array.copy $bytes $bytes (local.get $b) (i32.const 0) (local.get $b) (i32.const 0) N)",
        "(array.copy $vectors $vectors (local.get $v) (i32.const 0) (local.get $v) (i32.const 0) N)",
        "(array.copy $references $references (local.get $r) (i32.const 0) (local.get $r) (i32.const 0) N)",
        "(drop (array.new_data $bytes $d (i32.const 0) N))", "(drop (array.new_elem $functions $e (i32.const 0) N))",
        "(array.init_data $bytes $d (local.get $b) (i32.const 0) (i32.const 0) N)",
        "(array.init_elem $functions $e (local.get $x) (i32.const 0) (i32.const 0) N)",
        "(table.init $t $e (i32.const 0) (i32.const 0) N)", "(table.fill $t (i32.const 0) (ref.null func) N)",
        "(table.copy $t $t (i32.const 0) (i32.const 1) N)"})
    void largeOnesLookWhetherToStopBeforeTheyBegin(String instruction) {
        for (var many : new String[] {"(local.get $many)", "(i32.const 10000)"}) {
            assertThatThrownBy(() -> afterInterruption(instruction.replace("N", many)))
                    .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.INTERRUPTED));
        }
        assertThat(afterInterruption(instruction.replace("N", "(i32.const 10)"))).isEqualTo(1);
    }

    @Test
    void aPieceAtATimeUntilInterrupted() {
        var store = Store.create();
        int level = store.enter();
        var done = new ArrayList<Integer>();
        int length = 5 * Store.PIECE;

        ArrayBulk.inPieces(store, 3, length, 2, (from, to) -> done.add(to - from));
        assertThat(done).hasSize(10).containsOnly(Store.PIECE / 2);
        done.clear();
        assertThatThrownBy(() -> ArrayBulk.inPieces(store, 3, length, 2, (from, to) -> {
            done.add(from);
            if (done.size() == 3) {
                store.interrupt();
            }
        })).isInstanceOf(Trap.class);

        assertThat(done).containsExactly(3, 3 + Store.PIECE / 2, 3 + Store.PIECE);
        store.exit(level);
    }

    @ParameterizedTest
    @ValueSource(ints = {-Store.PIECE - 5, -1, 0, 1, Store.PIECE + 5})
    void overlappingRangesOfManyPiecesAreCopiedRight(int distance) {
        var store = Store.create();
        int length = 3 * Store.PIECE + 17;
        int from = Store.PIECE + 100;
        var array = new byte[length + 2 * from];
        new Random(1).nextBytes(array);
        var expected = array.clone();
        System.arraycopy(expected, from, expected, from + distance, length);

        ArrayBulk.copyInPieces(store, array, from, array, from + distance, length, 1);

        assertThat(Arrays.equals(array, expected)).isTrue();
    }
}
