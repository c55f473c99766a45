package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.Numeric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Selects that choose the lesser or greater of two, indices that are selected, comparisons that are added: as if they were branches. */
class ChoicesTest {
    private static final int[] NUMBERS = {0, 1, 2, 77, -1, -2, Integer.MAX_VALUE, Integer.MAX_VALUE - 1, Integer.MIN_VALUE,
        Integer.MIN_VALUE + 1};

    @TempDir
    private Path temporary;

    private static Instance instance(String functions) {
        return Engine.create().compileText("(module (memory 1) " + functions + ")").instantiate();
    }

    private static boolean holds(String comparison, int a, int b) throws ReflectiveOperationException {
        return (int) Numeric.class.getMethod("i32_" + comparison, int.class, int.class).invoke(null, a, b) == 1;
    }

    /** With what is compared in both orders, by what is not so, and through locals written just before. */
    @ParameterizedTest
    @ValueSource(strings = {"lt_s", "lt_u", "le_s", "le_u", "gt_s", "gt_u", "ge_s", "ge_u", "eq", "ne"})
    void theChosenOneIsTheOneAskedFor(String comparison) throws ReflectiveOperationException {
        var instance = instance("""
                (func (export "straight") (param i32 i32) (result i32)
                  (select (local.get 0) (local.get 1) (i32.C (local.get 0) (local.get 1))))
                (func (export "crossed") (param i32 i32) (result i32)
                  (select (local.get 1) (local.get 0) (i32.C (local.get 0) (local.get 1))))
                (func (export "negated") (param i32 i32) (result i32)
                  (select (local.get 0) (local.get 1) (i32.eqz (i32.C (local.get 0) (local.get 1)))))
                (func (export "written") (param i32 i32) (result i32) (local i32 i32)
                  (select (local.tee 2 (i32.add (local.get 0) (i32.const 0))) (local.tee 3 (i32.sub (local.get 1) (i32.const 0)))
                    (i32.C (local.get 2) (local.get 3))))
                (func (export "another") (param i32 i32) (result i32)
                  (select (local.get 0) (i32.const 5) (i32.C (local.get 0) (local.get 1))))
                """.replace("i32.C", "i32." + comparison));
        for (int a : NUMBERS) {
            for (int b : NUMBERS) {
                boolean holds = holds(comparison, a, b);
                assertThat(instance.invoke("straight", a, b)).containsExactly(holds ? a : b);
                assertThat(instance.invoke("crossed", a, b)).containsExactly(holds ? b : a);
                assertThat(instance.invoke("negated", a, b)).containsExactly(holds ? b : a);
                assertThat(instance.invoke("written", a, b)).containsExactly(holds ? a : b);
                assertThat(instance.invoke("another", a, b)).containsExactly(holds ? a : 5);
            }
        }
    }

    private static final int[] LIMITS = {0, 1, 2, 76, 77, 78, -1, -2, -3, Integer.MAX_VALUE, Integer.MAX_VALUE - 1, Integer.MIN_VALUE,
        Integer.MIN_VALUE + 1, Integer.MIN_VALUE + 2};

