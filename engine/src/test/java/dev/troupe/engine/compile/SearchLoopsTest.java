package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.Trap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Loops that look for something find it where they do turn by turn, and leave the same in their locals. */
class SearchLoopsTest {
    private static final int PAGE = 65536;

    private static String load(String from, int offset) {
        return "(v128.load offset=" + offset + " (i32.add (local.get $" + from + ") (local.get $i)))";
    }

    private static final String EQUAL = "(i8x16.eq " + load("x", 0) + " (local.get $k))";
    private static final String NEXT = "(local.set $i (i32.add (local.get $i) (i32.const 16)))";
    private static final String LESS = "(br_if $l (i32.lt_u (local.get $i) (local.get $n)))";

    /** What a turn asks; $d is where it goes when it has found something. */
    private static final List<String> TURNS = List.of(
            "(br_if $d (v128.any_true " + EQUAL + "))" + NEXT + LESS,
            "(br_if $d (local.tee $m (i8x16.bitmask (local.tee $a " + EQUAL + "))))" + NEXT + LESS,
            "(br_if $d (i8x16.bitmask (v128.or " + EQUAL + "(i8x16.eq " + load("x", 0) + "(i8x16.splat (i32.const 98))))))" + NEXT + LESS,
            "(br_if $d (i32.or (i8x16.bitmask " + EQUAL + ") (i8x16.bitmask (i8x16.lt_u " + load("x", 0) + "(local.get $k)))))" + NEXT
                    + LESS,
            "(br_if $d (i32.ne (i8x16.bitmask (i8x16.eq " + load("x", 0) + load("y", 0) + ")) (i32.const 65535)))" + NEXT + LESS,
            "(br_if $d (i32.eqz (i8x16.all_true (i8x16.eq " + load("x", 0) + load("y", 0) + "))))" + NEXT + LESS,
            "(br_if $d (v128.any_true (v128.xor " + load("x", 0) + load("y", 0) + ")))" + NEXT + LESS,
            "(br_if $d (i32.ne (i8x16.bitmask " + load("y", 0) + ") (i32.const 0)))" + NEXT + LESS,
            "(br_if $d (i32.ne (i8x16.bitmask (v128.not " + EQUAL + ")) (i32.const 65535)))" + NEXT + LESS,
            // Until it is found, or memory ends.
            NEXT + "(br_if $l (i32.eqz (v128.any_true " + EQUAL + ")))",
            NEXT + "(br_if $l (i8x16.all_true (v128.xor " + load("x", 0) + " (local.get $k))))",
            // What is behind the question in a turn, and looked at after the loop.
            "(br_if $d (v128.any_true " + EQUAL + "))(local.set $a " + load("y", 0) + ")(local.set $m (i32x4.extract_lane 2 " + load("y", 4)
                    + "))" + NEXT + LESS,
            "(br_if $d (i32.ge_u (local.get $i) (local.get $n)))(local.set $a " + load("y", 0) + ")(br_if $d (v128.any_true " + EQUAL + "))"
                    + "(local.set $m (i32x4.extract_lane 1 (local.get $a)))" + NEXT + "(br $l)",
            // Looks at what the turn before has left.
            "(local.set $m (i8x16.bitmask (local.get $a)))(local.set $a " + load("y", 0) + ")(br_if $d (v128.any_true " + EQUAL + "))"
                    + NEXT
                    + LESS);

    private static String module() {
        var text = new StringBuilder("(module (memory (export \"memory\") 1)");
        for (int i = 0; i < TURNS.size(); i++) {
            text.append("(func (export \"f").append(i).append("\") (param $x i32) (param $y i32) (param $n i32) (param $b i32) ")
                    .append("(result i32 i32 i32 i32) (local $i i32) (local $m i32) (local $a v128) (local $k v128) ")
                    .append("(local.set $k (i8x16.splat (local.get $b))) (block $d (loop $l ").append(TURNS.get(i))
                    .append(")) (local.get $i) ")
                    .append("(local.get $m) ").append(StreamLoopsTest.lanes("a")).append(")");
        }
        return text.append(")").toString();
    }

    private static List<Object> run(Instance instance, String name, Object... arguments) {
        try {
            return new ArrayList<>(List.of(instance.invoke(name, arguments)));
        } catch (Trap e) {
            return List.of(e.getMessage());
        }
    }

    @Test
    void theSameIsFoundAtTheSamePlace() {
        var once = Engine.create().compileText(module()).instantiate();
        var oneByOne = StreamLoopsTest.oneByOne(module());
        byte[] calm = new byte[PAGE];
        java.util.Arrays.fill(calm, (byte) 120);
        for (int place : new int[] {0, 17, 1000, 1023, 1024, 1025, 1055, 1056, 2047, 2080, 4095, 5119, 5120, 5136, 9000, 20000, 70000}) {
            var bytes = calm.clone();
            if (place < PAGE) {
                bytes[place] = 'a';
            }
            for (int i = 30000; i < 31000; i++) {
                bytes[i] = place % 2 == 0 ? (byte) 120 : (byte) i;
            }
            once.memory("memory").write(0, bytes);
            oneByOne.memory("memory").write(0, bytes);
            for (int f = 0; f < TURNS.size(); f++) {
                // A search that ended at once is left to its loop some times, so there are many.
                for (int n : new int[] {0, 16, 1040, 8000, 8000, 8000, 29000, 70000}) {
                    for (int x : new int[] {0, 5, 57000}) {
                        Object[] arguments = {x, 30000 - x / 2, n, 'a' - 0};
                        assertThat(run(once, "f" + f, arguments)).as(TURNS.get(f) + " " + place + " " + n + " " + x)
                                .isEqualTo(run(oneByOne, "f" + f, arguments));
                    }
                }
            }
        }
    }

    @Test
    void searchesAreDoneAtOnce() {
        for (int i = 0; i < TURNS.size() - 1; i++) {
            var module = module().replaceAll("\\(func \\(export \"f(?!" + i + "\"\\)).*?(?=\\(func|\\)$)", "");
            assertThat(Engine.create().compileText(module).codeSizes().size()).as(TURNS.get(i)).isGreaterThan(1);
        }
    }
}
