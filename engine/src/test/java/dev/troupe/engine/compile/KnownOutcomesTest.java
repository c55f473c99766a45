package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.Numeric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who chooses or branches by an outcome that a local holds may compare again, but only what was compared. */
class KnownOutcomesTest {
    private static final int[] NUMBERS = {0, 1, 2, 77, -1, -2, Integer.MAX_VALUE, Integer.MAX_VALUE - 1, Integer.MIN_VALUE,
        Integer.MIN_VALUE + 1};

    /** The loop of a dynamic program as compilers write it: a counter up to zero is asked whether its sum with one overflows. */
    private static final String TURNS = """
            (func (export "turns") (param $i i32) (result i32) (local $next i32) (local $end i32) (local $n i32)
              (loop $l
                (local.set $n (i32.add (local.get $n) (i32.const 1)))
                (local.set $end
                  (i32.lt_u (local.tee $next (i32.add (local.get $i) (i32.const 1))) (local.get $i)))
                (local.set $i (local.get $next))
                (br_if $l (i32.eqz (local.get $end))))
              (local.get $n))
            """;

    /** The same as a reason to go on. */
    private static final String FURTHER_TURNS = TURNS.replace("i32.lt_u", "i32.ge_u")
            .replace("(i32.eqz (local.get $end))", "(local.get $end)")
            .replace("turns", "further");

    private static final String SORTED = """
            (func (export "sorted") (param i32 i32) (result i32 i32) (local i32)
              (select (local.get 0) (local.get 1) (local.tee 2 (i32.lt_s (local.get 0) (local.get 1))))
              (select (local.get 1) (local.get 0) (local.get 2)))
            """;

    @TempDir
    Path temporary;

