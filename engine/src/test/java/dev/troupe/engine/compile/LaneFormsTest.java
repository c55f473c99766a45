package dev.troupe.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.binary.ModuleEncoder;
import dev.troupe.engine.runtime.V128;
import dev.troupe.engine.text.TextParser;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions whose vectors are floats in variables of their own do what they do as pairs of longs, which a long body falls back to. */
class LaneFormsTest {
    private static final String PADDING = "nop ".repeat(1300);

    private static Instance instance(String locals, String body) {
        var text = "(module (memory 1) (global $g (mut v128) (v128.const i64x2 0 0)) (func $id (param v128) (result v128) local.get 0)"
                + "(func (export \"short\") (param $p v128) (param $n i32) (result v128) " + locals + body + ")"
                + "(func (export \"long\") (param $p v128) (param $n i32) (result v128) " + locals + PADDING + body + "))";
        return Engine.create().compile(ModuleEncoder.encode(TextParser.parse(text))).instantiate();
    }

    private static void compare(Instance instance) {
        var random = new SplittableRandom(1);
        for (int round = 0; round < 100; round++) {
            var p = new V128(floats(random), floats(random));
            assertEquals(instance.invoke("long", p, round % 4)[0], instance.invoke("short", p, round % 4)[0]);
        }
    }

