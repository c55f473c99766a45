package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Short functions that neither loop nor call do not ask whether to stop; all others do. */
class LeavesTest {
    private static final String MODULE = """
            (module
              (type $unary (func (param i32) (result i32)))
              (type $point (struct (field i32)))
              (type $bytes (array i8))
              (table 1 funcref)
              (memory 1)
              (func $leaf (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
              (func $branches (param i32) (result i32)
                (if (result i32) (local.get 0) (then (i32.load (local.get 0))) (else (return (i32.const 3)))))
              (func $field (param (ref null $point)) (result i32) (struct.get $point 0 (local.get 0)))
              (func $calls (param i32) (result i32) (call $leaf (local.get 0)))
              (func $indirectly (param i32) (result i32) (call_indirect (type $unary) (local.get 0) (i32.const 0)))
              (func $byReference (param i32) (result i32) (call_ref $unary (local.get 0) (ref.null $unary)))
              (func $tail (param i32) (result i32) (return_call $leaf (local.get 0)))
              (func $tailIndirectly (param i32) (result i32) (return_call_indirect (type $unary) (local.get 0) (i32.const 0)))
              (func $tailByReference (param i32) (result i32) (return_call_ref $unary (local.get 0) (ref.null $unary)))
              (func $loops (param i32) (result i32)
                (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 0))
              (func $fills (param i32) (result i32)
                (memory.fill (i32.const 0) (i32.const 1) (i32.const 4095)) (local.get 0))
              (func $makesArrays (param i32) (result i32) (array.len (array.new_default $bytes (local.get 0))))
              (func $long (param i32) (result i32) (local.get 0) %s))
            """.formatted("(i32.add (i32.const 1)) ".repeat(Leaves.MAX_LENGTH / 3));

    private static Map<String, Integer> sizes(boolean interruptible) {
        return Engine.builder().interruptible(interruptible).build().compileText(MODULE).codeSizes();
    }

    @Test
    void leavesAreTheSameWhetherTheyCanBeInterruptedOrNot() {
        var asking = sizes(true);
        var silent = sizes(false);
        assertThat(asking).hasSameSizeAs(silent);
        asking.forEach((name, size) -> {
            boolean leaf = name.contains("leaf") || name.contains("branches") || name.contains("field");
            if (leaf) {
                assertThat(size).as(name).isEqualTo(silent.get(name));
            } else if (!name.contains("<")) {
                assertThat(size).as(name).isGreaterThan(silent.get(name));
            }
        });
    }
}
