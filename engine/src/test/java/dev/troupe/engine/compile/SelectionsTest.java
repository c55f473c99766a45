package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Modules;
import java.util.Collections;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** What selects in loops answer is what they are asked for, whichever of their operands are kept for C2. */
class SelectionsTest {
    private static final String HALF = "(i64.shr_u (local.get $n) (i64.const 1))";
    private static final String TRIPLE = "(i64.mul (local.get $n) (i64.const 3))";
    private static final String TRIPLE_AND_ONE = "(i64.add " + TRIPLE + " (i64.const 1))";
    private static final String LOWEST = "(i64.and (local.get $n) (i64.const 1))";

    /** Counts the turns until {@code $n} is 1. */
    private static String turns(String select, String type) {
        return """
                (module (func $f (export "f") (param $start i64) (result i64) (local $n %1$s) (local $turns i64)
                  (local.set $n %3$s)
                  (loop $next
                    (local.set $turns (i64.add (local.get $turns) (i64.const 1)))
                    (br_if $next (%1$s.ne (local.tee $n %2$s) (%1$s.const 1))))
                  (local.get $turns)))""".formatted(type, select.replace("i64", type),
                type.equals("i64") ? "(local.get $start)" : "(i32.wrap_i64 (local.get $start))");
    }

    private static void counts(String select) {
        for (var type : new String[] {"i64", "i32"}) {
            var instance = Engine.create().compile(Modules.assemble(turns(select, type))).instantiate();
            var function = instance.function("f").as(LongUnaryOperator.class);
            for (int start = 2; start < 20_000; start++) {
                int turns = 0;
                for (int n = start; n != 1; n = n % 2 == 0 ? n >>> 1 : 3 * n + 1) {
                    turns++;
                }
                assertEquals(turns, function.applyAsLong(start), type + " " + start);
            }
        }
    }

    @Test
    void theSecondOperandIsDeep() {
        counts("(select " + HALF + TRIPLE_AND_ONE + "(i64.eqz " + LOWEST + "))");
    }

    @Test
    void theFirstOperandIsDeep() {
        counts("(select " + TRIPLE_AND_ONE + HALF + "(i64.ne " + LOWEST + "(i64.const 0)))");
    }

    @Test
    void bothOperandsAreDeep() {
        var half = "(i64.shr_u (i64.and (local.get $n) (i64.const -2)) (i64.const 1))";
        counts("(select " + half + TRIPLE_AND_ONE + "(i64.eqz " + LOWEST + "))");
        counts("(select " + TRIPLE_AND_ONE + half + "(i64.lt_u (i64.const 0) " + LOWEST + "))");
    }

    @Test
    void selectsInSelects() {
        var inner = "(select " + HALF + TRIPLE_AND_ONE + "(i64.eqz " + LOWEST + "))";
        counts("(select " + TRIPLE_AND_ONE + inner + "(i64.eq (i64.const 1) " + LOWEST + "))");
        counts("(select " + inner + TRIPLE_AND_ONE + "(i64.eqz " + LOWEST + "))");
    }

    /** More than are kept, and one below which there is another value. */
    @Test
    void manySelects() {
        var select = "(select (i32.add (i32.mul (local.get $n) (i32.const 3)) (i32.const %d)) (i32.shr_u (local.get $n) (i32.const 1))"
                + "(i32.and (local.get $n) (i32.const %d)))";
        var sum = new StringBuilder(select.formatted(0, 1));
        for (int i = 1; i < 5; i++) {
            sum.insert(0, "(i32.add ").append(select.formatted(i, 1 << i)).append(')');
        }
        var instance = Engine.create().compile(Modules.assemble("""
                (module (func (export "f") (param $n i32) (param $turns i32) (result i32)
                  (loop $next
                    (local.set $n %s)
                    (br_if $next (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
                  (local.get $n)))""".formatted(sum))).instantiate();
        int n = 7;
        for (int turn = 0; turn < 1000; turn++) {
            int next = 0;
            for (int i = 0; i < 5; i++) {
                next += (n & 1 << i) != 0 ? 3 * n + i : n >>> 1;
            }
            n = next;
        }
        for (int i = 0; i < 100; i++) {
            assertEquals(n, instance.invoke("f", 7, 1000)[0]);
        }
    }

    @Test
    void onlyDeepOperandsAreKept() {
        assertThat(size(TRIPLE_AND_ONE, "")).isGreaterThan(size(TRIPLE, "") + 10);
    }

    @Test
    void nothingIsKeptAcrossCalls() {
        assertThat(size(TRIPLE_AND_ONE, "(call $f (i64.const 1))")).isLessThan(size(TRIPLE, "(call $f (i64.const 1))") + 10);
    }

    /** Of the code with an operand, and something to do in each turn. */
    private static int size(String operand, String more) {
        var text = turns("(select " + HALF + operand + "(i64.eqz " + LOWEST + "))", "i64");
        var drop = more.isEmpty() ? "" : "(drop " + more + ")";
        var sizes = Engine.create().compileText(text.replace("(loop $next", "(loop $next " + drop)).codeSizes();
        return Collections.max(sizes.values());
    }
}
