package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an interpreter does for an opcode computes its operands itself, if it is long; short ones find them computed. */
class HandlersTest {
    private static final int OPCODES = 120;
    /** A call without parameters and results. */
    private static final int FENCE = 3;

    /**
     * A machine with registers in memory, all of whose instructions take their operands apart in the same way.
     *
     * @param more how many bytes each handler has that do nothing
     */
    private static String machine(int opcodes, int more) {
        var blocks = "(block ".repeat(opcodes);
        var table = IntStream.range(0, opcodes).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        var handlers = IntStream.range(0, opcodes).mapToObj(opcode -> ") " + handler(opcode) + "(nop)".repeat(more)
                + " (br " + (opcodes - 1 - opcode) + ")\n");
        return "(module (memory (export \"memory\") 1) (func (export \"run\") (param $pc i32) (result i32)"
                + " (local $i i32) (local $n i32) (local $r i32) (loop "
                + "(if (i32.gt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 500))"
                + " (then (return (i32.add (local.get $pc) (local.get $r)))))"
                + "(local.set $i (i32.load offset=1024 (i32.and (local.get $pc) (i32.const 1020))))"
                + "(local.set $pc (i32.add (local.get $pc) (i32.const 4)))"
                + blocks
                + "(br_table " + table + " (i32.rem_u (i32.and (local.get $i) (i32.const 255)) (i32.const " + (opcodes - 1) + ")))"
                + handlers.collect(Collectors.joining())
                + ") (unreachable)))";
    }

    private static String handler(int opcode) {
        var first = "(i32.and (i32.shr_u (local.get $i) (i32.const 8)) (i32.const 252))";
        var second = "(i32.load (i32.and (i32.shr_u (local.get $i) (i32.const 16)) (i32.const 252)))";
        var result = opcode % 2 == 0 ? "(i32.add " + second + " (i32.const 3))" : "(i32.mul " + second + " (local.get $pc))";
        return "(i32.store " + first + " " + result + ")(local.set $r (i32.xor (local.get $r) " + first + "))"
                + (opcode % 9 == 0 ? "(local.set $pc (i32.add (local.get $pc) (i32.const 52)))" : "");
    }

    private static int size(int methodBytes, int opcodes, int more) {
        return Engine.builder().methodBytes(methodBytes).build().compileText(machine(opcodes, more)).codeSizes().values().stream()
                .mapToInt(Integer::intValue).sum();
    }

    @Test
    void beginWithAFenceFromSixtyBytesOn() {
        var sizes = new TreeSet<Integer>();
        for (int more = 0; more < 60; more++) {
            sizes.add(size(1000, OPCODES, more));
        }

        assertThat(sizes.last() - sizes.first()).isEqualTo(FENCE * OPCODES);
    }

    @Test
    void ofAFewCasesDoNot() {
        assertThat(size(300, 20, 60)).isEqualTo(size(300, 20, 0));
    }

    @Test
    void doWhatTheyDoInOneMethod() {
        var random = new Random(5);
        for (int more : new int[] {0, 60}) {
            var whole = instance(machine(OPCODES, more), 60_000);
            var cut = instance(machine(OPCODES, more), 1000);
            for (int run = 0; run < 50; run++) {
                var memory = new byte[2048];
                random.nextBytes(memory);
                assertThat(run(cut, memory)).isEqualTo(run(whole, memory));
                assertThat(registers(cut)).isEqualTo(registers(whole));
            }
        }
    }

    private static Instance instance(String text, int methodBytes) {
        return Engine.builder().methodBytes(methodBytes).build().compileText(text).instantiate();
    }

    private static Object[] run(Instance instance, byte[] memory) {
        instance.memory("memory").write(0, memory);
        return instance.invoke("run", 0);
    }

    private static byte[] registers(Instance instance) {
        var bytes = new byte[256];
        instance.memory("memory").read(0, bytes, 0, bytes.length);
        return bytes;
    }
}
