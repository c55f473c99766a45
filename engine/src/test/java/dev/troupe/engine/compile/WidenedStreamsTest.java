package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops that a compiler makes of loops over narrow numbers: four are loaded as an i32, and widened by a shuffle and shifts. */
class WidenedStreamsTest {
    private static final int PAGE = 65536;
    private static final Object[] APART = {3, 20000, 40000, 500};
    private static final Object[] TO_THE_END = {PAGE - 2000, 20000, 40000, 500};
    private static final Object[] BEYOND = {PAGE - 1999, 20000, 40000, 500};

    private static String shuffle(IntStream indices, String first, String second) {
        return "(i8x16.shuffle " + indices.mapToObj(Integer::toString).collect(Collectors.joining(" ")) + " " + first + " " + second + ")";
    }

    /** Lane by lane one byte; the upper ones are any, and so is the other vector. */
    private static String widened(String pointer, String other, boolean signed) {
        var bytes = shuffle(IntStream.range(0, 16).map(at -> at % 4 == 0 ? at / 4 : 0),
                "(i32x4.splat (i32.load (local.get $" + pointer + ")))", other);
        return signed
                ? "(i32x4.shr_s (i32x4.shl " + bytes + " (i32.const 24)) (i32.const 24))"
                : "(v128.and " + bytes + " (v128.const i32x4 255 255 255 255))";
    }

    @Test
    void productsOfBytesThatAreLoadedAsInts() {
        for (boolean signed : new boolean[] {true, false}) {
            // What is collected, and what changes and is nowhere looked at.
            for (var other : new String[] {"(local.get $s)", "(local.get $a)"}) {
                var body = "(local.set $s (i32x4.add (local.get $s) (i32x4.mul " + widened("x", other, signed) + widened("y", other, true)
                        + ")))(local.set $a (i32x4.splat (i32.const 7)))";
                assertThat(ScatteredStreamsTest.same(ScatteredStreamsTest.module("", body, 4, 4, 0), APART, TO_THE_END, BEYOND)).isTrue();
            }
        }
    }

    @Test
    void upperHalvesOfProducts() {
        var products = new StringBuilder();
        for (int half = 0; half < 2; half++) {
            int from = half * 8;
            products.append("(i32x4.shr_u (i32x4.mul ");
            for (var vector : List.of("(local.get $a)", "(local.get $b)")) {
                var lanes = shuffle(IntStream.range(0, 16).map(at -> at % 4 < 2 ? from + at / 4 * 2 + at % 2 : 0), vector,
                        "(local.get $s)");
                products.append("(i32x4.shr_s (i32x4.shl ").append(lanes).append(" (i32.const 16)) (i32.const 16))");
            }
            products.append(") (i32.const 16))");
        }
        var body = "(local.set $a (v128.load (local.get $x)))(local.set $b (v128.load (local.get $y)))(v128.store (local.get $out)"
                + "(i16x8.narrow_i32x4_u " + products + "))";
        assertThat(ScatteredStreamsTest.same(ScatteredStreamsTest.module("", body, 16, 16, 16), APART, new Object[] {3, 20000, 20000, 500},
                new Object[] {3, 20000, PAGE - 7999, 500})).isTrue();
    }

    /** Numbers from memory are nothing but vectors' lanes: not addresses, and not what is stored. */
    @Test
    void numbersThatAreSomethingElse() {
        var address = "(local.set $s (i32x4.add (local.get $s) (v128.load (i32.and (i32.load (local.get $x)) (i32.const 1023)))))";
        assertThat(ScatteredStreamsTest.same(ScatteredStreamsTest.module("", address, 4, 4, 4), APART)).isFalse();
        var stored = "(i32.store (local.get $out) (i32.load (local.get $x)))(local.set $s (i32x4.splat (i32.const 1)))";
        assertThat(ScatteredStreamsTest.same(ScatteredStreamsTest.module("", stored, 4, 4, 4), APART)).isFalse();
        var kept = "(local.set $y (i32.load (local.get $x)))(local.set $s (i32x4.add (local.get $s) (i32x4.splat (local.get $y))))";
        assertThat(ScatteredStreamsTest.same(ScatteredStreamsTest.module("", kept, 4, 4, 4), APART)).isFalse();
    }

    /** A local keeps a word of what the turn before has loaded, or of what it has collected: the last turn needs that. */
    @Test
    void wordsOfVectorsFromBefore() {
        var next = "(local.set $s (i32x4.add (local.get $s) (local.get $a)))";
        for (var word : List.of("(local.set $w (i32x4.extract_lane 1 (local.get $a)))",
                "(local.set $v (i64x2.extract_lane 1 (i32x4.mul (local.get $a) (local.get $b))))")) {
            var result = "(i32.add (local.get $w) (i32.wrap_i64 (local.get $v)))";
            var module = ScatteredStreamsTest.module("(local $w i32) (local $v i64)", word
                    + "(local.set $a (v128.load (local.get $x)))(local.set $b (v128.load (local.get $y)))" + next, 16, 16, 0)
                    .replace("(i32.add (local.get $x) (i32.mul", "(i32.add " + result + " (i32.mul");
            ScatteredStreamsTest.same(module, APART, TO_THE_END);
        }
    }

    // Bits that are moved about in any way

    private static String moved(Random random, int depth) {
        if (depth == 0) {
            return random.nextBoolean() ? "(i32x4.splat (i32.load (local.get $x)))" : "(v128.load32_splat (local.get $y))";
        }
        var from = moved(random, depth - 1);
        int[] shifts = {0, 1, 8, 16, 24, 31, 32, 40, -8};
        int bits = -1 >>> random.nextInt(32) & -1 << random.nextInt(32);
        return switch (random.nextInt(7)) {
            case 0 -> "(i32x4.shl " + from + " (i32.const " + shifts[random.nextInt(shifts.length)] + "))";
            case 1 -> "(i32x4.shr_s " + from + " (i32.const " + shifts[random.nextInt(shifts.length)] + "))";
            case 2 -> "(i32x4.shr_u " + from + " (i32.const " + shifts[random.nextInt(shifts.length)] + "))";
            case 3 -> "(v128.and " + from + " (v128.const i32x4 " + (bits + " ").repeat(4) + "))";
            case 4 -> "(v128.or " + from + " (v128.const i32x4 " + (bits + " ").repeat(4) + "))";
            case 5 -> "(v128.or " + from + moved(random, depth - 1) + ")";
            default -> shuffle(IntStream.range(0, 16).map(at -> at / 4 * 4 % 4 + random.nextInt(4)), from, "(local.get $s)");
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void bitsThatAreMovedAbout(int seed) {
        var random = new Random(seed);
        int found = 0;
        for (int i = 0; i < 40; i++) {
            var value = moved(random, 1 + random.nextInt(6));
            var body = i % 2 == 0
                    ? "(local.set $s (i32x4.add (local.get $s) " + value + "))"
                    : "(v128.store (local.get $out) " + value.replace("(local.get $s)", "(local.get $a)") + ")";
            var module = ScatteredStreamsTest.module("", body, 4, 4, i % 4 == 1 ? 16 : 0);
            found += ScatteredStreamsTest.same(module, APART, TO_THE_END) ? 1 : 0;
        }
        assertThat(found).isGreaterThan(10);
    }
}
