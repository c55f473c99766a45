package dev.troupe.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Modules;
import dev.troupe.engine.runtime.Trap;
import org.junit.jupiter.api.Test;

/** Branches back to a loop's header ask twice; together they must ask what the one instruction asks, also where a counter wraps around. */
class CountedLoopsTest {
    /** How often a loop runs whose counter starts at an argument, gets {@code step} added, and goes on while {@code condition} holds. */
    private static int turns(int start, int step, String condition) {
        var instance = Engine.create().compile(Modules.assemble("""
                (module (func (export "f") (param $i i32) (param $limit i32) (result i32) (local $n i32)
                  (loop $l
                    (local.set $n (i32.add (local.get $n) (i32.const 1)))
                    %s)
                  (local.get $n)))""".formatted("(br_if $l " + condition.replace("STEP",
                "(local.tee $i (i32.add (local.get $i) (i32.const " + step + ")))") + ")"))).instantiate();
        return (int) instance.invoke("f", start, LIMIT)[0];
    }

    private static final int LIMIT = 0xE0000000;

    @Test
    void upToZero() {
        assertEquals(10, turns(-20, 2, "STEP"));
        assertEquals(10, turns(-20, 2, "(i32.ne STEP (i32.const 0))"));
        assertEquals(10, turns(-20, 2, "(i32.eqz (i32.eqz STEP))"));
    }

    @Test
    void downToZero() {
        assertEquals(10, turns(40, -4, "STEP"));
    }

    @Test
    void pastZeroAndAroundToIt() {
        assertEquals(11, turns(0x10000000, -0x30000000, "STEP"));
        assertEquals(5, turns(0x10000000, 0x30000000, "STEP"));
    }

    @Test
    void toALimit() {
        assertEquals(25, turns(0, 4, "(i32.ne STEP (i32.const 100))"));
        assertEquals(25, turns(0, 4, "(i32.ne (i32.const 100) STEP)"));
        assertEquals(25, turns(100, -4, "(i32.eqz (i32.eq STEP (i32.const 0)))"));
    }

    @Test
    void toALimitAcrossTheSign() {
        assertEquals(7, turns(0, 0x20000000, "(i32.ne STEP (local.get $limit))"));
        assertEquals(1, turns(0, -0x20000000, "(i32.ne (local.get $limit) STEP)"));
        assertEquals(3, turns(0x20000000, 0x40000000, "(i32.ne (local.get $limit) STEP)"));
    }

    @Test
    void downWhileAboveUnsigned() {
        assertEquals(6, turns(100, -16, "(i32.gt_u STEP (i32.const 15))"));
        assertEquals(16, turns(8, -0x30000000, "(i32.gt_u STEP (i32.const 15))"));
        assertEquals(16, turns(8, -0x30000000, "(i32.ge_u STEP (i32.const 9))"));
    }

    @Test
    void upWhileBelowUnsigned() {
        assertEquals(7, turns(0, 16, "(i32.lt_u STEP (i32.const 100))"));
        assertEquals(1, turns(-32, 16, "(i32.lt_u STEP (i32.const 100))"));
        assertEquals(7, turns(-16, 16, "(i32.le_u STEP (i32.const 80))"));
    }

    /** The loop keeps its checks where they are needed: the last turn's access is outside. */
    @Test
    void accessesOutsideTrapInTheirTurn() {
        var instance = Engine.create().compile(Modules.assemble("""
                (module (memory (export "memory") 1)
                  (func (export "f") (param $p i32) (param $end i32)
                    (loop $l
                      (i32.store (local.get $p) (i32.const 1))
                      (br_if $l (i32.ne (local.tee $p (i32.add (local.get $p) (i32.const 4))) (local.get $end)))))
                  (func (export "at") (param i32) (result i32) (i32.load (local.get 0))))""")).instantiate();
        for (int i = 0; i < 2000; i++) {
            instance.invoke("f", 0, 65536 / 2);
        }
        assertThrows(Trap.class, () -> instance.invoke("f", 65536 - 400, 65536 + 400));
        assertEquals(1, instance.invoke("at", 65532)[0]);
        assertThrows(Trap.class, () -> instance.invoke("f", 65538 - 400, 65538 + 400));
    }
}
