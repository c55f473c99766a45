package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.troupe.engine.Engine;
import dev.troupe.engine.module.InvalidModuleException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases that only choose constants are looked up, and nobody can tell. */
class ConstantCasesTest {
    private static final String LOOK_UP = "charAt";

    @TempDir
    Path temporary;

    private static int run(Engine engine, String function, int argument) {
        var instance = engine.compileText("(module " + function + ")").instantiate();
        return (int) instance.invoke("f", argument)[0];
    }

    private boolean looksUp(String function) throws IOException {
        var jar = temporary.resolve("m.jar");
        var module = Engine.create().compileText("(module " + function + ")");
        Engine.create().compileAhead(module.bytes(), "m", jar);
        return Called.in(jar).stream().anyMatch(call -> call.method().equals(LOOK_UP));
    }

    /** A switch over the parameter of as many cases; the last one falls through if there is no text for it to leave by. */
    private static String chain(int cases, IntUnaryOperator value, String table, String leave, String behind) {
        var text = new StringBuilder("(func (export \"f\") (param $x i32) (result i32) (local $a i32)\n")
                .append("i32.const 99 local.set $a block $other block $join\n");
        for (int i = cases - 1; i >= 0; i--) {
            text.append("block $c").append(i).append(' ');
        }
        text.append("local.get $x br_table ").append(table).append('\n');
        for (int i = 0; i < cases; i++) {
            text.append("end i32.const ").append(value.applyAsInt(i)).append(" local.set $a ");
            text.append(i < cases - 1 ? "br $join" : leave).append('\n');
        }
        return text.append("end ").append(behind).append(" local.get $a return end i32.const -7)").toString();
    }

