package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.Trap;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions that multiply 128-bit integers by halves use the JVM's instruction, and those that only look so do not. */
class WideProductTest {
    private static final String HIGH = "unsignedMultiplyHigh";
    private static final long[] NUMBERS = {0, 1, -1, 0xFFFFFFFFL, 0x100000000L, -0x100000000L, Long.MIN_VALUE, Long.MAX_VALUE, 19};

    private static final Pattern PARAMETER = Pattern.compile("(local\\.(?:get|tee) )([1-4])\\b");

    @TempDir
    Path temporary;

    /** {@code __multi3} as it is found in programs. */
    enum Form {
        /** In C's library: the high half is stored first. */
        COMPILER_RT("""
                (i64.store offset=8 (local.get 0)
                  (i64.add (i64.add (i64.add (i64.add
                    (i64.mul (local.get 4) (local.get 1))
                    (i64.mul (local.get 2) (local.get 3)))
                    (i64.mul (local.tee 2 (i64.shr_u (local.get 3) (i64.const 32)))
                             (local.tee 4 (i64.shr_u (local.get 1) (i64.const 32)))))
                    (i64.shr_u (local.tee 3 (i64.add
                      (i64.shr_u (local.tee 5 (i64.mul
                        (local.tee 3 (i64.and (local.get 3) (i64.const 4294967295)))
                        (local.tee 1 (i64.and (local.get 1) (i64.const 4294967295))))) (i64.const 32))
                      (i64.mul (local.get 3) (local.get 4)))) (i64.const 32)))
                    (i64.shr_u (local.tee 1 (i64.add
                      (i64.and (local.get 3) (i64.const 4294967295))
                      (i64.mul (local.get 2) (local.get 1)))) (i64.const 32))))
                (i64.store (local.get 0)
                  (i64.or (i64.shl (local.get 1) (i64.const 32)) (i64.and (local.get 5) (i64.const 4294967295))))
                """),
        /** As LLVM writes a product of integers that are too large, which is what Rust's library has. */
        LLVM("""
                (i64.store (local.get 0) (local.tee 6 (i64.add
                  (local.tee 7 (i64.mul
                    (local.tee 5 (i64.and (local.get 3) (i64.const 4294967295)))
                    (local.tee 6 (i64.and (local.get 1) (i64.const 4294967295)))))
                  (i64.shl (local.tee 5 (i64.add
                    (local.tee 9 (i64.mul (local.get 5) (local.tee 8 (i64.shr_u (local.get 1) (i64.const 32)))))
                    (i64.mul (local.tee 10 (i64.shr_u (local.get 3) (i64.const 32))) (local.get 6)))) (i64.const 32)))))
                (i64.store offset=8 (local.get 0) (i64.add
                  (i64.add (i64.add
                    (i64.mul (local.get 10) (local.get 8))
                    (i64.or
                      (i64.shl (i64.extend_i32_u (i64.lt_u (local.get 5) (local.get 9))) (i64.const 32))
                      (i64.shr_u (local.get 5) (i64.const 32))))
                    (i64.extend_i32_u (i64.lt_u (local.get 6) (local.get 7))))
                  (i64.add (i64.mul (local.get 4) (local.get 1)) (i64.mul (local.get 3) (local.get 2)))))
                """);

        final String body;

        Form(String body) {
            this.body = body;
        }

        /** With the integers in each other's place. */
        String swapped() {
            return PARAMETER.matcher(body).replaceAll(found -> found.group(1) + (1 + (Integer.parseInt(found.group(2)) - 1 ^ 2)));
        }
    }

    private static String module(String body) {
        return "(module (memory (export \"memory\") 1) (func (export \"multiply\") (param i32 i64 i64 i64 i64)"
                + " (local i64 i64 i64 i64 i64 i64) " + body + "))";
    }

    private boolean usesInstruction(String body) throws IOException {
        var jar = temporary.resolve("product.jar");
        Engine.create().compileAhead(Engine.create().compileText(module(body)).bytes(), "product", jar);
        return Called.in(jar).stream().anyMatch(call -> call.method().equals(HIGH));
    }

    private static BigInteger unsigned(long high, long low) {
        return new BigInteger(Long.toHexString(high), 16).shiftLeft(64).or(new BigInteger(Long.toHexString(low), 16));
    }

    /** What is left of the first form where all callers gave zero for high halves. */
    private static final String LOWS = """
            (i64.store offset=8 (local.get 0)
              (i64.add (i64.add
                (i64.mul (local.tee 6 (i64.shr_u (local.get 2) (i64.const 32))) (local.tee 4 (i64.shr_u (local.get 1) (i64.const 32))))
                (i64.shr_u (local.tee 2 (i64.add
                  (i64.shr_u (local.tee 5 (i64.mul
                    (local.tee 2 (i64.and (local.get 2) (i64.const 4294967295)))
                    (local.tee 1 (i64.and (local.get 1) (i64.const 4294967295))))) (i64.const 32))
                  (i64.mul (local.get 2) (local.get 4)))) (i64.const 32)))
                (i64.shr_u (local.tee 2 (i64.add
                  (i64.mul (local.get 1) (local.get 6))
                  (i64.and (local.get 2) (i64.const 4294967295)))) (i64.const 32))))
            (i64.store (local.get 0)
              (i64.or (i64.and (local.get 5) (i64.const 4294967295)) (i64.shl (local.get 2) (i64.const 32))))
            """;

