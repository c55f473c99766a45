package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.Trap;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done for one lane of many vectors after the other does what it does for all lanes at once, as where fuel is counted. */
class LaneRunsTest {
    private static final int VECTORS = 12;
    private static final String[] BINARY = {
        "i32x4.add", "i32x4.sub", "i32x4.mul", "v128.and", "v128.or", "v128.xor", "v128.andnot", "i32x4.min_s", "i32x4.max_s"
    };
    private static final String[] UNARY = {"i32x4.neg", "i32x4.abs", "v128.not"};
    private static final String[] SHIFTS = {"i32x4.shl", "i32x4.shr_s", "i32x4.shr_u"};

    private final StringBuilder text = new StringBuilder();
    private Random random;
    private int labels;

    private String local() {
        return "(local.get $v" + random.nextInt(VECTORS) + ")";
    }

    private String number(int depth) {
        return switch (random.nextInt(depth > 2 ? 2 : 4)) {
            case 0 -> "(local.get $n)";
            case 1 -> "(i32.const " + random.nextInt() + ")";
            case 2 -> "(i32.add " + number(depth + 1) + " (local.get $i))";
            default -> "(i32.load8_u offset=" + random.nextInt(300) + " (i32.and " + number(depth + 1) + " (i32.const 255)))";
        };
    }

    private String vector(int depth) {
        return switch (random.nextInt(depth > 3 ? 3 : 12)) {
            case 0, 1 -> local();
            case 2 -> random.nextBoolean()
                    ? "(v128.const i32x4 " + random.nextInt() + " 2 -3 " + random.nextInt() + ")"
                    : "(v128.const i32x4 77 77 77 77)";
            case 3 -> "(" + UNARY[random.nextInt(UNARY.length)] + " " + vector(depth + 1) + ")";
            case 4 -> "(" + SHIFTS[random.nextInt(SHIFTS.length)] + " " + vector(depth + 1) + " " + number(0) + ")";
            case 5 -> "(i32x4.splat " + number(0) + ")";
            case 6 -> "(v128.load offset=" + random.nextInt(300) + " (i32.and " + number(0) + " (i32.const 255)))";
            case 7 -> "(v128.load32_splat offset=8 (i32.and " + number(0) + " (i32.const 255)))";
            case 8 -> "(v128.bitselect " + vector(depth + 1) + " " + vector(depth + 1) + " " + local() + ")";
            case 9 -> shuffle() + " " + vector(depth + 1) + " " + vector(depth + 1) + ")";
            case 10 -> "(local.tee $v" + random.nextInt(VECTORS) + " " + vector(depth + 1) + ")";
            default -> "(" + BINARY[random.nextInt(BINARY.length)] + " " + vector(depth + 1) + " " + vector(depth + 1) + ")";
        };
    }

    /** Every lane comes from the same one of either operand, its bytes rotated. */
    private String shuffle() {
        int rotation = random.nextInt(4);
        int operand = random.nextInt(2) * 16;
        var indices = new StringBuilder("(i8x16.shuffle");
        for (int at = 0; at < 16; at++) {
            indices.append(' ').append(operand + (at & ~3) + (at + rotation & 3));
        }
        return indices.toString();
    }

