package dev.troupe.engine;

import static dev.troupe.engine.LargeModulesTest.EAGER;
import static dev.troupe.engine.LargeModulesTest.call;
import static dev.troupe.engine.LargeModulesTest.each;
import static dev.troupe.engine.LargeModulesTest.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.troupe.engine.module.BinaryWriter;
import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions with more locals than their methods should have variables. */
class ManyLocalsTest {
    @Test
    void fiftyThousandLocals() {
        int count = 49_999;
        var types = new String[] {"i64", "i32", "f64", "externref"};
        var text = "(func (export \"f\") (param $p i64) (result i64)"
                + IntStream.range(1, count + 1).mapToObj(i -> "(local " + types[i % 4] + ")").collect(Collectors.joining())
                + IntStream.range(1, count + 1).mapToObj(i -> "(local.set " + i + switch (i % 4) {
                    case 0 -> "(i64.add (local.get $p) (i64.const " + i + "))";
                    case 1 -> "(i32.const " + i + ")";
                    case 2 -> "(f64.const " + i + ")";
                    default -> "(ref.null extern)";
                } + ")").collect(Collectors.joining())
                + IntStream.range(1, count + 1).mapToObj(i -> "(local.set $p (i64.add (local.get $p) " + switch (i % 4) {
                    case 0 -> "(local.get " + i + ")";
                    case 1 -> "(i64.extend_i32_s (local.get " + i + "))";
                    case 2 -> "(i64.trunc_f64_s (local.get " + i + "))";
                    default -> "(i64.extend_i32_s (ref.is_null (local.get " + i + ")))";
                } + "))").collect(Collectors.joining())
                + "(local.get $p)) (func (export \"unused\") (result i64) (local" + " i64".repeat(50_000) + ") (local.get 49999))";
        long expected = 10;
        for (int i = 1; i <= count; i++) {
            expected += i % 4 == 0 ? 10 + i : i % 4 == 3 ? 1 : i;
        }
        for (boolean eager : EAGER) {
            var instance = instance(text, eager);
            assertThat(instance.invoke("f", 10L)).containsExactly(expected);
            assertThat(instance.invoke("unused")).containsExactly(0L);
            assertThat(instance.module().codeReport(done -> {}).beyondJitLimit()).isEmpty();
        }
    }

    /** A short method of which HotSpot compiles nothing, for a thousand locals that get their first values. */
    @ParameterizedTest
    @ValueSource(ints = {250, 999, 1000, 1500})
    void functionsOfAFewBytesWithManyLocalsAreShort(int count) {
        var text = "(func (export \"f\") (param i64) (result i64) (local" + " v128".repeat(count - 1) + " i64) "
                + "(if (i64.ne (local.get " + count + ") (i64.const 0)) (then (return (i64.const -1)))) "
                + "(local.set " + count + " (i64.add (local.get 0) (local.get " + count + "))) "
                + "(if (i64.lt_s (local.get " + count + ") (i64.const 9)) "
                + "(then (return_call 0 (i64.add (local.get " + count + ") (i64.const 1))))) (local.get " + count + "))"
                + "(func (export \"unused\") (local" + " v128".repeat(count) + "))";
        for (boolean eager : EAGER) {
            var instance = instance(text, eager);
            assertThat(instance.invoke("f", 1L)).containsExactly(9L);
            assertThat(instance.invoke("unused")).isEmpty();
            assertThat(instance.module().codeSizes().values()).allMatch(size -> size < 150);
        }
    }

