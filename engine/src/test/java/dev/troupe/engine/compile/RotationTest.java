package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rotations by constants against the JDK's, with counts that are zero, whole turns, and more. */
class RotationTest {
    private static final String MODULE = """
            (module
              (func (export "left32") (param i32) (result i32) (i32.rotl (local.get 0) (i32.const %1$d)))
              (func (export "right32") (param i32) (result i32) (i32.rotr (local.get 0) (i32.const %1$d)))
              (func (export "left64") (param i64) (result i64) (i64.rotl (local.get 0) (i64.const %1$d)))
              (func (export "right64") (param i64) (result i64) (i64.rotr (local.get 0) (i64.const %1$d)))
              (func (export "below") (param i64) (result i64)
                (i64.sub (i64.mul (local.get 0) (i64.const 3)) (i64.rotl (i64.add (local.get 0) (i64.const 1)) (i64.const %1$d)))))
            """;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 16, 31, 32, 33, 63, 64, 65, -1, -8, -32, -64})
    void rotatesLikeTheJdk(int count) {
        var instance = Engine.create().compileText(MODULE.formatted(count)).instantiate();
        for (long value : new long[] {0, 1, -1, Long.MIN_VALUE, 0x123456789abcdef0L, 0x80000001L}) {
            assertThat(instance.invoke("left32", (int) value)[0]).isEqualTo(Integer.rotateLeft((int) value, count));
            assertThat(instance.invoke("right32", (int) value)[0]).isEqualTo(Integer.rotateRight((int) value, count));
            assertThat(instance.invoke("left64", value)[0]).isEqualTo(Long.rotateLeft(value, count));
            assertThat(instance.invoke("right64", value)[0]).isEqualTo(Long.rotateRight(value, count));
            assertThat(instance.invoke("below", value)[0]).isEqualTo(3 * value - Long.rotateLeft(value + 1, count));
        }
    }
}
