package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Modules;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.Type;

/** Long functions become methods that HotSpot compiles, and not more of them, or of what is in them, than it takes. */
class LongBodiesTest {
    private static List<Called> calls(String text, Path folder) throws Exception {
        var jar = folder.resolve("module.jar");
        Engine.create().compileAhead(Modules.assemble(text), "module", jar);
        return Called.in(jar);
    }

    /** Questions before each were a sixth of what C2 parsed of a function of 323 KB that hardly does more than call. */
    @Test
    void veryLongOnesAskOnceForSomeCallsInARow(@TempDir Path folder) throws Exception {
        int calls = 80_000;
        var text = "(module (func $leaf) (func (export \"f\") (param i32)" + "(call $leaf)".repeat(calls / 2)
                + "(if (local.get 0) (then (call $leaf)) (else (call $leaf)))" + "(call $leaf)".repeat(calls / 2) + "))";
        var all = calls(text, folder);
        assertThat(all).filteredOn(call -> call.method().endsWith("leaf")).hasSizeGreaterThanOrEqualTo(calls);
        assertThat(all.stream().filter(call -> call.method().equals("poll")).count()).isBetween(calls / 16L, calls / 10L);
    }

    /**
     * A decoder that goes on where its input ended: a switch, behind which each state is a loop.
     *
     * @param again whether the switch is in a loop of its own
     */
    private static String decoder(int states, boolean again) {
        var labels = IntStream.rangeClosed(0, states).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        var text = new StringBuilder("(module (memory 1) (func (export \"run\") (param $s i32) (param $n i32) (result i32) (local $x i32)");
        text.append(" (local $i i32) (").append(again ? "loop" : "block").append(" $again").append(" (block".repeat(1 + states))
                .append(" (br_table ").append(labels)
                .append(" (local.get $s)))");
        for (int i = 0; i < states; i++) {
            text.append(" (local.set $i (local.get $n)) (loop $l");
            for (int j = 0; j < 6; j++) {
                text.append(" (i32.store offset=").append(i * 64 + j * 4).append(" (i32.and (local.get $x) (i32.const 1020))")
                        .append(" (local.tee $x (i32.add (i32.rotl (local.get $x) (i32.const ").append(j + 1)
                        .append(")) (i32.load offset=").append(i * 32).append(" (i32.and (local.get $i) (i32.const 1020))))))");
            }
            text.append(" (br_if $l (local.tee $i (i32.sub (local.get $i) (i32.const 1))))) (local.set $s (i32.const ").append(i)
                    .append(")))");
        }
        return text.append(again ? "(br_if $again (i32.and (local.get $x) (i32.const 1)))" : "").append(") (local.get $x)))").toString();
    }

    /** BZ2_decompress was 215 methods, its loops in pieces. */
    @ParameterizedTest
    @CsvSource({"false, 4, 50", "true, 60, 300"})
    void aSwitchThatIsNotInALoopMakesNoInterpreterOfLoops(boolean again, int least, int most) {
        var text = decoder(60, again);
        var module = Engine.create().compileText(text);
        assertThat(module.codeSizes().values()).hasSizeBetween(least, most).allMatch(size -> size < 8000);
        var cut = module.instantiate();
        var whole = Engine.builder().methodBytes(60_000).build().compileText(text).instantiate();
        for (int state = -1; state < (again ? 0 : 62); state++) {
            assertThat(cut.invoke("run", state, 20 + state)).as("state %d", state).isEqualTo(whole.invoke("run", state, 20 + state));
        }
    }

    /** What a method takes and what it passes on stands on one stack, for which C2's masks of registers have bits for 76 parameters. */
    @Test
    void noMethodTakesAndPassesOnMoreParametersThanTheJitAllows(@TempDir Path folder) throws Exception {
        int locals = 60;
        var random = new Random(3);
        var text = new StringBuilder("(module (func $f) (func (export \"run\") (param i32) (result i32) (local");
        text.append(" i32".repeat(locals)).append(")");
        text.append(" (loop $outer (local.set 0 (i32.sub (local.get 0) (i32.const 1)))");
        for (int loop = 0; loop < 3; loop++) {
            text.append(" (local.set 1 (i32.const 3)) (loop (local.set 1 (i32.sub (local.get 1) (i32.const 1))) ")
                    .append(statements(random, locals, 250)).append(" (br_if 0 (i32.gt_s (local.get 1) (i32.const 0)))) ")
                    .append(statements(random, locals, 100));
        }
        text.append(" (br_if $outer (i32.gt_s (local.get 0) (i32.const 0))))");
        text.append(" (i32.const 0)");
        for (int i = 0; i <= locals; i++) {
            text.append("(i32.add (local.get ").append(i).append("))");
        }
        var calls = calls(text.append("))").toString(), folder);
        assertThat(calls).filteredOn(call -> call.owner() != null && call.owner().startsWith("wasm/Code")).isNotEmpty()
                .allMatch(call -> Type.getArgumentCount(call.caller()) + Type.getArgumentCount(call.type()) <= 76);
        var whole = Engine.builder().methodBytes(60_000).build().compileText(text.toString()).instantiate();
        assertThat(Engine.create().compileText(text.toString()).instantiate().invoke("run", 5)).isEqualTo(whole.invoke("run", 5));
    }

    private static String statements(Random random, int locals, int count) {
        return IntStream.range(0, count).mapToObj(i -> "(local.set " + (2 + i % (locals - 1)) + " (i32.add (local.get "
                + random.nextInt(locals) + ") (i32.mul (local.get " + random.nextInt(locals) + ") (i32.const " + i + "))))")
                .collect(Collectors.joining());
    }
}
