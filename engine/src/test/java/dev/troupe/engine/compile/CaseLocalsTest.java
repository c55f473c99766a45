package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cases of a switch that see a local as their own see its value. */
class CaseLocalsTest {
    private static final int CASES = 14;
    /** More than are looked at. */
    private static final int MANY = CaseLocals.MAX_ENTRIES + 10;

    /**
     * A stack machine.
     *
     * @param entries of its switch; those beyond the cases do what the default does
     * @param four what the address of the topmost value is computed with
     */
    private static String machine(int entries, String four) {
        var text = new StringBuilder("""
                (module (memory (export "memory") 1)
                  (func (export "run") (param $steps i32) (param $sp i32) (result i32) (local $pc i32) (local $old i32) (local $n i32)
                    (loop $next (block $again
                """);
        for (int i = CASES; i >= 0; i--) {
            text.append("(block $op").append(i).append('\n');
        }
        text.append("(local.set $n (i32.load8_s (i32.and (local.get $pc) (i32.const 255))))\n")
                .append("(local.set $pc (i32.add (local.get $pc) (i32.const 1)))\n(br_table");
        for (int i = 0; i < entries; i++) {
            // Two entries have the same target.
            text.append(" $op").append(i == 5 ? 4 : Math.min(i, CASES));
        }
        text.append(" $op").append(CASES).append(" (local.get $n))\n");
        for (int i = 0; i <= CASES; i++) {
            // One falls into the next.
            text.append(") ").append(handler(i, four)).append(i == 3 ? "\n" : "(br $again)\n");
        }
        return text + """
                    ) (br_if $next (local.tee $steps (i32.sub (local.get $steps) (i32.const 1)))))
                    (i32.add (local.get $pc) (local.get $sp))))""";
    }

    private static String handler(int number, String four) {
        var top = "(i32.add (i32.const 512) (i32.and (i32.sub (local.get $sp) " + four + ") (i32.const 252)))";
        var below = "(i32.add (i32.const 512) (i32.and (i32.sub (local.get $sp) (i32.const 8)) (i32.const 252)))";
        return switch (number) {
            case 0 -> "(i32.store offset=512 (i32.and (local.get $sp) (i32.const 252)) (local.get $pc))"
                    + "(local.set $sp (i32.add (local.get $sp) (i32.const 4)))";
            case 1, 2, 3 -> "(i32.store " + below + " (i32.add (i32.load " + below + ") (i32.load " + top + ")))"
                    + "(local.set $sp (i32.sub (local.get $sp) (i32.const " + 4 * (number - 1) + ")))";
            case 4, 5, 6 -> "(i32.store " + top + " (i32.mul (i32.load " + top + ") (i32.const " + number + ")))";
            case 7 -> "(local.set $sp (i32.and (local.get $sp) (i32.const 252)))";
            case 8 -> "(local.set $pc (i32.add (local.get $pc) (i32.and (local.get $sp) (i32.const 252))))";
            case 9 -> "(local.set $old (i32.sub (local.get $sp) " + four + "))";
            case 10 -> "(local.set $sp (i32.sub (local.get $sp) (i32.const 8)))";
            case 11 -> "(local.set $sp (i32.add (local.get $sp) (i32.load " + top + ")))";
            case 12 -> "(local.set $sp (i32.add (local.get $sp) (i32.const 4)))";
            case 13 -> "(if (i32.and (i32.load " + top + ") (i32.const 1)) (then (local.set $sp (local.get $old))))";
            default -> "(local.set $sp (i32.xor (local.get $sp) (local.get $n)))";
        };
    }

    private static int size(String text) {
        return Collections.max(Engine.create().compileText(text).codeSizes().values());
    }

    private static Instance instance(int entries) {
        return Engine.create().compileText(machine(entries, "(i32.const 4)")).instantiate();
    }

    @Test
    void doWhatTheyDoWithout() {
        var own = instance(CASES);
        var shared = instance(MANY);
        var random = new Random(3);
        for (int run = 0; run < 60; run++) {
            var program = new byte[256];
            for (int i = 0; i < program.length; i++) {
                program[i] = (byte) (random.nextInt(CASES + 4) - 2);
            }
            int sp = random.nextInt();
            int steps = 1 + random.nextInt(3000);
            own.memory("memory").write(0, program);
            shared.memory("memory").write(0, program);
            assertThat(own.invoke("run", steps, sp)).isEqualTo(shared.invoke("run", steps, sp));
            assertThat(memory(own)).isEqualTo(memory(shared));
        }
    }

    private static byte[] memory(Instance instance) {
        var bytes = new byte[1024];
        instance.memory("memory").read(0, bytes, 0, bytes.length);
        return bytes;
    }

    /** An entry is four bytes; a local of its own takes a case some nine. */
    @Test
    void takeCodeWhereManyCasesComputeTheSame() {
        int without = size(machine(MANY, "(i32.const 4)")) - 4 * (MANY - CASES);
        assertThat(size(machine(CASES, "(i32.const 4)"))).isGreaterThan(without + 8 * (CASES - 2));
    }

    @Test
    void takeNoneWhereEachComputesSomethingElse() {
        var different = machine(CASES, "(local.get $old)").replace("(i32.const 252)", "(local.get $n)");
        var alsoMany = machine(MANY, "(local.get $old)").replace("(i32.const 252)", "(local.get $n)");
        assertThat(size(different)).isLessThan(size(alsoMany) - 4 * (MANY - CASES) + CASES);
    }
}