    private static long floats(SplittableRandom random) {
        return Float.floatToIntBits(random.nextFloat(-9, 9)) & 0xFFFFFFFFL | (long) Float.floatToIntBits(random.nextFloat(-9, 9)) << 32;
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32x4", "f64x2"})
    void localsKeepTheirFormAcrossBlocksCallsAndBranches(String shape) {
        compare(instance("(local $s v128) (local $t v128) (local $i i32)", """
                (local.set $s (F.add (local.get $p) (local.get $s)))
                (local.set $t (F.mul (local.get $s) (local.get $s)))
                (loop $l
                  (local.set $s (F.add (F.mul (local.get $s) (local.get $t)) (local.get $p)))
                  (local.set $s (F.sub (local.get $s) (v128.const i32x4 0x3f800000 0x3fc00000 0x40000000 0x40400000)))
                  (local.set $t (block (result v128) (br_if 0 (F.neg (local.get $t)) (local.get $n)) (F.abs)))
                  (global.set $g (F.max (local.get $t) (local.get $p)))
                  (local.set $t (F.min (call $id (local.get $t)) (global.get $g)))
                  (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
                (F.add (local.get $s) (local.get $t))
                (local.set $t (F.sqrt (F.abs (local.get $t))))
                (if (result v128) (local.get $n) (then (local.get $t)) (else (F.ceil (local.get $s))))
                (F.div)
                (F.add (select (F.add (local.get $s) (local.get $p)) (local.get $t) (i32.and (local.get $n) (i32.const 1))))
                """.replace("F.", shape + ".")));
    }

    /** Locals with large numbers are fields of an object, which has vectors as pairs. */
    @ParameterizedTest
    @ValueSource(strings = {"f32x4", "i32x4", "f64x2"})
    void localsThatAreFieldsStayPairs(String shape) {
        compare(instance("(local" + " v128".repeat(1500) + ")", """
                (local.set 1400 (F.add (local.get $p) (local.get 1400)))
                (local.set 7 (F.mul (local.get 1400) (local.get $p)))
                (loop $l
                  (local.set 1400 (F.add (local.get 1400) (local.get 7)))
                  (br_if $l (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 0))))
                (F.sub (local.get 1400) (local.get 7))
                """.replace("F.", shape + ".")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32x4", "f64x2"})
    void lanesMeetMemoriesAndOtherShapes(String shape) {
        compare(instance("(local $s v128) (local $t v128)", """
                (local.set $s (F.add (local.get $p) (local.get $p)))
                (v128.store offset=8 (local.get $n) (local.get $s))
                (v128.store (i32.const 64) (F.mul (v128.load offset=8 (local.get $n)) (local.get $s)))
                (v128.store32_lane 3 (i32.const 64) (F.floor (local.get $s)))
                (local.set $t (F.sub (v128.load32_lane 1 (i32.const 72) (local.get $s)) (v128.load (i32.const 64))))
                (i8x16.shuffle 0 1 2 3 20 21 22 23 8 9 10 11 28 29 30 31 (local.get $s) (local.get $t))
                (v128.bitselect (local.get $t) (F.lt (local.get $s) (local.get $t)))
                (i32x4.add (i32x4.trunc_sat_f32x4_s (local.get $s)))
                (f64x2.add (f64x2.promote_low_f32x4 (local.get $t)))
                (i64x2.add (i64x2.splat (i64.extend_i32_u (i32x4.bitmask (local.get $s)))))
                (f32x4.replace_lane 2 (f32x4.extract_lane 1 (local.get $s)))
                (f32x4.replace_lane 1 (f32x4.extract_lane 3 (f32x4.splat (f32x4.extract_lane 0 (F.nearest (local.get $t))))))
                """.replace("F.", shape + ".")));
    }

    @Test
    void intsInLanes() {
        compare(instance("(local $a v128) (local $b v128) (local $c v128)", """
                (local.set $a (i32x4.add (local.get $p) (i32x4.splat (local.get $n))))
                (local.set $b (v128.xor (local.get $a) (local.get $p)))
                (local.set $c (i8x16.shuffle 2 3 0 1 6 7 4 5 10 11 8 9 14 15 12 13 (local.get $b) (local.get $b)))
                (loop $l
                  (local.set $a (i32x4.mul (local.get $a) (i32x4.sub (local.get $b) (local.get $c))))
                  (local.set $b (v128.or (i32x4.shl (local.get $a) (i32.const 45)) (i32x4.shr_u (local.get $a) (i32.const 19))))
                  (local.set $b (i8x16.shuffle 4 5 6 7 8 9 10 11 28 29 30 31 0 1 2 3 (local.get $b) (local.get $c)))
                  (local.set $c (i8x16.shuffle 4 5 6 8 8 9 10 11 28 29 30 31 0 1 2 3 (local.get $b) (local.get $c)))
                  (local.set $c (i32x4.replace_lane 1 (v128.and (local.get $c) (local.get $a)) (i32x4.extract_lane 3 (local.get $a))))
                  (v128.store offset=4 (local.get $n) (i32x4.min_s (local.get $c) (local.get $b)))
                  (local.set $c (i32x4.max_s (local.get $c) (i32x4.abs (v128.load (local.get $n)))))
                  (br_if $l (i32.eq (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 2))))
                (i32x4.lt_u (local.get $a) (v128.bitselect (local.get $a) (local.get $b) (local.get $c)))
                (v128.xor (i32x4.shr_s (i32x4.neg (local.get $c)) (i32.const -3)))
                (f32x4.add (f32x4.convert_i32x4_s (local.get $a)))
                """));
    }

    @Test
    void aVoteMisreadFromAnImmediateChangesNothing() {
        // The constant's bytes look like f32x4.add and local.set 2 (0xFD 0xE4 0x01 0x21 0x02).
        compare(instance("(local $s v128)", """
                (local.set $s (i32x4.add (local.get $p) (v128.const i64x2 0x22_0221_01e4_fd02 0x0221_01e4_fd)))
                (i32x4.mul (local.get $s) (i32x4.add (local.get $s) (local.get $p)))
                """));
    }

    /** Such a local has a form, too; calls know pairs only. */
    @Test
    void aCallTakesALocalOfWhichNothingButALaneIsAsked() {
        var text = """
                (module
                  (func $g (param v128 funcref) (result v128) (local.get 0))
                  (func (export "f") (param v128) (result v128) (local v128)
                    (local.set 1 (local.get 0))
                    (drop (i32x4.extract_lane 2 (local.get 1)))
                    (call $g (local.get 1) (ref.null func))))""";
        var value = new V128(0x0000_0001_0000_0002L, 0x0000_0003_0000_0004L);
        assertEquals(value, Engine.create().compileText(text).instantiate().invoke("f", value)[0]);
    }

    /** A statement too long for its method is interrupted, maybe in the middle of what is one rotation otherwise. */
    @Test
    void aRotationInALongStatement() {
        var text = """
                (module (global (mut i32) (i32.const 100))
                  (func (export "f") (param v128) (result v128)
                    (local funcref f32 exnref f64 v128 f64 f32 v128 exnref)
                    (global.set 0 (i32.sub (global.get 0) (i32.const 25)))
                    (if (i32.lt_s (global.get 0) (i32.const 0)) (then (return (v128.const i64x2 0 0))))
                    (local.set 8 (v128.or
                      (i32x4.shr_u (local.get 0) (i32.const 12))
                      (i32x4.shl (local.get 0) (i32.const 20))))
                    (local.get 8)))""";
        for (int size = 100; size <= 1000; size += 20) {
            var instance = Engine.builder().methodBytes(size).build().compileText(text).instantiate();
            var expected = new V128(0x0010_0000_0020_0000L, 0x0030_0000_0040_0000L);
            assertEquals(expected, instance.invoke("f", new V128(0x0000_0001_0000_0002L, 0x0000_0003_0000_0004L))[0]);
        }
    }
}
