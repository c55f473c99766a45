package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Division by constants against the JDK's division, with divisors and dividends where multiplication is known to go wrong. */
class UnsignedDivisionTest {
    private static final String MODULE = """
            (module
              (func (export "div64") (param i64) (result i64) (i64.div_u (local.get 0) (i64.const %1$d)))
              (func (export "rem64") (param i64) (result i64) (i64.rem_u (local.get 0) (i64.const %1$d)))
              (func (export "div32") (param i32) (result i32) (i32.div_u (local.get 0) (i32.const %2$d)))
              (func (export "rem32") (param i32) (result i32) (i32.rem_u (local.get 0) (i32.const %2$d))))
            """;

    @RepeatedTest(100)
    void dividesLikeTheJdk(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        long divisor = Math.max(1, divisor(repetition.getCurrentRepetition(), random));
        if (repetition.getCurrentRepetition() % 7 == 0) {
            divisor = -divisor;
        }
        int narrow = (int) divisor == 0 ? 7 : (int) divisor;
        var instance = Engine.create().compileText(MODULE.formatted(divisor, narrow)).instantiate();
        for (int i = 0; i < 200; i++) {
            long dividend = dividend(i, divisor, random);
            assertThat(instance.invoke("div64", dividend)[0]).isEqualTo(Long.divideUnsigned(dividend, divisor));
            assertThat(instance.invoke("rem64", dividend)[0]).isEqualTo(Long.remainderUnsigned(dividend, divisor));
            assertThat(instance.invoke("div32", (int) dividend)[0]).isEqualTo(Integer.divideUnsigned((int) dividend, narrow));
            assertThat(instance.invoke("rem32", (int) dividend)[0]).isEqualTo(Integer.remainderUnsigned((int) dividend, narrow));
        }
    }

    private static long divisor(int kind, Random random) {
        return switch (kind % 5) {
            case 0 -> random.nextLong() >>> 1;
            case 1 -> 1 + random.nextInt(1000);
            case 2 -> 1L << random.nextInt(63);
            case 3 -> (1L << random.nextInt(62)) + 1;
            default -> random.nextLong() >>> 1 + random.nextInt(62) | 1;
        };
    }

    private static long dividend(int kind, long divisor, Random random) {
        return switch (kind % 6) {
            case 0 -> random.nextLong();
            case 1 -> divisor * random.nextInt(100);
            case 2 -> divisor - 1;
            case 3 -> -1 - random.nextInt(5);
            case 4 -> random.nextLong() >> random.nextInt(64);
            default -> divisor * random.nextInt(1000) - 1;
        };
    }
}
