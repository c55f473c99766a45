package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Equal bytes are counted where they are in memory as they are turn by turn. */
class CountedBytesTest {
    /** A loop with so many vectors in a turn, and what each does with $s. */
    private static String module(String counts, int vectors) {
        var body = new StringBuilder();
        for (int i = 0; i < vectors; i++) {
            var equal = "(i8x16.eq (v128.load offset=" + 16 * i + " (i32.add (local.get $x) (local.get $i))) (local.get $k))";
            body.append("(local.set $s ").append(counts.replace("EQUAL", equal)).append(")");
        }
        return "(module (memory (export \"memory\") 1) (func (export \"f\") (param $x i32) (param $n i32) (param $b i32) (result i32 i32) "
                + "(local $i i32) (local $s v128) (local $t v128) (local $k v128) (local.set $k (i8x16.splat (local.get $b))) "
                + "(local.set $s (v128.load (i32.const 64))) (loop $l " + body
                + "(br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) "
                + "(i32.const " + 16 * vectors + "))) (local.get $n)))) " + StreamLoopsTest.lanes("s") + ")"
                + "(func (export \"calm\") (memory.fill (i32.const 100) (i32.const 97) (i32.const 60000))))";
    }

    @Test
    void asManyAsThereAre() {
        var ones = "(v128.const i64x2 0x0101010101010101 0x0101010101010101)";
        for (var counts : List.of("(i8x16.sub (local.get $s) EQUAL)", "(i8x16.add (local.get $s) (v128.and EQUAL " + ones + "))",
                "(i8x16.add (local.get $s) EQUAL)", "(i16x8.sub (local.get $s) EQUAL)",
                "(i8x16.sub (i8x16.sub (local.get $s) EQUAL) (i8x16.eq (v128.load offset=5 (local.get $i)) (local.get $k)))")) {
            for (int vectors : new int[] {1, 2, 4}) {
                var module = module(counts, vectors);
                var once = Engine.create().compileText(module).instantiate();
                var oneByOne = StreamLoopsTest.oneByOne(module);
                for (int n : new int[] {0, 512, 576, 1024, 4080, 4096, 8192, 50000, 66000}) {
                    for (int b : new int[] {97, 0xFF, 0x80}) {
                        Object[] arguments = {n % 7, n, b};
                        assertThat(StreamLoopsTest.run(once, "f", n, arguments)).as(counts + n)
                                .isEqualTo(StreamLoopsTest.run(oneByOne, "f", n, arguments));
                    }
                }
                // More in each byte of the sum than it can tell.
                once.invoke("calm");
                oneByOne.invoke("calm");
                assertThat(once.invoke("f", 100, 59000, 97)).isEqualTo(oneByOne.invoke("f", 100, 59000, 97));
            }
        }
    }

    /** The array that sums would need is not there, so nothing is cleared or folded: one method is all. */
    @Test
    void withoutLoopsOfTheirOwn() {
        var module = Engine.create().compileText(module("(i8x16.sub (local.get $s) EQUAL)", 4));
        assertThat(module.codeSizes()).hasSize(3);
    }

    /** A shuffle that takes bytes of one vector only was as large as two of them. */
    @Test
    void shufflesOfShufflesStaySmall() {
        var value = "(v128.load (local.get $i))";
        for (int i = 0; i < 12; i++) {
            value = "(local.set $s " + value + ") " + (i % 2 == 0
                    ? "(i8x16.shuffle 1 0 2 3 5 4 6 7 9 8 10 11 13 12 14 15 (local.get $s) (local.get $s))"
                    : "(i8x16.shuffle 16 1 18 3 20 5 22 7 24 9 26 11 28 13 30 15 (local.get $s) (local.get $s))");
        }
        var module = "(module (memory (export \"memory\") 1) (func (export \"f\") (param $n i32) (param $o i32) (result i32 i32) "
                + "(local $i i32) (local $s v128) (loop $l (local.set $s " + value
                + ") (v128.store (i32.add (local.get $i) (local.get $o)) (local.get $s)) "
                + "(br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (local.get $n)))) "
                + StreamLoopsTest.lanes("s") + "))";
        var once = Engine.create().compileText(module);
        assertThat(once.codeSizes().size()).isGreaterThan(1);
        assertThat(StreamLoopsTest.run(once.instantiate(), "f", 1, 20000, 30000))
                .isEqualTo(StreamLoopsTest.run(StreamLoopsTest.oneByOne(module), "f", 1, 20000, 30000));
    }
}