    /** With constants, those compared with and those beside them, and differences with what is less, in a loop. */
    @ParameterizedTest
    @ValueSource(strings = {"lt_s", "lt_u", "le_s", "le_u", "gt_s", "gt_u", "ge_s", "ge_u", "eq", "ne"})
    void limitsAndExcesses(String comparison) throws ReflectiveOperationException {
        for (int limit : LIMITS) {
            var functions = new StringBuilder();
            for (int near = -2; near <= 2; near++) {
                functions.append(inLoop("kept" + near, "(local.get 0) (i32.const N) (i32.C (local.get 0) (i32.const L))", limit, near));
                functions.append(inLoop("other" + near, "(i32.const N) (local.get 0) (i32.C (local.get 0) (i32.const L))", limit, near));
                functions.append(inLoop("excess" + near,
                        "(i32.sub (local.get 0) (i32.const N)) (i32.const 0) (i32.C (local.get 0) (i32.const L))", limit, near));
                functions.append(inLoop("lack" + near,
                        "(i32.const 0) (i32.add (local.get 0) (i32.sub (i32.const 0) (i32.const N)))"
                                + " (i32.C (local.get 0) (i32.const L))",
                        limit, near));
                functions.append(inLoop("less" + near,
                        "(i32.const 0) (i32.add (local.get 0) (i32.const M)) (i32.C (local.get 0) (i32.const L))", limit, near));
            }
            var instance = instance(functions.toString().replace("i32.C", "i32." + comparison));
            for (int near = -2; near <= 2; near++) {
                int n = limit + near;
                for (int a : LIMITS) {
                    boolean holds = holds(comparison, a, limit);
                    assertThat(instance.invoke("kept" + near, a, 0)).containsExactly(holds ? a : n);
                    assertThat(instance.invoke("other" + near, a, 0)).containsExactly(holds ? n : a);
                    assertThat(instance.invoke("excess" + near, a, 0)).containsExactly(holds ? a - n : 0);
                    assertThat(instance.invoke("lack" + near, a, 0)).containsExactly(holds ? 0 : a - n);
                    assertThat(instance.invoke("less" + near, a, 0)).containsExactly(holds ? 0 : a - n);
                }
            }
        }
    }

    private static String inLoop(String name, String select, int limit, int near) {
        return "(func (export \"" + name + "\") (param i32 i32) (result i32) (local i32) (loop (local.set 2 (select "
                + select.replace("const N", "const " + (limit + near)).replace("const M", "const " + -(limit + near))
                        .replace("const L", "const " + limit)
                + ")) (br_if 0 (local.get 1))) (local.get 2))\n";
    }

    /** The difference of two locals, if it is positive. */
    @ParameterizedTest
    @ValueSource(strings = {"lt_s", "lt_u", "le_s", "le_u", "gt_s", "gt_u", "ge_s", "ge_u", "eq", "ne"})
    void excessesOfLocals(String comparison) throws ReflectiveOperationException {
        var instance = instance("""
                (func (export "straight") (param i32 i32) (result i32)
                  (select (i32.sub (local.get 0) (local.get 1)) (i32.const 0) (i32.C (local.get 0) (local.get 1))))
                (func (export "crossed") (param i32 i32) (result i32)
                  (select (i32.sub (local.get 1) (local.get 0)) (i32.const 0) (i32.C (local.get 0) (local.get 1))))
                (func (export "zeroFirst") (param i32 i32) (result i32)
                  (select (i32.const 0) (i32.sub (local.get 0) (local.get 1)) (i32.C (local.get 0) (local.get 1))))
                (func (export "crossedZeroFirst") (param i32 i32) (result i32)
                  (select (i32.const 0) (i32.sub (local.get 1) (local.get 0)) (i32.C (local.get 0) (local.get 1))))
                (func (export "changed") (param i32 i32) (result i32)
                  (i32.sub (local.get 0) (local.get 1)) (local.set 0 (i32.const 77)) (i32.const 0)
                  (i32.C (local.get 0) (local.get 1)) select)
                (func (export "subtrahendChanged") (param i32 i32) (result i32)
                  (i32.sub (local.get 0) (local.get 1)) (i32.const 0) (local.set 1 (i32.const 77))
                  (i32.C (local.get 0) (local.get 1)) select)
                (func (export "inBlock") (param i32 i32) (result i32)
                  (i32.sub (local.get 0) (local.get 1))
                  (block (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br_if 0 (local.get 1)) (local.set 0 (i32.const 77)))
                  (i32.const 0) (i32.C (local.get 0) (local.get 1)) select)
                """.replace("i32.C", "i32." + comparison));
        for (int a : NUMBERS) {
            for (int b : NUMBERS) {
                boolean holds = holds(comparison, a, b);
                assertThat(instance.invoke("straight", a, b)).containsExactly(holds ? a - b : 0);
                assertThat(instance.invoke("crossed", a, b)).containsExactly(holds ? b - a : 0);
                assertThat(instance.invoke("zeroFirst", a, b)).containsExactly(holds ? 0 : a - b);
                assertThat(instance.invoke("crossedZeroFirst", a, b)).containsExactly(holds ? 0 : b - a);
                assertThat(instance.invoke("changed", a, b)).containsExactly(holds(comparison, 77, b) ? a - b : 0);
                assertThat(instance.invoke("subtrahendChanged", a, b)).containsExactly(holds(comparison, a, 77) ? a - b : 0);
                assertThat(instance.invoke("inBlock", a, b)).containsExactly(holds(comparison, b != 0 ? a + 1 : 77, b) ? a - b : 0);
            }
        }
    }

