package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.binary.ModuleEncoder;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.V128;
import dev.troupe.engine.text.TextParser;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions whose vectors are loaded and stored as narrow lanes do what they do as pairs of longs, which a long body falls back to. */
class LaneWideningTest {
    private static final String PADDING = "nop ".repeat(1300);
    private static final int BYTES = 64;

    /** Functions of an index that go over the memory's first bytes; what they leave in it and return must be the same. */
    private static Instance instance(String locals, String body) {
        var text = "(module (memory (export \"memory\") 1)"
                + "(func (export \"short\") (param $n i32) (result v128) " + locals + body + ")"
                + "(func (export \"long\") (param $n i32) (result v128) " + locals + PADDING + body + "))";
        return Engine.create().compile(ModuleEncoder.encode(TextParser.parse(text))).instantiate();
    }

    private static void compare(Instance instance) {
        compare(instance, false);
    }

    private static void compare(Instance instance, boolean zero) {
        var random = new SplittableRandom(7);
        var memory = instance.memory("memory");
        for (int round = 0; round < 200; round++) {
            var bytes = new byte[BYTES];
            random.nextBytes(bytes);
            for (int i = 0; i < BYTES; i++) {
                bytes[i] = random.nextInt(4) == 0 ? (byte) (random.nextBoolean() ? 0x80 : 0x7F) : bytes[i];
            }
            memory.write(0, bytes, 0, BYTES);
            var expected = instance.invoke("long", round % 3)[0];
            var written = read(memory, 0, BYTES);
            memory.write(0, bytes, 0, BYTES);
            assertEquals(expected, instance.invoke("short", round % 3)[0]);
            if (zero) {
                assertEquals(new V128(0, 0), expected);
            }
            assertThat(read(memory, 0, BYTES)).isEqualTo(written);
        }
    }