    /** What is done for each local is done for those that a body names: it was 850 KB a function, and 14 seconds a megabyte. */
    @Test
    void manyFunctionsOfAFewBytesThatUseTheLastOfFiftyThousandLocals() {
        int count = 2000;
        var code = new BinaryWriter().u32(count);
        for (int i = 0; i < count; i++) {
            var body = new BinaryWriter().u32(1).u32(50_000).u8(0x7E).u8(0x20).u32(49_999).u8(0x1A).u8(0x0B).toByteArray();
            code.u32(body.length).bytes(body);
        }
        var functions = new BinaryWriter().u32(count).bytes(new byte[count]).toByteArray();
        var module = new BinaryWriter().bytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0})
                .u8(3).u32(functions.length).bytes(functions)
                .u8(10).u32(code.size()).bytes(code.toByteArray()).toByteArray();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var engine = Engine.builder().eager(true).build();
        long before = threads.getCurrentThreadAllocatedBytes();
        engine.compile(module);
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / count).isLessThan(150_000);
    }

    /** Those from the thousandth on have other numbers while they are translated, in the order in which they occur. */
    @Test
    void localsAfterTheThousandthInAnyOrder() {
        var text = "(func (export \"f\") (param i64) (result i64 i64 i32 i64) (local" + " i64".repeat(2999) + ") (local"
                + " i32".repeat(2000)
                + ") (local" + " i64".repeat(10) + ")"
                + "(local.set 1001 (i64.const 1)) (local.set 4000 (i32.const 2))"
                + "(local.set 1000 (i64.const 3)) (local.set 999 (i64.const 4))"
                + "(if (i64.eqz (local.get 0)) (then (local.set 5005 (i64.const 5)) (local.set 1002 (local.tee 1000 (i64.const 6)))))"
                + "(i64.add (local.get 1000) (i64.mul (i64.const 10) (local.get 1001)))"
                + "(i64.add (local.get 999) (local.get 1002)) (i32.add (local.get 4000) (local.get 3000)) (local.get 5005))";
        for (boolean eager : EAGER) {
            var instance = instance(text, eager);
            assertThat(instance.invoke("f", 0L)).containsExactly(16L, 10L, 2, 5L);
            assertThat(instance.invoke("f", 1L)).containsExactly(13L, 4L, 2, 0L);
        }
    }

    /** The operands of a long statement would rest in further locals if the function were cut, as interpreters of its size are not. */
    @Test
    void localsAfterTheThousandthWhereOperandsWait() {
        int adds = 250;
        var text = "(func $g (result i32) (i32.const 3)) (func (export \"f\") (param i32) (result i32)"
                + "(local" + " i64".repeat(1100) + ") (local.set 1050 (i64.const 40))"
                + "(block ".repeat(30) + "(br_table" + each(30, " #") + " (local.get 0))" + ")".repeat(30)
                + "(i32.wrap_i64 (local.get 1050))" + "(call $g)".repeat(adds) + "(i32.add)".repeat(adds) + ")";
        for (boolean eager : EAGER) {
            assertThat(instance(text, eager).invoke("f", 1)).containsExactly(40 + 3 * adds);
        }
    }

    @Test
    void referencesAfterTheThousandthLocalThatHaveNoValueYet() {
        var begin = "(func $f (export \"f\") (result i32) (local" + " i64".repeat(1500) + ") (local" + " (ref func)".repeat(100) + ")";
        assertThat(call("(elem declare func $f)" + begin + "(block (local.set 1510 (ref.func $f)) (drop (local.get 1510)))"
                + "(local.set 1510 (ref.func $f)) (ref.is_null (local.get 1510)))")).isEqualTo(0);
        assertThatThrownBy(() -> call("(elem declare func $f)" + begin + "(block (local.set 1510 (ref.func $f)))"
                + "(ref.is_null (local.get 1510)))")).hasMessageContaining("uninitialized local");
        assertThatThrownBy(() -> call(begin + "(ref.is_null (local.get 1599)))")).hasMessageContaining("uninitialized local");
        assertThatThrownBy(() -> call(begin + "(ref.is_null (local.get 1600)))")).hasMessageContaining("unknown local");
    }

    @Test
    void localsStartAtZeroAgainInAFunctionThatCallsItselfInItsPlace() {
        int count = 1500;
        var text = "(func $f (export \"f\") (param $n i32) (param $sum i64) (result i64) (local" + " i64".repeat(count) + ")"
                + IntStream.range(2, count + 2).mapToObj(i -> "(local.set " + i + " (i64.add (local.get " + i + ") (i64.const 1)))")
                        .collect(Collectors.joining())
                + IntStream.range(2, count + 2).mapToObj(i -> "(local.set $sum (i64.add (local.get $sum) (local.get " + i + ")))")
                        .collect(Collectors.joining())
                + "(if (local.get $n) (then (return_call $f (i32.sub (local.get $n) (i32.const 1)) (local.get $sum)))) (local.get $sum))";
        for (boolean eager : EAGER) {
            var instance = instance(text, eager);
            assertThat(instance.invoke("f", 9, 0L)).containsExactly(10L * count);
            assertThat(instance.module().codeReport(done -> {}).beyondJitLimit()).isEmpty();
        }
    }

    /** Locals that nobody uses are no work; it was 1.2 MB a function. */
    @Test
    void functionsOfAFewBytesWithFiftyThousandLocals() {
        var text = "(func " + "(local" + " i64".repeat(40_000) + ") (local" + " i32".repeat(10_000) + "))"
                + "(func (export \"f\") (param i32) (result i32) (local" + " i64".repeat(40_000) + ") (local" + " i32".repeat(9_000)
                + ") (local.set 44444 (local.get 0)) (i32.add (local.get 44444) (local.get 44445)))";
        assertThat(instance(text, true).invoke("f", 5)).containsExactly(5);
    }
}
