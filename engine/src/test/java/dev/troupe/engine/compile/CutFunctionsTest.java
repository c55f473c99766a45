package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;

import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.HostFunction;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An interpreter's loop with a large switch gives the same results whole, cut into a few methods, and cut into many that share locals. */
class CutFunctionsTest {
    private static final int OPCODES = 120;
    private static final String[] TYPES = {"i32", "i64", "f32", "f64"};
    private static final int LOCALS_EACH = 5;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void behaveLikeWholeOnes(int seed) {
        var text = interpreter(new Random(seed));
        var whole = instance(text, 60_000);
        var random = new Random(-seed);
        for (int limit : new int[] {300, 1000, 3000, 8000}) {
            var cut = instance(text, limit);
            for (int run = 0; run < 20; run++) {
                var program = new byte[200];
                for (int i = 0; i < program.length; i++) {
                    program[i] = (byte) random.nextInt(OPCODES + 2);
                }
                int argument = random.nextInt();
                assertThat(run(cut, program, argument)).as("limit %d", limit).isEqualTo(run(whole, program, argument));
            }
        }
    }

    /** HotSpot inlines the hot handlers into the loop, if they are small; a chain of methods that pass opcodes on was a third slower. */
    @Test
    void oneMethodHoldsTheWholeSwitchAndHandlersAreSmall() {
        var sizes = new ArrayList<>(Engine.create().compileText(interpreter(new Random(1))).codeSizes().values());
        sizes.sort(Comparator.reverseOrder());
        assertThat(sizes.get(0)).isBetween(4 * OPCODES, 8000);
        assertThat(sizes.get(1)).isLessThanOrEqualTo(400);
    }

    /** A call more for each opcode was a fifth of the time; so many handlers fit a loop only if calls of them take few bytes. */
    @ParameterizedTest
    @ValueSource(ints = {300, 350})
    void aLoopWithHundredsOfHandlersIsOneMethod(int opcodes) {
        var sizes = new ArrayList<>(Engine.create().compileText(interpreter(new Random(2), opcodes)).codeSizes().values());
        sizes.sort(Comparator.reverseOrder());
        assertThat(sizes.get(0)).isBetween(4 * opcodes, 8000);
        assertThat(sizes.get(1)).isLessThanOrEqualTo(400);
    }

    /** What all cases change passes between methods slowly; an interpreter of 7 KB took twice the time in two methods. */
    @ParameterizedTest
    @ValueSource(ints = {235, 245})
    void anInterpreterThatJustFitsStaysWhole(int cases) {
        var sizes = Engine.create().compileText(dense(cases)).codeSizes().values();
        assertThat(sizes).filteredOn(size -> size > 200).hasSize(1).allMatch(size -> size > 6000 && size <= 8000);
    }

    /** HotSpot inlines methods of up to 325 bytes where they are hot, whatever they take and change. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 12})
    void whatIsInNoLoopIsCutToPiecesThatAreInlined(int changed) {
        assertThatAllAreInlined(branches("", 400, changed));
    }

    /** A turn of such a loop takes one of many ways, and what it does not take is cold. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 12})
    void whatIsInALoopThatFitsNoMethodIs(int changed) {
        assertThatAllAreInlined(branches("(loop", 400, changed));
    }

    private static void assertThatAllAreInlined(String text) {
        assertThat(pieces(text)).hasSizeGreaterThan(20).allMatch(size -> size <= 325);
        assertThat(apply(text, 8000)).isEqualTo(apply(text, 60_000));
    }

    @Test
    void whatIsInASmallerLoopIsNot() {
        var text = branches("(loop", 100, 4);

        assertThat(pieces(text)).hasSizeLessThan(20);
        assertThat(apply(text, 8000)).isEqualTo(apply(text, 60_000));
    }

    /** The sizes of all but the function itself and what a loop keeps, and but short ones. */
    private static List<Integer> pieces(String text) {
        var sizes = new HashMap<>(Engine.create().compileText(text).codeSizes());
        sizes.remove("run");
        return sizes.values().stream().filter(size -> size > 50 && size < 4000).toList();
    }

    private static List<Object> apply(String text, int limit) {
        return IntStream.range(0, 40).mapToObj(i -> instance(text, limit).invoke("run", i * 0x9E3779B9)[0]).toList();
    }