    private void statements(int count, int depth) {
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(depth > 2 ? 6 : depth > 0 ? 8 : 9)) {
                case 6 -> {
                    text.append("(if ").append(number(0)).append(" (then ");
                    statements(3, depth + 1);
                    text.append(") (else ");
                    statements(2, depth + 1);
                    text.append("))\n");
                }
                case 7 -> {
                    int label = labels++;
                    text.append("(block $b").append(label).append(" (loop $l").append(label).append(' ');
                    statements(4, depth + 1);
                    text.append("(br_if $b" + label + " (i32.and " + number(1) + " (i32.const 1)))");
                    statements(2, depth + 1);
                    text.append(
                            "(br_if $l" + label + " (i32.gt_s (local.tee $i (i32.sub (local.get $i) (i32.const 1))) (i32.const 0)))))\n");
                }
                // In a loop it might go on for ever.
                case 8 -> text.append("(local.set $i (i32.and (i32.const 15) ").append(number(0)).append("))\n");
                default -> text.append("(local.set $v" + random.nextInt(VECTORS) + " " + vector(0) + ")\n");
            }
        }
    }

    private String module(int seed) {
        random = new Random(seed);
        text.setLength(0);
        text.append("(module (memory (export \"memory\") 1) (func (export \"f\") (param $n i32) (result i32) (local $i i32)");
        for (int i = 0; i < VECTORS; i++) {
            text.append(" (local $v" + i + " v128)");
        }
        text.append("(local.set $i (i32.const 5))\n");
        for (int i = 0; i < VECTORS; i++) {
            text.append("(local.set $v" + i + " (v128.load offset=" + i * 16 + " (i32.const 0)))\n");
        }
        statements(40, 0);
        // In the middle of an expression, and between two runs.
        text.append("(v128.store offset=600 (i32.const 0) " + vector(0) + ")\n");
        statements(30, 0);
        for (int i = 0; i < VECTORS; i++) {
            text.append("(v128.store offset=" + (1024 + i * 16) + " (i32.const 0) (local.get $v" + i + "))\n");
        }
        return text.append("(local.get $i)))").toString();
    }

    private static String run(Instance instance, int argument) {
        var memory = instance.memory("memory");
        var bytes = new byte[600];
        new Random(argument).nextBytes(bytes);
        memory.write(0, bytes);
        var result = instance.invoke("f", argument)[0];
        return result + " " + Arrays.toString(memory.read(600, 700));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void givesTheSameAsAllLanesAtOnce(int seed) {
        var module = module(seed);
        var inTurns = Engine.create().compileText(module);
        var atOnce = Engine.builder().fuel(true).build().compileText(module);
        assertThat(inTurns.codeSizes().size()).isGreaterThan(1);
        for (int argument = -3; argument < 6; argument++) {
            var paid = atOnce.instantiate();
            paid.store().setFuel(1_000_000_000L);
            assertThat(run(inTurns.instantiate(), argument)).isEqualTo(run(paid, argument));
        }
    }

    @Test
    void aGlobalIsTakenAsAWhole() {
        var text = new StringBuilder(
                "(module (memory 1) (global $g (mut v128) (v128.const i32x4 1 2 3 4)) (func (export \"f\") (result i32)");
        text.append("(local v128 v128 v128 v128 v128 v128 v128 v128 v128 v128)");
        for (int i = 0; i < 300; i++) {
            var other = i % 50 == 25 ? "(global.get $g)" : "(local.get " + (i + 3) % 10 + ")";
            text.append("(local.set ").append(i % 10).append("(i32x4.add (v128.not (local.get ").append(i % 10).append("))").append(other)
                    .append("))");
        }
        text.append("(i32x4.extract_lane 2 (i32x4.add (local.get 5) (local.get 6))))");
        var module = text.append(")").toString();
        var inTurns = Engine.create().compileText(module);
        assertThat(inTurns.codeSizes().size()).isGreaterThan(1);
        var paid = Engine.builder().fuel(true).build().compileText(module).instantiate();
        paid.store().setFuel(1_000_000);
        assertThat(inTurns.instantiate().invoke("f")).isEqualTo(paid.invoke("f"));
    }

    /** A piece of a block inside that counts something would count four times. */
    @Test
    void whatIsCutOutOfABlockIsNotDoneByLanes() {
        var text = new StringBuilder(
                "(module (memory 1) (global $g (mut i32) (i32.const 0)) (func (export \"f\") (param i32) (result i32)");
        text.append("(local v128 v128 v128 v128 v128 v128 v128 v128 v128 v128)");
        for (int i = 0; i < 300; i++) {
            int local = 1 + i % 10;
            text.append("(local.set ").append(local).append("(i32x4.add (v128.not (local.get ").append(local).append("))")
                    .append("(local.get ").append(1 + (i + 3) % 10).append(")))");
            if (i % 150 == 100) {
                text.append("(if (local.get 0) (then ").append("(global.set $g (i32.add (global.get $g) (i32.const 1)))".repeat(40))
                        .append("))");
            }
        }
        text.append("(i32.add (global.get $g) (i32x4.extract_lane 2 (i32x4.add (local.get 5) (local.get 6))))))");
        var inTurns = Engine.create().compileText(text);
        assertThat(inTurns.codeSizes().size()).isGreaterThan(1);
        var paid = Engine.builder().fuel(true).build().compileText(text).instantiate();
        paid.store().setFuel(1_000_000);
        assertThat(inTurns.instantiate().invoke("f", 1)).isEqualTo(paid.invoke("f", 1));
    }

    /** Sums of sixteen vectors in a loop, the last of which lies partly outside: where its first lane does not. */
    @Test
    void aVectorPartlyOutsideTrapsAtOnce() {
        var module = new StringBuilder("(module (memory 1) (func (export \"f\") (param $at i32) (param $n i32) (result i32) ");
        module.append(" (local v128 v128 v128 v128 v128 v128 v128 v128)");
        module.append("(loop $l (local.set 2 (i32x4.add (local.get 2) (v128.load offset=16 (local.get $at))))");
        for (int i = 0; i < 40; i++) {
            module.append("(local.set ").append(2 + i % 8).append(" (i32x4.add (i32x4.add (local.get ").append(2 + (i + 5) % 8)
                    .append(") (local.get ").append(2 + i * 3 % 8).append(")) (v128.const i32x4 1 2 3 4)))");
        }
        // Only the trap ends it early: addresses come back to the start.
        module.append("(local.set $at (i32.and (i32.add (local.get $at) (i32.const 20)) (i32.const 65535)))");
        module.append("(br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))(i32x4.extract_lane 2 (local.get 5)))");
        module.append("(func (export \"g\") (result i32) (i32.const 7)))");
        var compiled = Engine.create().compileText(module.toString());
        assertThat(compiled.codeSizes()).hasSize(3);
        var instance = compiled.instantiate();
        for (int at : new int[] {65536 - 31, 65536 - 28, 65536 - 20, 65536, -1, -16, -20, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> instance.invoke("f", at, 1)).isInstanceOf(Trap.class).hasMessage("out of bounds memory access");
        }
        int start = 65536 - 28 - 1000 * 20 & 0xFFFF;
        assertThatThrownBy(() -> instance.invoke("f", start, 0)).isInstanceOf(Trap.class);
        assertThat(instance.invoke("f", 65536 - 32, 1)).isEqualTo(instance.invoke("f", 0, 1));
    }
}
