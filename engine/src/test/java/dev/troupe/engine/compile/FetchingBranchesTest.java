package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Modules;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A branch to a loop that accesses memory fetches the memory's array if a call before it may have made the memory grow. What the branch
 * compares rests below that; as a number, it would be a call that C2 does not inline in large methods, in the midst of the loop.
 */
class FetchingBranchesTest {
    /** A loop whose memory grows in each turn; returns how often it stored at the memory's end. */
    private static byte[] module(String condition) {
        return Modules.assemble("""
                (module
                  (memory 1)
                  (func $grow (drop (memory.grow (i32.const 1))))
                  (func (export "f") (param $n i32) (result i32) (local $i i32) (local $j i64) (local $x f64)
                    (loop $l
                      (i32.store (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)) (i32.const 1))
                      (call $grow)
                      (local.set $i (i32.add (local.get $i) (i32.const 1)))
                      (local.set $j (i64.extend_i32_u (local.get $i)))
                      (local.set $x (f64.convert_i32_s (local.get $i)))
                      (br_if $l %s))
                    (local.get $i)))""".formatted(condition));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "(i32.lt_u (local.get $i) (local.get $n))", "(i32.gt_s (local.get $n) (local.get $i))", "(i32.ne (local.get $i) (local.get $n))",
        "(i32.ne (local.get $i) (i32.const 9))", "(i32.eqz (i32.ge_u (local.get $i) (local.get $n)))", "(i32.eqz (i32.eq (local.get $i)"
                + " (local.get $n)))",
        "(i32.sub (local.get $n) (local.get $i))", "(i64.lt_u (local.get $j) (i64.const 9))", "(i64.ne (local.get $j) (i64.const 9))",
        "(f64.lt (local.get $x) (f64.const 9))", "(i32.load8_u (i32.add (i32.const 8) (i32.eq (local.get $i) (i32.const 9))))",
        "(local.tee $n (i32.sub (local.get $n) (i32.const 1)))"})
    void compareWhatIsThereBeforeTheArrayIsFetched(String condition, @TempDir Path folder) throws Exception {
        var module = module(condition.replace("(i32.load8_u", "(i32.store8 (i32.const 8) (i32.const 1)) (i32.load8_u"));
        assertEquals(9, Engine.create().compile(module).instantiate().invoke("f", 9)[0]);
        if (!condition.startsWith("(i32.load8_u")) {
            var jar = folder.resolve("module.jar");
            Engine.create().compileAhead(module, "module", jar);
            assertThat(Called.in(jar)).extracting(Called::owner).isNotEmpty().doesNotContain(Names.NUMERIC, Names.FLAGS);
        }
    }
}
