package dev.troupe.engine.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.binary.ModuleEncoder;
import dev.troupe.engine.text.TextParser;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** 128-bit arithmetic against BigInteger, with operands in locals, constants and on the stack. */
class WideArithmeticTest {
    private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);
    private final Instance instance = Engine.create().compile(ModuleEncoder.encode(TextParser.parse("""
            (module
              (func (export "add") (param i64 i64 i64 i64) (result i64 i64)
                (i64.add128 (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
              (func (export "sub") (param i64 i64 i64 i64) (result i64 i64)
                (i64.sub128 (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
              (func (export "mul_s") (param i64 i64) (result i64 i64) (i64.mul_wide_s (local.get 0) (local.get 1)))
              (func (export "mul_u") (param i64 i64) (result i64 i64) (i64.mul_wide_u (local.get 0) (local.get 1)))
              (func (export "mixed") (param i64 i64) (result i64 i64)
                (i64.const 7)
                (i64.mul_wide_u (i64.add (local.get 0) (i64.const 0)) (local.get 1))
                (i64.add128 (i64.const -1) (i64.const 0))
                (i64.sub128 (i64.const -1) (i64.const 0))
                (local.set 0)
                (local.set 1)
                (drop)
                (local.get 1)
                (local.get 0)))
            """))).instantiate();

    @Test
    void agreesWithBigInteger() {
        var random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            long a = number(random);
            long b = number(random);
            long c = number(random);
            long d = number(random);
            check(wide(a, b).add(wide(c, d)), "add", a, b, c, d);
            check(wide(a, b).subtract(wide(c, d)), "sub", a, b, c, d);
            check(BigInteger.valueOf(a).multiply(BigInteger.valueOf(b)), "mul_s", a, b);
            check(unsigned(a).multiply(unsigned(b)), "mul_u", a, b);
            check(unsigned(a).multiply(unsigned(b)), "mixed", a, b);
        }
    }

    private static long number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt(5) - 2;
            case 2 -> Long.MIN_VALUE + random.nextInt(3);
            default -> Long.MAX_VALUE - random.nextInt(3);
        };
    }

    private void check(BigInteger expected, String name, Object... arguments) {
        assertArrayEquals(new Object[] {expected.longValue(), expected.shiftRight(64).longValue()}, instance.invoke(name, arguments), name);
    }

    private static BigInteger unsigned(long value) {
        return BigInteger.valueOf(value).mod(TWO_64);
    }

    private static BigInteger wide(long low, long high) {
        return unsigned(high).multiply(TWO_64).add(unsigned(low));
    }
}
