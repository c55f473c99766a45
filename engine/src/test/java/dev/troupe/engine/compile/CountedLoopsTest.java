package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Modules;
import dev.troupe.engine.runtime.Trap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntBinaryOperator;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
    void aValueTakenBeforeABlockThatChangesTheLocalIsComparedAsItWas() {
        var instance = Engine.create().compile(Modules.assemble("""
                (module (func (export "f") (param $i i32) (param $limit i32) (result i32) (local $n i32)
                  (loop $l
                    (local.set $n (i32.add (local.get $n) (i32.const 1)))
                    (if (i32.gt_u (local.get $n) (i32.const 5)) (then (return (i32.const -1))))
                    (local.get $i)
                    (block (local.set $i (i32.const 1000)))
                    (br_if $l (i32.ne (local.tee $limit (i32.add (local.get $limit) (i32.const 4))))))
                  (local.get $n)))""")).instantiate();
        assertEquals(-1, instance.invoke("f", 16, 996)[0]);
        assertEquals(1, instance.invoke("f", 1000, 996)[0]);
        assertEquals(2, instance.invoke("f", 16, 992)[0]);
    }

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

    /** Each of the two branches must lead to the loop's end in the right turn; beyond the sign the first does not lead back. */
    @Test
    void byOne() {
        for (int turns : new int[] {1, 2, 3, 100}) {
            assertEquals(turns, turns(turns, -1, "STEP"));
            assertEquals(turns, turns(-turns, 1, "STEP"));
            assertEquals(turns, turns(turns + 7, -1, "(i32.ne STEP (i32.const 7))"));
            assertEquals(turns, turns(7 - turns, 1, "(i32.ne (i32.const 7) STEP)"));
        }
        assertEquals(18, turns(0x80000002, -1, "(i32.ne STEP (i32.const 0x7ffffff0))"));
        assertEquals(18, turns(0x7ffffff0, 1, "(i32.ne STEP (i32.const 0x80000002))"));
    }

    /** HotSpot compiles the loop while it has many turns; a loop of few, however few, must not make it start over. */
    @Test
    @Timeout(60)
    void shortLoopsThrowNoCodeAway() throws Exception {
        var instance = Engine.create().compile(Modules.assemble("""
                (module (memory 1)
                  (func $turning (export "f") (param $n i32) (param $p i32) (result i32) (local $sum i32)
                    (loop $l
                      (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $p))))
                      (local.set $p (i32.add (local.get $p) (i32.const 4)))
                      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                    (local.get $sum)))""")).instantiate();
        var function = instance.function("f").as(IntBinaryOperator.class);
        List<String> thrownAway = new CopyOnWriteArrayList<>();
        try (var recording = new RecordingStream()) {
            recording.enable("jdk.Deoptimization");
            recording.onEvent("jdk.Deoptimization", event -> {
                if (event.getString("reason").equals("loop_limit_check")
                        && ((RecordedMethod) event.getValue("method")).getName().equals("turning")) {
                    thrownAway.add(event.toString());
                }
            });
            recording.startAsync();
            for (int turns : new int[] {12, 2, 1}) {
                for (int i = 0; i < 3_000_000; i++) {
                    function.applyAsInt(turns, 0);
                }
            }
            recording.stop();
        }
        assertThat(thrownAway).isEmpty();
    }

    /** The condition waits in a variable of its own while the memory, which a call may have grown, is fetched for the next turn. */
    @Test
    void byOneAroundACall() {
        var instance = Engine.create().compile(Modules.assemble("""
                (module (memory 1)
                  (func $sum (param $p i32) (i32.store (local.get $p) (i32.add (i32.load (local.get $p)) (i32.const 1))))
                  (func (export "f") (param $i i32) (result i32)
                    (i32.store (i32.const 8) (i32.const 0))
                    (loop $l
                      (i32.store offset=4 (i32.const 8) (i32.load (i32.const 8)))
                      (call $sum (i32.const 8))
                      (br_if $l (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
                    (i32.load offset=4 (i32.const 8))))""")).instantiate();
        for (int turns : new int[] {1, 2, 3, 100}) {
            assertEquals(turns - 1, instance.invoke("f", turns)[0]);
        }
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

    private static final List<String> UNSIGNED = List.of("lt_u", "le_u", "gt_u", "ge_u");
    private static final int[] CORNERS = {
        0, 1, 15, 16, 17, 100, -1, -2, -16, -100, Integer.MAX_VALUE, Integer.MAX_VALUE - 1, Integer.MAX_VALUE - 16,
        Integer.MIN_VALUE, Integer.MIN_VALUE + 1, Integer.MIN_VALUE + 16};

    private static boolean holds(String comparison, int value, int limit) {
        int sign = Integer.compareUnsigned(value, limit);
        return switch (comparison) {
            case "lt_u" -> sign < 0;
            case "le_u" -> sign <= 0;
            case "gt_u" -> sign > 0;
            default -> sign >= 0;
        };
    }

    /** The same in Java; -1 for more than a thousand turns. */
    private static int turns(int start, int step, String comparison, int limit) {
        int turns = 1;
        for (int i = start + step; holds(comparison, i, limit); i += step) {
            if (turns++ == 1000) {
                return -1;
            }
        }
        return turns;
    }

    /** Unsigned limits that are variables, on both sides of each sign; first interpreted and then as HotSpot has compiled it. */
    @Test
    void unsignedLimitsInVariables() {
        for (var comparison : UNSIGNED) {
            for (int step : new int[] {1, 4, 16, 0x30000000, -1, -4, -16, -0x30000000}) {
                var instance = Engine.create().compile(Modules.assemble("""
                        (module (func (export "f") (param $i i32) (param $limit i32) (result i32) (local $n i32)
                          (loop $l
                            (local.set $n (i32.add (local.get $n) (i32.const 1)))
                            (br_if $l (i32.%s (local.tee $i (i32.add (local.get $i) (i32.const %d))) (local.get $limit))))
                          (local.get $n)))""".formatted(comparison, step))).instantiate();
                var function = instance.function("f").as(IntBinaryOperator.class);
                int wrong = 0;
                for (int round = 0; round < 2; round++) {
                    for (int start : CORNERS) {
                        for (int limit : CORNERS) {
                            int turns = turns(start, step, comparison, limit);
                            wrong += turns < 0 || turns == function.applyAsInt(start, limit) ? 0 : 1;
                        }
                    }
                    int far = Math.abs(step) < 100 ? 900 * Math.abs(step) : 100;
                    for (int warm = 0; warm < 100 && turns(step > 0 ? 0 : far, step, comparison, step > 0 ? far : 0) > 0; warm++) {
                        function.applyAsInt(step > 0 ? 0 : far, step > 0 ? far : 0);
                    }
                }
                assertEquals(0, wrong, comparison + " " + step);
            }
        }
    }

    /** What a {@code select} answers is not its first operand, though it comes to be where that was. */
    @Test
    void operandsThatAreSelected() {
        var other = "(select (local.get $limit) (i32.const 40) (i32.const 0))";
        for (var comparison : List.of("ne", "lt_u")) {
            assertEquals(10, turns(0, 4, "(i32.%s STEP %s)".formatted(comparison, other)), comparison);
        }
        assertEquals(10, turns(0, 4, "(i32.gt_u %s STEP)".formatted(other)));
        // As soon as the counter passes 20 the condition has 0 instead of it.
        var upToTwenty = "(select STEP (i32.const 0) (i32.lt_s (local.get $i) (i32.const 21)))";
        assertEquals(6, turns(0, 4, upToTwenty));
        assertEquals(6, turns(0, 4, "(i32.ne %s (i32.const 0))".formatted(upToTwenty)));
        assertEquals(6, turns(0, 4, "(i32.gt_u %s (i32.const 0))".formatted(upToTwenty)));
        assertEquals(6, turns(0, 4, "(i32.lt_u (i32.const 0) %s)".formatted(upToTwenty)));
        var downToTwenty = "(select STEP (i32.const 0) (i32.gt_s (local.get $i) (i32.const 19)))";
        assertEquals(6, turns(40, -4, downToTwenty));
        assertEquals(6, turns(40, -4, "(i32.gt_u %s (i32.const 0))".formatted(downToTwenty)));
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
