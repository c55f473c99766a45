package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.V128;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The question whether and where bytes are equal, which is one instruction of generated code, against a comparison byte by byte. */
class EqualBytesTest {
    private static final String MODULE = """
            (module
              (func (export "any") (param v128 v128) (result i32) (v128.any_true (i8x16.eq (local.get 0) (local.get 1))))
              (func (export "mask") (param v128 v128) (result i32) (i8x16.bitmask (i8x16.eq (local.get 0) (local.get 1))))
              (func (export "anyKept") (param v128 v128) (result i32 v128) (local $k v128)
                (v128.any_true (local.tee $k (i8x16.eq (local.get 0) (local.get 1)))) (local.get $k))
              (func (export "maskKept") (param v128 v128) (result i32 v128) (local $k v128)
                (i8x16.bitmask (local.tee $k (i8x16.eq (local.get 0) (local.get 1)))) (local.get $k))
              (func (export "overItself") (param v128 v128) (result i32 v128)
                (i8x16.bitmask (local.tee 0 (i8x16.eq (local.get 0) (local.get 1)))) (local.get 0))
              (func (export "overAnother") (param v128 v128) (result v128) (local $k v128)
                (local.set $k (local.get 0))
                (i8x16.add (local.get $k) (i8x16.splat (i8x16.bitmask (local.tee $k (i8x16.eq (local.get 0) (local.get 1)))))))
              (func (export "lanes") (param v128 v128) (result i32 v128) (local $k v128)
                (i8x16.bitmask (local.tee $k (i8x16.eq (local.get 0) (local.get 1)))) (i32x4.add (local.get $k) (local.get $k))
                (local.set $k) (i32x4.add (local.get $k) (local.get $k)) (local.set $k) (i32x4.mul (local.get $k) (local.get $k)) (drop)
                (local.get $k)))
            """;
    private static final int[] BYTES = {0, 1, 2, 0x7F, 0x80, 0x81, 0xFF};

    private final Random random = new Random(7);

    private long half() {
        long half = 0;
        for (int i = 0; i < 8; i++) {
            half = half << 8 | BYTES[random.nextInt(BYTES.length)];
        }
        return half;
    }

    private static long equal(long a, long b) {
        long result = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            result |= (byte) (a >>> shift) == (byte) (b >>> shift) ? 0xFFL << shift : 0;
        }
        return result;
    }

    private static int mask(long low, long high) {
        int result = 0;
        for (int i = 0; i < 16; i++) {
            result |= (int) ((i < 8 ? low : high) >>> i * 8 & 1) << i;
        }
        return result;
    }

    private static Object[] run(Instance instance, String function, V128 a, V128 b) {
        return instance.invoke(function, a, b);
    }

    @Test
    void areFoundWhereTheyAre() {
        var instance = Engine.create().compileText(MODULE).instantiate();
        for (int round = 0; round < 2000; round++) {
            var a = new V128(half(), half());
            // Often nothing is equal, or only the upper half.
            var b = round % 3 == 0 ? new V128(~a.low(), round % 2 == 0 ? ~a.high() : half()) : new V128(half(), half());
            var equal = new V128(equal(a.low(), b.low()), equal(a.high(), b.high()));
            int mask = mask(equal.low(), equal.high());
            int any = mask == 0 ? 0 : 1;
            assertThat(run(instance, "any", a, b)).containsExactly(any);
            assertThat(run(instance, "mask", a, b)).containsExactly(mask);
            assertThat(run(instance, "anyKept", a, b)).containsExactly(any, equal);
            assertThat(run(instance, "maskKept", a, b)).containsExactly(mask, equal);
            assertThat(run(instance, "overItself", a, b)).containsExactly(mask, equal);
            assertThat(run(instance, "lanes", a, b)[0]).isEqualTo(mask);
            var sum = (V128) run(instance, "overAnother", a, b)[0];
            for (int i = 0; i < 16; i++) {
                int expected = (int) ((i < 8 ? a.low() : a.high()) >>> i * 8) + mask;
                assertThat((byte) ((i < 8 ? sum.low() : sum.high()) >>> i * 8)).isEqualTo((byte) expected);
            }
        }
    }
}