    /** What is calculated and what remains a branch: outside of loops, or with another constant. */
    @Test
    void onlyLimitsInLoopsAreCalculated() throws IOException {
        var clamped = "(local.get 0) (i32.const N) (i32.C (local.get 0) (i32.const L))".replace("i32.C", "i32.lt_s");
        assertThat(called(inLoop("f", clamped, 255, 0))).contains("min");
        assertThat(called(inLoop("f", clamped, 255, 1))).doesNotContain("min");
        assertThat(called(inLoop("f", clamped, 255, 0).replace("(loop", "(block"))).doesNotContain("min");
        assertThat(called(inLoop("f", clamped.replace("lt_s", "gt_u"), 255, 0))).contains("maxUnsigned");
        var excess = "(i32.sub (local.get 0) (i32.const N)) (i32.const 0) (i32.gt_u (local.get 0) (i32.const L))";
        assertThat(called(inLoop("f", excess, 999, 1))).contains("maxUnsigned");
        assertThat(called(inLoop("f", excess, 999, 2))).doesNotContain("maxUnsigned");
    }

    private List<String> called(String function) throws IOException {
        var jar = temporary.resolve("called-" + function.hashCode() + ".jar");
        var engine = Engine.create();
        engine.compileAhead(engine.compileText("(module " + function + ")").bytes(), "called", jar);
        return Called.in(jar).stream().map(Called::method).toList();
    }

