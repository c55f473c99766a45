package dev.troupe.engine.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Modules;
import org.junit.jupiter.api.Test;

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
}