    private static String labels(int cases) {
        return IntStream.range(0, cases).mapToObj(i -> "$c" + i).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 40, 300, 3000})
    void constantsAreLookedUp(int cases) throws IOException {
        for (int factor : new int[] {1, 123_456_789}) {
            var function = chain(cases, i -> (i + 1) * factor, labels(cases) + " $join", "", "");
            assertThat(looksUp(function)).isTrue();
            var instance = Engine.create().compileText("(module " + function + ")").instantiate();
            for (int i = 0; i < cases; i++) {
                assertThat(instance.invoke("f", i)).containsExactly((i + 1) * factor);
            }
            for (int outside : new int[] {-1, cases, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                assertThat(instance.invoke("f", outside)).containsExactly(99);
            }
        }
    }

    @Test
    void fewCasesAreASwitch() throws IOException {
        assertThat(looksUp(chain(15, i -> i, labels(15) + " $join", "", ""))).isFalse();
    }

    @Test
    void casesOfAnotherKindAreASwitch() throws IOException {
        var ends = chain(20, i -> i, labels(20) + " $join", "", "");
        assertThat(looksUp(ends.replace("i32.const 3 local.set $a", "local.get $x local.set $a"))).isFalse();
        assertThat(looksUp(ends.replace("i32.const 3 local.set $a br $join", "i32.const 3 local.set $a br $other"))).isFalse();
        assertThat(looksUp(ends.replace("i32.const 3 local.set $a", "i32.const 3 local.set $x"))).isFalse();
        assertThat(looksUp(ends.replace("i32.const 3 local.set $a", "i32.const 3 local.set $a i32.const 3 drop"))).isFalse();
        assertThat(looksUp(chain(20, i -> i, labels(20) + " $c4", "", ""))).as("the default is a case").isFalse();
    }

    /** Behind the last of the cases in a row there is other code, to which the table leads as well. */
    @Test
    void aRowEndsAtACaseOfAnotherKind() throws IOException {
        var function = chain(30, i -> i + 100, labels(30) + " $join", "", "")
                .replace("i32.const 125 local.set $a", "local.get $x i32.const 2 i32.mul local.set $a");
        assertThat(looksUp(function)).isTrue();
        for (int i = 0; i < 30; i++) {
            assertThat(run(Engine.create(), function, i)).isEqualTo(i == 25 ? 50 : i + 100);
        }
        assertThat(run(Engine.create(), function, 30)).isEqualTo(99);
    }

    @Test
    void otherCodeMayBranchToACase() throws IOException {
        var function = chain(20, i -> i + 1, labels(20) + " $other", "", "")
                .replace("local.get $x br_table", "local.get $x i32.const 77 i32.eq br_if $c5 local.get $x br_table");
        assertThat(looksUp(function)).isTrue();
        assertThat(run(Engine.create(), function, 77)).isEqualTo(6);
        assertThat(run(Engine.create(), function, 5)).isEqualTo(6);
        assertThat(run(Engine.create(), function, 78)).isEqualTo(-7);
    }

    /** The cases go on with a loop's next turn: it ends when the table leads elsewhere. */
    @Test
    void casesMayContinueALoop() throws IOException {
        var function = new StringBuilder("(func (export \"f\") (param $x i32) (result i32) (local $n i32)\n")
                .append("block $out loop $join local.get $n i32.const 1 i32.add local.set $n\n").append("block ".repeat(20))
                .append("local.get $x br_table ");
        function.append(IntStream.range(0, 20).mapToObj(Integer::toString).collect(Collectors.joining(" "))).append(" $out\n");
        for (int i = 0; i < 20; i++) {
            function.append("end i32.const ").append(i + 3).append(" local.set $x br $join\n");
        }
        function.append("end end local.get $x i32.const 100 i32.mul local.get $n i32.add)");
        assertThat(looksUp(function.toString())).isTrue();
        // 1, 4, 7, 10, 13, 16, 19, 22.
        assertThat(run(Engine.create(), function.toString(), 1)).isEqualTo(2208);
    }

    /** What is below the index on the stack belongs to code around the blocks, or to nobody. */
    @Test
    void operandsStayBelow() throws IOException {
        var function = chain(20, i -> i + 1, labels(20) + " $join", "", "")
                .replace("block $other", "local.get $x local.get $x i32.mul")
                .replace("local.get $x br_table", "local.get $x i32.popcnt local.get $x br_table")
                .replace("local.get $a return end i32.const -7)", "local.get $a i32.add)");
        assertThat(looksUp(function)).isTrue();
        assertThat(run(Engine.create(), function, 7)).isEqualTo(57);
        assertThat(run(Engine.create(), function, 20)).isEqualTo(499);
    }

    @Test
    void aFunctionOfThousandsOfCasesIsOneMethod() {
        var module = Engine.create().compileText("(module " + chain(4000, i -> i * i, labels(4000) + " $join", "", "") + ")");
        assertThat(module.instantiate().invoke("f", 3999)).containsExactly(3999 * 3999);
        assertThat(module.codeReport(done -> {}).functions().getFirst().methods()).hasSize(1);
    }

    /** Where the blocks of the cases end there may be an else. */
    @Test
    void codeBehindTheLastCaseIsCode() {
        var otherwise = "local.get $a i32.const 77 i32.mul local.get $x i32.xor local.set $a\n".repeat(3000);
        var function = chain(20, i -> i + 1, labels(20) + " $join", "br $join", "")
                .replace("block $join\n", "block $join\nlocal.get $x i32.const 100 i32.lt_u if\n")
                .replace("end  local.get $a return", "else " + otherwise + " end end local.get $a return");
        var module = Engine.create().compileText("(module " + function + ")");
        int expected = 99;
        for (int i = 0; i < 3000; i++) {
            expected = expected * 77 ^ 100;
        }
        assertThat(module.instantiate().invoke("f", 100)).containsExactly(expected);
        assertThat(module.instantiate().invoke("f", 19)).containsExactly(20);
        assertThat(module.instantiate().invoke("f", 20)).containsExactly(99);
        assertThat(module.codeReport(done -> {}).functions().getFirst().largest().bytes()).isLessThanOrEqualTo(8000);
    }

    /** The code behind a switch is validated after it. */
    @Test
    void invalidCasesAreRefused() {
        var valid = chain(20, i -> i, labels(20) + " $join", "", "");
        for (var invalid : new String[] {"i32.const 3 local.set 3", "i32.const 3 local.set 4000000000", "f64.const 3 local.set $a"}) {
            assertThatExceptionOfType(InvalidModuleException.class)
                    .isThrownBy(() -> run(Engine.create(), valid.replace("i32.const 3 local.set $a", invalid), 1));
        }
        assertThatExceptionOfType(InvalidModuleException.class)
                .isThrownBy(() -> run(Engine.create(), valid.replace("i32.const 3 local.set $a br $join", "i32.const 3 local.set $a br 90"),
                        1));
    }

    /** Cases that set several locals, entries in any order, and others among them; with fuel there are no tables. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anySwitchOfConstants(boolean fuel) {
        var engine = Engine.builder().fuel(fuel).build();
        for (int seed = 0; seed < 150; seed++) {
            var random = new Random(seed);
            int cases = 16 + random.nextInt(seed % 10 == 0 ? 500 : 40);
            int entries = cases + random.nextInt(60);
            boolean wide = random.nextBoolean();
            int[][] values = new int[2][cases];
            int[] entry = IntStream.range(0, entries).map(i -> random.nextInt(cases + 2)).toArray();
            int otherwise = random.nextInt(4) == 0 ? random.nextInt(cases) : cases + random.nextInt(2);
            boolean swapped = random.nextBoolean();
            var text = new StringBuilder("(func (export \"f\") (param $x i32) (result i32) (local $a i32) (local $b i32)\n")
                    .append("i32.const 99 local.set $a block $other block $join\n").append("block ".repeat(cases))
                    .append("local.get $x br_table ")
                    .append(IntStream.of(entry).mapToObj(Integer::toString).collect(Collectors.joining(" "))).append(' ').append(otherwise);
            for (int i = 0; i < cases; i++) {
                for (int local = 0; local < 2; local++) {
                    values[local][i] = wide ? random.nextInt() : random.nextInt(1 << 16);
                }
                int first = swapped ? 1 : 0;
                text.append("\nend i32.const ").append(values[first][i]).append(" local.set ").append(1 + first).append(" i32.const ")
                        .append(values[1 - first][i]).append(" local.set ").append(2 - first).append(i < cases - 1 ? " br $join" : "");
            }
            text.append("\nend local.get $a i32.const 31 i32.mul local.get $b i32.add return end i32.const -7)");
            var instance = engine.compileText("(module " + text + ")").instantiate();
            if (fuel) {
                instance.store().setFuel(1_000_000);
            }
            for (int i = -1; i <= entries; i++) {
                int label = i >= 0 && i < entries ? entry[i] : otherwise;
                int expected = label > cases ? -7 : label == cases ? 99 * 31 : values[0][label] * 31 + values[1][label];
                assertThat(instance.invoke("f", i)).as("seed %s, index %s", seed, i).containsExactly(expected);
            }
        }
    }
}