    @Test
    void highHalvesMayBeMissing() throws IOException {
        var oneLeft = LOWS.replaceFirst("\\(i64.add", "(i64.add (i64.mul (local.get 3) (local.get 1)) (i64.add") + ")";
        oneLeft = oneLeft.substring(0, oneLeft.lastIndexOf(')')).replaceFirst("\\(i64.store \\(", ")(i64.store (");
        for (var module : new String[] {
            module(LOWS).replace("(param i32 i64 i64 i64 i64)", "(param i32 i64 i64)").replace("(local i64", "(local i64 i64 i64"),
            module(oneLeft).replace("(param i32 i64 i64 i64 i64)", "(param i32 i64 i64 i64)").replace("(local i64", "(local i64 i64")
        }) {
            var jar = temporary.resolve("product.jar");
            Engine.create().compileAhead(Engine.create().compileText(module).bytes(), "product", jar);
            assertThat(Called.in(jar)).extracting(Called::method).contains(HIGH);
            var instance = Engine.create().compileText(module).instantiate();
            var memory = (Memory) instance.exports().get("memory");
            var random = new Random(2);
            for (int i = 0; i < 1000; i++) {
                var factors = random.longs(3).map(number -> number >>> random.nextInt(64)).toArray();
                boolean both = !module.contains("i64 i64 i64) (local");
                if (both) {
                    instance.invoke("multiply", 16, factors[0], factors[1]);
                } else {
                    instance.invoke("multiply", 16, factors[0], factors[1], factors[2]);
                }
                var other = unsigned(both ? 0 : factors[2], factors[1]);
                assertThat(unsigned(memory.readLong(24), memory.readLong(16)))
                        .isEqualTo(unsigned(0, factors[0]).multiply(other).mod(BigInteger.ONE.shiftLeft(128)));
            }
        }
    }

    private static void multiplies(Instance instance, long[] factors) {
        instance.invoke("multiply", 16, factors[0], factors[1], factors[2], factors[3]);
        var memory = (Memory) instance.exports().get("memory");
        var product = unsigned(factors[1], factors[0]).multiply(unsigned(factors[3], factors[2])).mod(BigInteger.ONE.shiftLeft(128));
        assertThat(unsigned(memory.readLong(24), memory.readLong(16))).isEqualTo(product);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void productsAreRight(Form form) throws IOException {
        for (var body : new String[] {form.body, form.swapped()}) {
            assertThat(usesInstruction(body)).isTrue();
            var instance = Engine.create().compileText(module(body)).instantiate();
            var withFuel = Engine.builder().fuel(true).build().compileText(module(body)).instantiate();
            withFuel.store().setFuel(Long.MAX_VALUE);
            var random = new Random(1);
            for (int i = 0; i < 2000; i++) {
                var factors = random.longs(4).map(number -> switch (random.nextInt(4)) {
                    case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
                    case 1 -> number >>> random.nextInt(64);
                    default -> number;
                }).toArray();
                multiplies(instance, factors);
                multiplies(withFuel, factors);
            }
        }
    }

    /** What was stored before the store that traps is there, and nothing else. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void theFirstStoreIsDoneWhereTheSecondTraps(Form form) {
        var instance = Engine.create().compileText(module(form.body)).instantiate();
        var memory = (Memory) instance.exports().get("memory");
        assertThatExceptionOfType(Trap.class).isThrownBy(() -> instance.invoke("multiply", 65528, 3L, 0L, 5L, 0L));
        assertThat(memory.readLong(65528)).isEqualTo(form == Form.LLVM ? 15 : 0);
        assertThatExceptionOfType(Trap.class).isThrownBy(() -> instance.invoke("multiply", -1, 3L, 0L, 5L, 0L));
        assertThatExceptionOfType(Trap.class).isThrownBy(() -> instance.invoke("multiply", -8, -1L, 0L, -1L, 0L));
        assertThat(memory.readLong(0)).as("addresses do not wrap").isZero();
    }

    /** A sum of sums that are added to themselves has 2^60 terms. */
    @Test
    void sumsMayBeEndless() throws IOException {
        assertThat(usesInstruction("(local.get 1)" + "(local.tee 5)(local.get 5)(i64.add)".repeat(60) + "(local.set 1)" + Form.LLVM.body))
                .isFalse();
    }

    @Test
    void whatLooksAlikeIsItself() throws IOException {
        var right = Form.COMPILER_RT.body;
        for (var body : new String[] {
            right.replaceFirst("4294967295", "4294967294"), right.replaceFirst("32\\)", "31)"), right.replace("offset=8", "offset=16"),
            right.replaceFirst("i64.mul", "i64.add"), right.replaceFirst("i64.shr_u", "i64.shr_s"),
            right.replaceFirst("local.get 4", "local.get 2"), right + "(i64.store (local.get 0) (i64.const 1))",
            right + "(i32.store (local.get 0) (i32.const 1))", "(local.set 1 (local.get 2))" + right,
            right.replace("(i64.store (local.get 0)", "(i64.store offset=8 (local.get 0)"), "(return)" + right,
            Form.LLVM.body.replace("(i64.lt_u (local.get 6) (local.get 7))", "(i64.lt_u (local.get 7) (local.get 6))")
        }) {
            assertThat(usesInstruction(body)).as(body).isFalse();
        }
    }
}