    /** A local that changes between an operand and the comparison is another number there. */
    @Test
    void operandsAreWhatLocalsWere() {
        var instance = instance("""
                (func (export "here") (param i32 i32) (result i32)
                  local.get 0 local.get 1
                  (local.set 0 (i32.const 100))
                  (i32.lt_s (local.get 0) (local.get 1)) select)
                (func (export "inside") (param i32 i32) (result i32)
                  local.get 0 local.get 1
                  (block (local.set 1 (i32.const 100)) (br_if 0 (local.get 0)) (local.set 0 (i32.const 200)))
                  (i32.gt_s (local.get 0) (local.get 1)) select)
                (func (export "teed") (param i32 i32) (result i32)
                  (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (local.tee 0 (local.get 1))
                  (i32.lt_u (local.get 0) (local.get 0)) select)
                """);
        for (int a : NUMBERS) {
            for (int b : NUMBERS) {
                assertThat(instance.invoke("here", a, b)).containsExactly(100 < b ? a : b);
                assertThat(instance.invoke("inside", a, b)).containsExactly((a != 0 ? a : 200) > 100 ? a : b);
                assertThat(instance.invoke("teed", a, b)).containsExactly(b);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lt_s", "lt_u", "le_s", "le_u", "gt_s", "gt_u", "ge_s", "ge_u", "eq", "ne"})
    void comparisonsAreAdded(String comparison) throws ReflectiveOperationException {
        var instance = instance("""
                (func (export "add") (param i32 i32) (result i32) (i32.add (i32.const 7) (i32.C (local.get 0) (local.get 1))))
                (func (export "sub") (param i32 i32) (result i32)
                  (i32.sub (local.get 0) (i32.eqz (i32.C (local.get 0) (local.get 1)))))
                (func (export "zero") (param i32 i32) (result i32) (i32.add (local.get 1) (i32.C (local.get 0) (i32.const 0))))
                """.replace("i32.C", "i32." + comparison));
        for (int a : NUMBERS) {
            for (int b : NUMBERS) {
                int flag = holds(comparison, a, b) ? 1 : 0;
                assertThat(instance.invoke("add", a, b)).containsExactly(7 + flag);
                assertThat(instance.invoke("sub", a, b)).containsExactly(a - (1 - flag));
                assertThat(instance.invoke("zero", a, b)).containsExactly(b + (holds(comparison, a, 0) ? 1 : 0));
            }
        }
    }

    /** Comparisons that are no comparisons of two i32. */
    @Test
    void otherComparisonsAreAdded() {
        var instance = instance("""
                (func (export "eqz") (param i32) (result i32) (i32.add (local.get 0) (i32.eqz (local.get 0))))
                (func (export "longs") (param i32) (result i32)
                  (i32.add (local.get 0) (i64.lt_s (i64.extend_i32_s (local.get 0)) (i64.const 3))))
                (func (export "doubles") (param i32) (result i32)
                  (i32.sub (local.get 0) (f64.ge (f64.convert_i32_s (local.get 0)) (f64.const nan))))
                (func (export "references") (param i32) (result i32) (i32.add (local.get 0) (ref.is_null (ref.null func))))
                """);
        for (int a : NUMBERS) {
            assertThat(instance.invoke("eqz", a)).containsExactly(a == 0 ? 1 : a);
            assertThat(instance.invoke("longs", a)).containsExactly(a < 3 ? a + 1 : a);
            assertThat(instance.invoke("doubles", a)).containsExactly(a);
            assertThat(instance.invoke("references", a)).containsExactly(a + 1);
        }
    }

    /** The greater of two sons, as a heap sinks a number: what is selected is an index through a local. */
    private static final String SINK = """
            (func (export "f") (param $i i32) (param $end i32) (result i32) (local $sums i32)
              (loop $next
                (local.set $i (select (i32.add (local.get $i) (i32.const 2)) (i32.add (local.get $i) (i32.const 1))
                  (i32.and (i32.load8_u (local.get $i)) (i32.const 1))))
                (local.set $sums (i32.add (i32.mul (local.get $sums) (i32.const 31)) (i32.load (%s (local.get $i) (i32.const 2)))))
                (br_if $next (i32.lt_u (local.get $i) (local.get $end))))
              (local.get $sums))
            (data (i32.const 0) "\\01\\02\\03\\05\\08\\0d\\15\\22\\37\\59\\90\\e9\\79\\62\\db\\3d\\18\\55\\6d")""";

    @Test
    void selectedIndicesAreWhatTheyWere() {
        var instance = instance(SINK.formatted("i32.shl"));
        var reference = instance(SINK.formatted("i32.mul").replace("(i32.const 2))))", "(i32.const 4))))"));
        for (int end = 0; end < 60; end++) {
            for (int start = 0; start < 4; start++) {
                assertThat(instance.invoke("f", start, end)).isEqualTo(reference.invoke("f", start, end));
            }
        }
    }

    /** It costs a field read and an exclusive or, which other selects do not have. */
    @Test
    void onlyIndicesAreHidden() {
        assertThat(size(SINK.formatted("i32.shl"))).isEqualTo(size(SINK.formatted("i32.shr_u")) + 4);
    }

    private static int size(String function) {
        var sizes = Engine.create().compileText("(module (memory 1) " + function + ")").codeSizes();
        return Collections.max(sizes.values());
    }
}