    /** A function of 400 branches, so many in a loop, each of which changes one of so many locals. */
    private static String branches(String loop, int inLoop, int changed) {
        var text = new StringBuilder(
                "(module (memory 1) (func (export \"run\") (param i32) (result i32) (local" + " i32".repeat(changed) + ") ");
        for (int i = 0; i < 400; i++) {
            text.append(i % inLoop == 0 ? loop : "");
            int local = i % changed + 1;
            text.append("(if (i32.and (i32.shr_u (local.get 0) (i32.const %d)) (i32.const 1)) (then".formatted(i % 32))
                    .append(" (i32.store offset=%d (i32.const 0) (local.get %d))".formatted(i * 4, local))
                    .append("(local.set %d (i32.add (i32.load offset=%d (i32.const 4)) (i32.const %d)))))".formatted(local, i * 2, i));
            text.append(!loop.isEmpty() && (i + 1) % inLoop == 0 ? ")" : "");
        }
        text.append("(i32.const 0)");
        for (int i = 1; i <= changed; i++) {
            text.append("(i32.xor (local.get %d))".formatted(i));
        }
        return text.append("))").toString();
    }

    @Test
    void anInterpreterThatDoesNotFitIsCut() {
        for (int cases = 260; cases < 320; cases += 20) {
            var sizes = Engine.create().compileText(dense(cases)).codeSizes().values();
            assertThat(sizes).as("%d cases", cases).allMatch(size -> size <= 8000);
        }
    }

    /** A machine with registers only, each opcode of which changes all of them. */
    private static String dense(int cases) {
        return "(module (func (export \"run\") (param i32) (result i32) (local i32 i32 i32 i32 i32 i32 i32 i32 i32) (loop"
                + "(block ".repeat(cases)
                + "(br_table "
                + IntStream.range(0, cases).mapToObj(Integer::toString).collect(Collectors.joining(" "))
                + " (i32.and (local.get 0) (i32.const 255)))"
                + IntStream.range(0, cases)
                        .mapToObj(
                                i -> ") (local.set 7 (i32.add (local.get 8) (local.get 9)))"
                                        + " (local.set 8 (i32.xor (local.get 7) (local.get 6)))"
                                        + " (local.set 0 (i32.sub (local.get 8) (i32.const " + i + "))) (br " + (cases - 1 - i) + ")\n")
                        .collect(Collectors.joining())
                + ") (local.get 7)))";
    }

    @Test
    void aTableOfThousandsOfEntriesFitsASmallMethod() {
        int entries = 5000;
        var text = new StringBuilder("(module (func (export \"f\") (param i32) (result i32) (block $a (block $b (block $c (br_table");
        for (int i = 0; i < entries; i++) {
            text.append(i % 7 == 0 ? " $a" : i % 11 == 0 ? " $b" : " $c");
        }
        text.append(" $b (local.get 0))) (return (i32.const 3))) (return (i32.const 2))) (i32.const 1)))");
        var module = Engine.create().compileText(text.toString());
        assertThat(module.codeSizes().values()).allMatch(size -> size <= 1000);
        var instance = module.instantiate();
        for (int i = -2; i < entries + 2; i++) {
            int expected = i < 0 || i >= entries ? 2 : i % 7 == 0 ? 1 : i % 11 == 0 ? 2 : 3;
            assertThat(instance.invoke("f", i)).containsExactly(expected);
        }
    }

    /** C2 compiles neither a method with more than 70 parameters nor one that calls it. */
    @Test
    void noPartTakesMoreParametersThanTheJitAllows() {
        var text = new StringBuilder("(module (import \"host\" \"f\" (func $f)) (func (export \"run\") (param i32) (result i32) (local");
        text.append(" i32".repeat(100)).append(")");
        for (int i = 0; i < 2000; i++) {
            text.append("(local.set ").append(1 + i % 100).append(" (i32.add (local.get ").append(i * 7 % 100)
                    .append(") (i32.mul (local.get ")
                    .append(i * 13 % 101).append(") (i32.const ").append(i).append("))))");
        }
        text.append("(call $f) (i32.const 0)");
        for (int i = 0; i <= 100; i++) {
            text.append("(i32.add (local.get ").append(i).append("))");
        }
        text.append("))");
        var most = new AtomicInteger();
        var walker = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
        Runnable host = () -> walker.forEach(frame -> {
            for (var method : frame.getDeclaringClass().getName().startsWith("wasm.")
                    ? frame.getDeclaringClass().getDeclaredMethods()
                    : new Method[0]) {
                most.accumulateAndGet(method.getParameterCount(), Math::max);
            }
        });
        var imports = Imports.builder().function("host", "f", HostFunction.of(Runnable.class, host)).build();
        int result = (int) Engine.create().compileText(text.toString()).instantiate(imports).invoke("run", 3)[0];
        assertThat(most.get()).isBetween(2, 66);
        int[] locals = new int[101];
        locals[0] = 3;
        for (int i = 0; i < 2000; i++) {
            locals[1 + i % 100] = locals[i * 7 % 100] + locals[i * 13 % 101] * i;
        }
        assertThat(result).isEqualTo(IntStream.of(locals).sum());
    }

    private static Instance instance(String text, int methodBytes) {
        return Engine.builder().methodBytes(methodBytes).build().compileText(text).instantiate();
    }

