package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Modules;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A comparison may stay open on the operand stack until somebody asks for its value: whoever moves entries must close it. */
class OpenComparisonTest {
    /** Found by comparing random modules with V8: the comparison was taken for a local variable. */
    @Test
    void belowAnInstructionWithoutOperands() {
        var instance = Engine.create().compile(Modules.assemble("""
                (module
                  (type $a (array i8))
                  (func (export "f") (param f64) (result i32 i32)
                    (f64.le (f64.const 1) (local.get 0))
                    (array.len (array.new_fixed $a 0))))
                """)).instantiate();
        assertArrayEquals(new Object[] {1, 0}, instance.invoke("f", 2.0));
        assertArrayEquals(new Object[] {0, 0}, instance.invoke("f", 0.5));
    }

    /** Carries of large numbers, of which functions have so many that C2 leaves calls in them. */
    @Test
    void whoExtendsItsValueNeedsNoCall(@TempDir Path folder) throws IOException {
        var module = """
                (module
                  (func (export "carry") (param i64 i64) (result i64) (i64.extend_i32_u (i64.eqz (i64.and (local.get 0) (local.get 1)))))
                  (func (export "extend") (param i32) (result i64) (i64.extend_i32_u (local.get 0))))
                """;
        var jar = folder.resolve("extend.jar");
        Engine.create().compileAhead(Modules.assemble(module), "extend", jar);
        assertThat(Called.in(jar)).extracting(Called::method).doesNotContain("toUnsignedLong");
        var instance = Engine.create().compile(Modules.assemble(module)).instantiate();
        assertArrayEquals(new Object[] {1L}, instance.invoke("carry", 1L, 2L));
        assertArrayEquals(new Object[] {0L}, instance.invoke("carry", 3L, 2L));
        for (int value : new int[] {0, 1, -1, Integer.MIN_VALUE}) {
            assertArrayEquals(new Object[] {Integer.toUnsignedLong(value)}, instance.invoke("extend", value));
        }
    }
}
