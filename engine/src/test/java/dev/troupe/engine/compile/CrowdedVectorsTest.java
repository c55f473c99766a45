package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions with so many accesses of vectors that these are written in other ways do what those do that see no lanes. */
class CrowdedVectorsTest {
    private static final int PAGE = 65536;
    /** Makes a body too large for lanes in variables. */
    private static final String PADDING = "nop ".repeat(1300);

    /** Turns with so many products of vectors, or of one number and a vector. Finite numbers alone are sure to be alike. */
    private static String body(int products, String shape, Random random) {
        boolean isDouble = shape.equals("f64x2");
        var mask = isDouble
                ? "(v128.const i64x2 0xBFFFFFFFFFFFFFFF 0xBFFFFFFFFFFFFFFF)"
                : "(v128.const i32x4 mask mask mask mask)"
                        .replace("mask", "0xBF7FFFFF");
        var text = new StringBuilder("(local.set $s (v128.const i32x4 0 0 0 0))(loop $l ");
        for (int i = 0; i < products; i++) {
            int at = random.nextInt(4) == 0 ? 0 : random.nextInt(400);
            var splat = isDouble ? "v128.load64_splat" : "v128.load32_splat";
            var first = "(v128.load offset=" + at + " (local.get $x))";
            var second = "(" + (random.nextBoolean() ? "v128.load" : splat) + " offset=" + random.nextInt(400) + " (local.get $y))";
            if (!shape.startsWith("i")) {
                first = "(v128.and " + first + mask + ")";
                second = "(v128.and " + second + mask + ")";
            }
            var product = "(" + shape + ".mul " + first + second + ")";
            if (i % 3 == 1) {
                text.append("(v128.store offset=").append(at).append(" (local.get $out) ").append(product).append(")");
            } else {
                text.append("(local.set $s (v128.xor (local.get $s) ").append(product).append("))");
            }
        }
        return text + "(local.set $x (i32.add (local.get $x) (i32.const 16)))(local.set $out (i32.add (local.get $out) (i32.const 24)))"
                + "(br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))";
    }

    private static String module(String body) {
        return "(module (memory (export \"memory\") 1)\n(func (export \"f\") (param $x i32) (param $y i32) (param $out i32) (param $n i32)"
                + "(result i64 i64) (local $s v128) " + body
                + "(i64x2.extract_lane 0 (local.get $s)) (i64x2.extract_lane 1 (local.get $s))))";
    }

    @ParameterizedTest
    @CsvSource({"3, f32x4", "12, f32x4", "22, f32x4", "40, f32x4", "12, f64x2", "40, f64x2", "16, i32x4", "40, i32x4"})
    void vectorsOfAnyNumber(int products, String shape) {
        var body = body(products, shape, new Random(products));
        var lanes = Engine.create().compileText(module(body)).instantiate();
        var plain = Engine.create().compileText(module(PADDING + body)).instantiate();
        Object[][] calls = {{0, 1000, 30000, 100}, {1000, 0, 1016, 50}, {PAGE - 700, 0, 30000, 100}, {0, 0, PAGE - 700, 100},
            {0, PAGE - 405, 20000, 3}, {-1, 0, 0, 1}, {0, -300, 0, 1}, {0, 0, -200, 1}, {Integer.MAX_VALUE, 0, 0, 1},
            {0, Integer.MAX_VALUE - 10, 0, 1}, {Integer.MIN_VALUE, 0, 0, 1}, {PAGE - 16, 0, 0, 2}, {PAGE, PAGE, PAGE, 1}};
        for (var arguments : calls) {
            assertThat(StreamLoopsTest.run(lanes, "f", 1, arguments)).as(body).isEqualTo(StreamLoopsTest.run(plain, "f", 1, arguments));
        }
    }
}
