package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.Trap;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code that has no statement boundary for long, or stands in a {@code try}, is cut like any other, and does what it did. */
class LongStatementsTest {
    private static Instance small(String fields, int limit) {
        var module = Engine.builder().methodBytes(limit).build().compileText("(module " + fields + ")");
        assertThat(module.codeSizes()).as("limit %d", limit).allSatisfy((name, size) -> assertThat(size).isLessThanOrEqualTo(limit));
        return module.instantiate();
    }

    /** A tree of operators over parameters, and its value. */
    private static final class Expression {
        final StringBuilder text = new StringBuilder();
        private final Random random;
        private final int[] arguments;

        Expression(Random random, int[] arguments) {
            this.random = random;
            this.arguments = arguments;
        }

        int build(int depth) {
            if (depth == 0 || random.nextInt(12) == 0) {
                int argument = random.nextInt(arguments.length);
                text.append("(local.get ").append(argument).append(')');
                return arguments[argument];
            }
            switch (random.nextInt(5)) {
                case 0 -> text.append("(i32.add ");
                case 1 -> text.append("(i32.mul ");
                case 2 -> text.append("(call $minus ");
                case 3 -> {
                    text.append("(block (result i32) (local.tee 3 ");
                    int value = build(depth - 1);
                    text.append(") (drop (i32.const 3)) ");
                    text.append("(local.set 3 (i32.const 1)))");
                    return value;
                }
                default -> {
                    text.append("(if (result i32) ");
                    int condition = build(depth - 1);
                    text.append("(then ");
                    int first = build(depth - 2 < 0 ? 0 : depth - 2);
                    text.append(") (else ");
                    int second = build(depth - 2 < 0 ? 0 : depth - 2);
                    text.append("))");
                    return condition != 0 ? first : second;
                }
            }
            char kind = text.charAt(text.length() - 2);
            int left = build(depth - 1);
            int right = build(depth - 1);
            text.append(')');
            return kind == 'd' ? left + right : kind == 'l' ? left * right : left - right;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void aLargeExpressionHasItsValue(int seed) {
        int[] arguments = {seed * 3, -7, 0x12345};
        var expression = new Expression(new Random(seed), arguments);
        int expected = expression.build(11);
        for (int limit : new int[] {700, 2000, 8000}) {
            var instance = small("(func $minus (param i32 i32) (result i32) (i32.sub (local.get 0) (local.get 1)))"
                    + "(func (export \"f\") (param i32 i32 i32) (result i32) (local i32) " + expression.text + ")", limit);
            assertThat(instance.invoke("f", arguments[0], arguments[1], arguments[2])).containsExactly(expected);
        }
    }

    @Test
    void operandsOfAllKindsRestWhileOthersAreCalculated() {
        var sum = "(local.get 0)" + " (local.get 0) i32.add".repeat(599);
        var text = "(func $pick (param i64 f32 f64 v128 funcref externref i32) (result i64)"
                + " (i64.add (local.get 0) (i64.add (i64x2.extract_lane 1 (local.get 3)) (i64.extend_i32_s (i32.add (i32.add (local.get 6)"
                + " (ref.is_null (local.get 5))) (i32.trunc_f32_s (local.get 1)))))))"
                + "(func (export \"f\") (param i32 externref) (result i64)"
                + " i64.const 1000 f32.const 7 f64.const 2 v128.const i64x2 5 100000 ref.null func local.get 1 " + sum + " call $pick)";
        assertThat(small(text, 8000).invoke("f", 3, "guest")).containsExactly(1000L + 100_000 + 1800 + 7);
        assertThat(small(text, 1500).invoke("f", 3, null)).containsExactly(1000L + 100_000 + 1800 + 1 + 7);
    }

    private static String work(int statements) {
        return "(local.set $x (i32.add (i32.mul (local.get $x) (i32.const 3)) (i32.const 1)))".repeat(statements);
    }

    private static int worked(int value, int statements) {
        int result = value;
        for (int i = 0; i < statements; i++) {
            result = result * 3 + 1;
        }
        return result;
    }

    @ParameterizedTest
    @ValueSource(ints = {600, 2000, 8000})
    void handlersSeeLocalsAsTheyWereWhenCodeInsideWasCut(int limit) {
        var instance = small("(tag $t) (func (export \"f\") (param $x i32) (param $when i32) (result i32)"
                + "(block $caught (try_table (catch $t $caught)" + work(500) + "(if (local.get $when) (then (throw $t)))" + work(500)
                + "(return (i32.const -1)))) (local.get $x))", limit);
        assertThat(instance.invoke("f", 5, 1)).containsExactly(worked(5, 500));
        assertThat(instance.invoke("f", 5, 0)).containsExactly(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {600, 2000, 8000})
    void legacyHandlersToo(int limit) {
        var instance = small("(tag $t (param i32)) (func (export \"f\") (param $x i32) (param $when i32) (result i32)"
                + "(try $outer (do (try (do" + work(500) + "(if (i32.eq (local.get $when) (i32.const 1)) (then (throw $t (local.get $x))))"
                + work(300) + "(if (i32.eq (local.get $when) (i32.const 2)) (then (throw $t (local.get $x))))" + work(10) + ")"
                + " (catch $t (local.set $x) " + work(300) + "(if (i32.eq (local.get $when) (i32.const 2)) (then (rethrow 1)))" + work(300)
                + "))) (catch_all" + work(400) + ")) (local.get $x))", limit);
        assertThat(instance.invoke("f", 5, 0)).containsExactly(worked(5, 810));
        assertThat(instance.invoke("f", 5, 1)).containsExactly(worked(5, 500 + 600));
        assertThat(instance.invoke("f", 5, 2)).containsExactly(worked(5, 800 + 300 + 400));
    }

    @Test
    void delegatedExceptionsPassByTheHandlersBetween() {
        var instance = small("(tag $t) (func (export \"f\") (param $x i32) (result i32) (try $outer (do (try (do (try (do " + work(400)
                + "(try (do " + work(400) + "(throw $t)) (delegate $outer)))"
                + " (catch_all (local.set $x (i32.const 1))))) (catch_all (local.set $x (i32.const 2))))) (catch_all)) (local.get $x))",
                2000);
        assertThat(instance.invoke("f", 5)).containsExactly(worked(5, 800));
    }

    /** A switch with a block for each of its cases, as compilers of goroutines and generators write them. */
    private static String cases(int count) {
        var text = new StringBuilder("(func (export \"f\") (param i32) (result i32) (local $x i32) (loop $again ")
                .append("(block ".repeat(count));
        text.append("(br_table");
        for (int i = 0; i < count; i++) {
            text.append(' ').append(i);
        }
        text.append(" (local.get 0))");
        for (int i = 0; i < count; i++) {
            text.append(") (local.set $x (i32.add (local.get $x) (i32.const ").append(i).append(")))");
            if (i % 5 == 4) {
                text.append("(local.set 0 (i32.const ").append(count - 2)
                        .append(")) (br_if $again (i32.lt_u (local.get $x) (i32.const 100)))"
                                + "(return (local.get $x))");
            }
        }
        return text.append(") (local.get $x))").toString();
    }

    private static int walked(int from, int count) {
        int at = from;
        int sum = 0;
        while (true) {
            sum += at;
            if (at % 5 == 4 || at == count - 1) {
                at = at % 5 == 4 ? count - 2 : count;
                if (at == count || sum >= 100) {
                    return sum;
                }
            } else {
                at++;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 300, 3000, 10_000})
    void aSwitchOfAnyNumberOfTargetsFitsItsMethods(int count) {
        var instance = small(cases(count), 8000);
        for (int at : new int[] {0, 1, 3, 4, count / 2, count - 8, count - 5, count - 1}) {
            assertThat(instance.invoke("f", at)).as("case %d", at).containsExactly(walked(at, count));
        }
        assertThat(instance.invoke("f", count + 5)).containsExactly(walked(count - 1, count));
    }

    @Test
    void vectorsThatPartsShareAreStoredWhole() {
        var step = "(local.set $v (i64x2.add (local.get $v) (i64x2.splat (i64.const 1))))"
                + "(v128.store offset=16 (i32.const 0) (local.get $v))"
                + "(local.set $sum (i64.add (local.get $sum) (i64.add (i64.load (i32.const 16)) (i64x2.extract_lane 1 (local.get $v)))))"
                + "(v128.store32_lane offset=48 3 (local.get $at) (local.get $v))";
        var text = "(memory 1) (func (export \"f\") (param $at i32) (result i64) (local $v v128) (local $sum i64)"
                + " (local.set $v (v128.const i64x2 10 20))" + step.repeat(100) + "(local.get $sum))";
        long expected = 0;
        for (int i = 1; i <= 100; i++) {
            expected += 10 + i + 20 + i;
        }
        for (int limit : new int[] {700, 2000, 8000}) {
            assertThat(small(text, limit).invoke("f", 4)).containsExactly(expected);
        }
    }

    @Test
    void aTrapInAPartIsTheFunctions() {
        var instance = small(
                "(func $deep (export \"f\") (param $x i32) (result i32)" + work(700) + "(i32.div_s (local.get $x) (i32.const 0)))", 1000);
        assertThatThrownBy(() -> instance.invoke("f", 1)).isInstanceOf(Trap.class).hasMessageContaining("integer divide by zero");
    }
}
