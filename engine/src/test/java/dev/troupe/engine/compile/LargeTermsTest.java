package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums with large constants are sums all the same. */
class LargeTermsTest {
    private static final String MODULE = """
            (module
              (func (export "sum") (param i32) (result i32) (i32.add (local.get 0) (i32.const %1$d)))
              (func (export "left") (param i32) (result i32) (i32.add (i32.const %1$d) (local.get 0)))
              (func (export "used twice") (param i32) (result i32)
                (i32.xor (i32.add (local.tee 0 (i32.add (local.get 0) (i32.const %1$d))) (i32.const %1$d)) (local.get 0)))
              (func (export "below") (param i32) (result i32)
                (i32.sub (local.get 0) (i32.add (i32.rotl (local.get 0) (i32.const 3)) (i32.const %1$d))))
              (func (export "product") (param i32) (result i32)
                (i32.add (i32.mul (local.get 0) (i32.const 1664525)) (i32.const %1$d))))
            """;

    @ParameterizedTest
    @ValueSource(ints = {
        0, 1, -1, 0x0fffffff, 0x10000000, 0x10000001, -0x0fffffff, -0x10000000, 0x6a09e667, 0xbb67ae85, Integer.MAX_VALUE,
        Integer.MIN_VALUE, Integer.MIN_VALUE + 1})
    void areWhatTheyAre(int term) {
        var instance = Engine.create().compileText(MODULE.formatted(term)).instantiate();
        for (int value : new int[] {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x12345678}) {
            assertThat(instance.invoke("sum", value)[0]).isEqualTo(value + term);
            assertThat(instance.invoke("left", value)[0]).isEqualTo(value + term);
            assertThat(instance.invoke("used twice", value)[0]).isEqualTo(value + 2 * term ^ value + term);
            assertThat(instance.invoke("below", value)[0]).isEqualTo(value - (Integer.rotateLeft(value, 3) + term));
            assertThat(instance.invoke("product", value)[0]).isEqualTo(value * 1664525 + term);
        }
    }

    private static int size(String sum) {
        var text = "(module (func (export \"f\") (param i32) (result i32) " + sum + "))";
        return Collections.max(Engine.create().compileText(text).codeSizes().values());
    }

    @Test
    void areHiddenUnlessTheyMayBeAddressesOrAreAddedToProducts() {
        var sum = "(i32.add (local.get 0) (i32.const %d))";
        var product = "(i32.add (i32.mul (local.get 0) (i32.const 5)) (i32.const %d))";
        int sumWithConstant = size(sum.formatted(0x0fffffff));

        assertThat(size(sum.formatted(0x10000000))).isGreaterThan(sumWithConstant);
        assertThat(size(sum.formatted(-0x10000000))).isGreaterThan(sumWithConstant);
        assertThat(size(sum.formatted(Integer.MIN_VALUE))).isEqualTo(sumWithConstant);
        assertThat(size(product.formatted(0x10000000))).isEqualTo(size(product.formatted(0x0fffffff)));
    }
}