    private static byte[] read(Memory memory, int from, int length) {
        var bytes = new byte[length];
        memory.read(from, bytes, 0, length);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"i16x8.extmul_low_i8x16_s", "i16x8.extmul_high_i8x16_s", "i16x8.extmul_low_i8x16_u",
        "i16x8.extmul_high_i8x16_u", "i32x4.extmul_low_i16x8_s", "i32x4.extmul_high_i16x8_s", "i32x4.extmul_low_i16x8_u",
        "i32x4.extmul_high_i16x8_u", "i32x4.dot_i16x8_s", "i16x8.relaxed_dot_i8x16_i7x16_s"})
    void productsAreTheSame(String product) {
        compare(instance("(local $a v128) (local $b v128) (local $c v128)", """
                (local.set $a (v128.load offset=3 (local.get $n)))
                (local.set $b (v128.load (i32.const 16)))
                (v128.store offset=32 (i32.const 0) (P (local.get $a) (local.get $b)))
                (local.set $c (P (v128.load (i32.const 48)) (local.get $b)))
                (v128.store offset=48 (local.get $n) (local.get $a))
                (i32x4.add (local.get $c) (P (local.get $a) (v128.const i32x4 0x8001fffe 0x7fff8000 0x00ff8001 -1)))
                """.replace("P ", product + " ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"i16x8.extend_low_i8x16_s", "i16x8.extend_high_i8x16_s", "i16x8.extend_low_i8x16_u",
        "i16x8.extend_high_i8x16_u", "i32x4.extend_low_i16x8_s", "i32x4.extend_high_i16x8_s", "i32x4.extend_low_i16x8_u",
        "i32x4.extend_high_i16x8_u", "i16x8.extadd_pairwise_i8x16_s", "i16x8.extadd_pairwise_i8x16_u", "i32x4.extadd_pairwise_i16x8_s",
        "i32x4.extadd_pairwise_i16x8_u"})
    void extensionsOfLanesAndOfLongsAreTheSame(String extension) {
        var wide = extension.startsWith("i32x4") ? "i32x4.dot_i16x8_s" : "i16x8.extmul_low_i8x16_s";
        compare(instance("(local $a v128) (local $b v128) (local $c v128)", """
                (local.set $a (v128.load (local.get $n)))
                (local.set $c (M (local.get $a) (local.get $a)))
                (local.set $b (E (local.get $a)))
                (v128.store (i32.const 16) (E (i8x16.add (local.get $a) (v128.load (i32.const 32)))))
                (v128.xor (i32x4.add (local.get $b) (local.get $c)) (E (M (local.get $a) (local.get $b))))
                """.replace("E ", extension + " ").replace("M ", wide + " ")));
    }

    @Test
    void narrowLanesMeetWhatKnowsLongsOnly() {
        compare(instance("(local $a v128) (local $b v128)", """
                (local.set $a (v128.load (local.get $n)))
                (local.set $b (i16x8.extmul_high_i8x16_s (local.get $a) (local.get $a)))
                (i32.store8 (i32.const 60) (i8x16.extract_lane_u 3 (local.get $a)))
                (i32.store16 (i32.const 61) (i16x8.extract_lane_u 5 (local.get $b)))
                (i32.store8 (i32.const 63) (i8x16.extract_lane_s 9 (local.get $a)))
                (local.set $a (i8x16.replace_lane 15 (local.get $a) (i32.const 300)))
                (local.set $b (i16x8.replace_lane 0 (local.get $b) (i32.const 0x18001)))
                (v128.store8_lane 7 (i32.const 40) (local.get $a))
                (local.set $a (v128.load16_lane 1 (i32.const 44) (local.get $a)))
                (local.set $b (i32x4.add (i32x4.dot_i16x8_s (local.get $b) (local.get $b)) (v128.and (local.get $a) (local.get $b))))
                (select (local.get $a) (i8x16.shuffle 1 2 3 4 5 6 7 8 31 30 29 28 0 0 9 9 (local.get $a) (local.get $b)) (local.get $n))
                (i16x8.extmul_low_i8x16_s (local.get $a))
                """));
    }

    @ParameterizedTest
    @ValueSource(strings = {"i8x16", "i16x8", "i32x4"})
    void comparisonsWhoseMasksAreOnlyTested(String shape) {
        compare(instance("(local $a v128)", """
                (local.set $a (v128.and (v128.load (local.get $n)) (v128.const i32x4 0x80ff80ff 0x00800080 0x80808080 0xff)))
                (i32x4.splat (S.bitmask (S.eq (local.get $a) (v128.load (i32.const 16)))))
                (i32x4.splat (v128.any_true (S.eq (local.get $a) (S.splat (i32.const 128)))))
                (i32x4.splat (S.bitmask (S.eq (local.get $a) (v128.const i64x2 0 0))))
                (i32x4.splat (i8x16.bitmask (S.eq (local.get $a) (v128.const i64x2 0 0x80))))
                i32x4.add i32x4.sub i32x4.mul
                """.replace("S.", shape + ".")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 31})
    void rotationsAreTwoShiftsAndAnOr(int count) {
        compare(instance("(local $a v128) (local $b v128)", """
                (local.set $a (i32x4.add (v128.load (local.get $n)) (i32x4.splat (local.get $n))))
                (local.set $b (v128.or (i32x4.shl (local.get $a) (i32.const C)) (i32x4.shr_u (local.get $a) (i32.const D))))
                (local.set $b (v128.or (i32x4.shr_u (local.get $b) (i32.const C)) (i32x4.shl (local.get $b) (i32.const D))))
                (v128.or (i32x4.shl (local.tee $a (local.get $b)) (i32.const C)) (i32x4.shr_u (local.get $a) (i32.const C)))
                (i32x4.sub (v128.or (i32x4.shr_u (local.get $a) (i32.const C)) (i32x4.shl (local.get $b) (i32.const D))))
                (i32x4.sub (v128.or (i32x4.shl (local.get $a) (i32.const C)) (i32x4.shr_u (local.get $a) (i32.const D))))
                """.replace("C", "" + count).replace("D", "" + (32 - count))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"i8x16", "i16x8", "i32x4", "f32x4", "f64x2"})
    void aVectorAcrossTheEndTrapsAndLeavesTheMemoryAlone(String shape) {
        var double_ = switch (shape) {
            case "i8x16" -> "i16x8.extmul_low_i8x16_s";
            case "i16x8" -> "i32x4.dot_i16x8_s";
            default -> shape + ".add";
        };
        var text = """
                (module (memory (export "memory") 1)
                  (func (export "load") (param $at i32) (result v128) (local $a v128)
                    (local.set $a (v128.load offset=4 (local.get $at)))
                    (D (local.get $a) (local.get $a)))
                  (func (export "store") (param $at i32) (local $a v128)
                    (local.set $a (v128.load (i32.const 0)))
                    (drop (D (local.get $a) (local.get $a)))
                    (v128.store offset=4 (local.get $at) (local.get $a))))
                """.replace("D ", double_ + " ");
        var instance = Engine.create().compile(ModuleEncoder.encode(TextParser.parse(text))).instantiate();
        var memory = instance.memory("memory");
        memory.write(0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, 0, 16);
        instance.invoke("store", 65536 - 20);
        assertThat(read(memory, 65536 - 16, 16)).isEqualTo(read(memory, 0, 16));
        instance.invoke("load", 65536 - 20);
        var before = read(memory, 0, 65536);
        for (int at : new int[] {65536 - 19, 65536 - 5, 65536, Integer.MAX_VALUE - 3, Integer.MIN_VALUE, -1, -4, -20}) {
            assertThatThrownBy(() -> instance.invoke("store", at)).hasMessageContaining("out of bounds memory access");
            assertThatThrownBy(() -> instance.invoke("load", at)).hasMessageContaining("out of bounds memory access");
        }
        assertThat(read(memory, 0, 65536)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x00010203 0x0f0e0d0c 0x10ff807f 0x04040404", "0x03020100 0x07060504 0xffffffff 0x0f0e0d0c",
        "0x05060401 0x01020001 0x0b090a0b 0x07080607"})
    void swizzlesByConstantsAreAsOthers(String indices) {
        compare(instance("(local $a v128) (local $i v128)", """
                (local.set $a (v128.load (local.get $n)))
                (local.set $i (v128.const i32x4 INDICES))
                (v128.store (i32.const 16) (i8x16.swizzle (local.get $a) (v128.const i32x4 INDICES)))
                (v128.store (i32.const 32) (i8x16.swizzle (i32x4.add (local.get $a) (local.get $a)) (v128.const i32x4 INDICES)))
                (v128.xor (v128.load (i32.const 16)) (i8x16.swizzle (local.get $a) (local.get $i)))
                """.replace("INDICES", indices)), true);
    }

    /** Indices behind the table, from a local, by way of memory; a table in a local is looked up byte by byte. */
    @ParameterizedTest
    @ValueSource(strings = {"swizzle", "relaxed_swizzle"})
    void swizzlesOfConstantTablesAreAsOthers(String swizzle) {
        var table = "(v128.const i8x16 1 2 3 -4 -5 6 77 0x80 0x7F 0 11 12 13 -14 15 16)";
        var body = new StringBuilder("(local.set $a (v128.load (local.get $n))) (local.set $t " + table + ")");
        for (var indices : List.of("(local.get $a)", "(v128.and (local.get $a) (v128.const i64x2 0x1F0F1F0F1F0F1F0F 0x0F0F0F0F0F0F0F0F))",
                "(i8x16.shr_u (v128.load offset=16 (local.get $n)) (i32.const 4))")) {
            for (var from : List.of(table, "(local.get $t)")) {
                body.append("(local.set $sum (v128.xor (local.get $sum) (i8x16.swizzle ").append(from).append(indices).append(")))");
            }
        }
        compare(instance("(local $a v128) (local $t v128) (local $sum v128)",
                body.toString().replace("swizzle", swizzle) + "(local.get $sum)"),
                true);
    }

    /** Set again behind in a loop, in one arm, in a block that may be left before, or to the same once more. */
    @Test
    void localsThatHaveAConstantAtTimes() {
        var first = "(v128.const i32x4 1 -2 0x8000 77)";
        var second = "(v128.const i32x4 5 0x7FFFFFFF 9 -1)";
        var use = "(local.set $sum (i32x4.add (i32x4.mul (local.get $sum) (v128.const i32x4 31 31 31 31))"
                + " (i8x16.swizzle (local.get $t) (local.get $a))))";
        compare(instance("(local $a v128) (local $t v128) (local $sum v128) (local $i i32)", """
                (local.set $a (v128.load (local.get $n)))
                USE
                (local.set $t FIRST) USE
                (loop $l
                  USE
                  (if (i32.and (local.get $i) (i32.const 1)) (then USE (local.set $t SECOND) USE) (else USE (local.set $t FIRST) USE))
                  USE
                  (block $b USE (br_if $b (i32.eq (local.get $i) (local.get $n))) (local.set $t (local.tee $sum SECOND)) USE)
                  USE
                  (local.set $t FIRST)
                  (br_if $l (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 4))))
                USE
                (local.set $sum (i32x4.add (local.get $sum) (i32x4.mul (local.tee $t SECOND) (local.get $t)))) USE
                (loop $m
                  USE
                  (local.set $t (v128.xor (local.get $t) (local.get $a)))
                  (br_if $m (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 7))))
                (local.get $sum)
                """.replace("USE", use).replace("FIRST", first).replace("SECOND", second)));
    }

    /** So many accesses that vectors are loaded as longs, and their lanes taken from those. */
    @ParameterizedTest
    @ValueSource(strings = {"i16x8.extmul_low_i8x16_s", "i32x4.dot_i16x8_s", "i32x4.mul", "f64x2.sub"})
    void manyVectorsAreTheSame(String product) {
        var body = new StringBuilder("(local.set $a (v128.load (local.get $n)))");
        for (int i = 0; i < 20; i++) {
            body.append("(local.set $b (").append(product).append(" (v128.load offset=").append(i)
                    .append(" (i32.const 8)) (local.get $a)))")
                    .append("(v128.store (i32.const ").append(i * 2).append(") (local.get $b))");
        }
        compare(instance("(local $a v128) (local $b v128)", body + "(local.get $b)"));
    }
}