    private static Object[] run(Instance instance, byte[] program, int argument) {
        instance.memory("memory").write(0, program);
        return instance.invoke("run", argument);
    }

    /** Cases that fall into each other, go round, leave with results, and loop inside. */
    private static String interpreter(Random random) {
        return interpreter(random, OPCODES);
    }

    private static String interpreter(Random random, int opcodes) {
        var text = new StringBuilder("(module (memory (export \"memory\") 1)\n (func $mix (param i32) (result i32) ")
                .append("(i32.xor (i32.rotl (local.get 0) (i32.const 7)) (i32.const 12345)))\n")
                .append(" (func (export \"run\") (param $i320 i32) (result i32 i64 i32)\n")
                .append("  (local $pc i32) (local $steps i32)");
        for (var type : TYPES) {
            for (int i = type.equals("i32") ? 1 : 0; i < LOCALS_EACH; i++) {
                text.append(" (local $").append(type).append(i).append(' ').append(type).append(')');
            }
        }
        text.append("\n (block $exit (result i32 i64 i32) (loop $next (result i32 i64 i32)\n")
                .append("  (local.set $steps (i32.add (local.get $steps) (i32.const 1)))\n")
                .append("  (if (i32.gt_u (local.get $steps) (i32.const 2000)) (then ").append(results(random)).append(" (br $exit)))\n");
        text.append("(block $last\n");
        for (int i = opcodes; i >= 0; i--) {
            text.append("(block $op").append(i).append('\n');
        }
        text.append("(i32.load8_u (i32.rem_u (local.get $pc) (i32.const 200)))\n")
                .append("(local.set $pc (i32.add (local.get $pc) (i32.const 1)))\n(br_table");
        for (int i = 0; i <= opcodes; i++) {
            text.append(" $op").append(i);
        }
        text.append(")\n");
        for (int i = 0; i <= opcodes; i++) {
            text.append(") ;; ").append(i).append('\n');
            int statements = 1 + random.nextInt(6);
            for (int j = 0; j < statements; j++) {
                text.append(statement(random)).append('\n');
            }
            if (random.nextInt(10) == 0) {
                text.append(results(random)).append("(br $exit)\n");
            } else if (random.nextInt(5) != 0 || i == opcodes) {
                text.append("(br $next)\n");
            }
        }
        return text.append(") (local.set $i321 (i32.const 3)) (br $next))))\n)").toString();
    }

    private static String results(Random random) {
        return "(i32.add " + get("i32", random) + " (i32.reinterpret_f32 (f32.add (f32.convert_i32_s " + get("i32", random)
                + ") (f32.const 1)))) " + get("i64", random) + " (call $mix " + get("i32", random) + ")";
    }

    private static String get(String type, Random random) {
        return "(local.get $" + type + random.nextInt(LOCALS_EACH) + ")";
    }

    private static String set(String type, Random random, String value) {
        return "(local.set $" + type + random.nextInt(LOCALS_EACH) + " " + value + ")";
    }

    private static String statement(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> set("i32", random, "(i32.add " + get("i32", random) + " (call $mix " + get("i32", random) + "))");
            case 1 -> set("i64", random, "(i64.add " + get("i64", random) + " (i64.extend_i32_s " + get("i32", random) + "))");
            case 2 -> set("f64", random, "(f64.add " + get("f64", random) + " (f64.convert_i32_u " + get("i32", random) + "))");
            case 3 -> set("f32", random, "(f32.mul " + get("f32", random) + " (f32.const 0.5))");
            case 4 -> "(if " + get("i32", random) + " (then " + statement(random) + ") (else " + statement(random) + " (br $next)))";
            case 5 -> "(br_if $next (i32.and " + get("i32", random) + " (i32.const 4)))";
            case 6 -> "(local.set $i321 (i32.const 5)) (loop $inner (local.set $i321 (i32.sub (local.get $i321) (i32.const 1))) "
                    + set("i64", random, "(i64.mul " + get("i64", random) + " (i64.const 3))") + " (br_if $inner (local.get $i321)))";
            case 7 -> set("i32", random, "(i32.trunc_sat_f64_s " + get("f64", random) + ")");
            case 8 -> "(i32.store (i32.const 1024) " + get("i32", random) + ") " + set("i32", random, "(i32.load (i32.const 1024))");
            case 9 -> "(if (i32.eqz (i32.and (local.get $steps) (i32.const 127))) (then (drop (memory.grow (i32.const 1)))))";
            case 10 -> "(block $a (block $b (br_table $a $next $last $b (i32.and " + get("i32", random) + " (i32.const 7)))) "
                    + statement(random) + ")";
            default -> set("i64", random, "(i64.xor " + get("i64", random) + " (i64.const " + random.nextLong() + "))");
        };
    }
}