    private static Instance instance(String functions) {
        return Engine.create().compileText("(module (memory 1) " + functions + ")").instantiate();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lt_s", "lt_u", "le_s", "le_u", "gt_s", "gt_u", "ge_s", "ge_u", "eq", "ne"})
    void anOutcomeIsUsedInManyWays(String comparison) throws ReflectiveOperationException {
        var instance = instance("""
                (func (export "both") (param i32 i32) (result i32 i32) (local i32)
                  (select (local.get 0) (local.get 1) (local.tee 2 (i32.C (local.get 0) (local.get 1))))
                  (select (local.get 0) (local.get 1) (i32.eqz (local.get 2))))
                (func (export "branch") (param i32 i32) (result i32) (local i32)
                  (local.set 2 (i32.C (local.get 0) (i32.const 1)))
                  (block (br_if 0 (local.get 2)) (return (local.get 2)))
                  (i32.add (local.get 2) (i32.const 10)))
                (func (export "if") (param i32 i32) (result i32) (local i32)
                  (local.set 2 (i32.eqz (i32.C (local.get 0) (local.get 1))))
                  (if (result i32) (local.get 2) (then (i32.const 0)) (else (i32.const 1))))
                (func (export "zero") (param i32 i32) (result i32) (local i32)
                  (local.set 2 (i32.C (local.get 0) (i32.const 0)))
                  (select (i32.const 1) (i32.const 0) (local.get 2)))
                """.replace("i32.C", "i32." + comparison));
        for (int a : NUMBERS) {
            for (int b : NUMBERS) {
                boolean holds = holds(comparison, a, b);
                assertThat(instance.invoke("both", a, b)).containsExactly(holds ? a : b, holds ? b : a);
                assertThat(instance.invoke("if", a, b)).containsExactly(holds ? 1 : 0);
            }
            assertThat(instance.invoke("branch", a, 0)).containsExactly(holds(comparison, a, 1) ? 11 : 0);
            assertThat(instance.invoke("zero", a, 0)).containsExactly(holds(comparison, a, 0) ? 1 : 0);
        }
    }

    private static boolean holds(String comparison, int a, int b) throws ReflectiveOperationException {
        return (int) Numeric.class.getMethod("i32_" + comparison, int.class, int.class).invoke(null, a, b) == 1;
    }

    /** What was compared has changed, on the way or on one of several; what the local holds is still the old outcome. */
    @Test
    void anOutcomeOutlivesWhatWasCompared() {
        var instance = instance("""
                (func (export "straight") (param i32 i32) (result i32) (local i32)
                  (local.set 2 (i32.lt_s (local.get 0) (local.get 1)))
                  (local.set 1 (local.get 0))
                  (select (i32.const 1) (i32.const 0) (local.get 2)))
                (func (export "itself") (param i32 i32) (result i32)
                  (local.set 0 (i32.lt_s (local.get 0) (local.get 1)))
                  (select (i32.const 1) (i32.const 0) (local.get 0)))
                (func (export "overwritten") (param i32 i32) (result i32) (local i32)
                  (local.set 2 (i32.lt_s (local.get 0) (local.get 1)))
                  (local.set 2 (i32.lt_s (local.get 1) (local.get 0)))
                  (select (i32.const 1) (i32.const 0) (local.get 2)))
                (func (export "oneWay") (param i32 i32) (result i32) (local i32)
                  (local.set 2 (i32.lt_s (local.get 0) (local.get 1)))
                  (if (i32.eq (local.get 0) (i32.const 1)) (then (local.set 0 (i32.const 1000))))
                  (select (i32.const 1) (i32.const 0) (local.get 2)))
                (func (export "jumped") (param i32 i32) (result i32) (local i32)
                  (block $b
                    (block (br_if 0 (i32.eq (local.get 0) (i32.const 2)))
                      (local.set 2 (i32.lt_s (local.get 0) (local.get 1))) (br $b))
                    (local.set 2 (i32.const 1)))
                  (select (i32.const 1) (i32.const 0) (local.get 2)))
                (func (export "teed") (param i32 i32) (result i32) (local i32)
                  (local.tee 2 (i32.lt_s (local.get 0) (local.get 1)))
                  (local.set 2 (i32.const 0))
                  (if (result i32) (then (i32.const 1)) (else (local.get 2))))
                (func (export "turning") (param i32 i32) (result i32) (local i32 i32)
                  (local.set 2 (i32.lt_s (local.get 0) (local.get 1)))
                  (loop
                    (local.set 3 (select (i32.const 1) (i32.const 0) (local.get 2)))
                    (local.set 0 (i32.const 1000))
                    (br_if 0 (i32.eqz (local.tee 1 (i32.eqz (local.get 1))))))
                  (local.get 3))
                """);
        for (int a : NUMBERS) {
            for (int b : NUMBERS) {
                int less = a < b ? 1 : 0;
                assertThat(instance.invoke("straight", a, b)).containsExactly(less);
                assertThat(instance.invoke("itself", a, b)).containsExactly(less);
                assertThat(instance.invoke("overwritten", a, b)).containsExactly(b < a ? 1 : 0);
                assertThat(instance.invoke("oneWay", a, b)).containsExactly(less);
                assertThat(instance.invoke("jumped", a, b)).containsExactly(a == 2 ? 1 : less);
                assertThat(instance.invoke("teed", a, b)).containsExactly(less);
                assertThat(instance.invoke("turning", a, b)).containsExactly(less);
            }
        }
    }

    @Test
    void aSumThatOverflowsEndsTheLoop() {
        var instance = instance(TURNS + FURTHER_TURNS + """
                (func (export "another") (param i32 i32) (result i32) (local i32)
                  (i32.lt_u (local.tee 2 (i32.add (local.get 0) (i32.const 1))) (local.get 1)))
                (func (export "two") (param i32) (result i32) (local i32)
                  (i32.lt_u (local.tee 1 (i32.add (local.get 0) (i32.const 2))) (local.get 0)))
                (func (export "changed") (param i32) (result i32) (local i32)
                  (local.set 1 (i32.add (local.get 0) (i32.const 1)))
                  (local.set 0 (i32.const 100))
                  (i32.lt_u (local.get 1) (local.get 0)))
                """);
        for (int turns : new int[] {1, 2, 3, 1200}) {
            assertThat(instance.invoke("turns", -turns)).containsExactly(turns);
            assertThat(instance.invoke("further", -turns)).containsExactly(turns);
        }
        for (int a : NUMBERS) {
            for (int b : NUMBERS) {
                assertThat(instance.invoke("another", a, b)).containsExactly(Integer.compareUnsigned(a + 1, b) < 0 ? 1 : 0);
            }
            assertThat(instance.invoke("two", a)).containsExactly(Integer.compareUnsigned(a + 2, a) < 0 ? 1 : 0);
            assertThat(instance.invoke("changed", a)).containsExactly(Integer.compareUnsigned(a + 1, 100) < 0 ? 1 : 0);
        }
    }

    /** Two choices by one outcome are the lesser and the greater, and the counter's overflow is a branch on its sign. */
    @Test
    void noNumbersAreTested() throws IOException {
        assertThat(called(SORTED)).contains("min", "max");
        assertThat(called(TURNS)).doesNotContain("i32_lt_u", "compareUnsigned");
        assertThat(called(FURTHER_TURNS)).doesNotContain("i32_ge_u", "compareUnsigned");
    }

    private List<String> called(String function) throws IOException {
        var jar = temporary.resolve("called-" + function.hashCode() + ".jar");
        var engine = Engine.create();
        engine.compileAhead(engine.compileText("(module " + function + ")").bytes(), "called", jar);
        return Called.in(jar).stream().map(Called::method).toList();
    }
}
