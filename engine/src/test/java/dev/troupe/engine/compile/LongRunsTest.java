package dev.troupe.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import java.util.Collections;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Accesses in long straight code and in functions with crowded loops, which are written in another way, do what all others do: the same
 * function, behind many loads or a loop of them.
 */
class LongRunsTest {
    private static final String MANY = "(drop (i32.load8_u (i32.const 8)))".repeat(16);
    private static final String CROWDED = "(loop " + "(drop (i32.load8_u (i32.const 8)))".repeat(100) + ")";
    private static final int[] GOOD = {0, 1, 8, 4096, 65528 - 24};
    private static final int[] BAD = {65536, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, -8, -16};

    private static Instance instance(String type, String body) {
        return Engine.create().compileText("""
                (module
                  (memory (export "memory") 1)
                  (data (i32.const 0) "\\80\\ff\\7f\\01\\fe\\81\\02\\c3\\84"
                    "\\05\\f6\\07\\88\\e9\\0a\\8b\\0c\\8d\\de\\0f\\90\\a1\\92\\f3\\b4\\25\\96")
                  (func (export "short") %1$s %3$s)
                  (func (export "long") %1$s %2$s %3$s)
                  (func (export "crowded") %1$s %4$s %3$s))
                """.formatted(type, MANY, body, CROWDED)).instantiate();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "i32.load", "i32.load8_s", "i32.load8_u", "i32.load16_s", "i32.load16_u", "i64.load", "i64.load8_s", "i64.load8_u", "i64.load16_s",
        "i64.load16_u", "i64.load32_s", "i64.load32_u", "f32.load", "f64.load"})
    void loadTheSame(String load) {
        for (int offset : new int[] {0, 3, 16}) {
            var instance = instance("(param i32) (result " + load.substring(0, 3) + ")",
                    "(" + load + " offset=" + offset + " (local.get 0))");
            for (int address : GOOD) {
                assertThat(instance.invoke("long", address)).isEqualTo(instance.invoke("short", address));
                assertThat(instance.invoke("crowded", address)).isEqualTo(instance.invoke("short", address));
            }
            for (int address : BAD) {
                traps(instance, address);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "i32.store", "i32.store8", "i32.store16", "i64.store", "i64.store8", "i64.store16", "i64.store32", "f32.store", "f64.store"})
    void storeTheSame(String store) {
        var value = switch (store.substring(0, 3)) {
            case "f32" -> "(f32.reinterpret_i32 (i32.wrap_i64 (local.get 1)))";
            case "f64" -> "(f64.reinterpret_i64 (local.get 1))";
            case "i32" -> "(i32.wrap_i64 (local.get 1))";
            default -> "(local.get 1)";
        };
        for (int offset : new int[] {0, 3, 16}) {
            var body = "(" + store + " offset=" + offset + " (local.get 0) " + value + ")";
            var instances = new HashMap<String, Instance>();
            for (int address : GOOD) {
                for (var name : new String[] {"short", "long", "crowded"}) {
                    instances.computeIfAbsent(name, first -> instance("(param i32 i64)", body))
                            .invoke(name, address, 0x8192a3b4c5d6e7f8L);
                    assertThat(contents(instances.get(name))).isEqualTo(contents(instances.get("short")));
                }
            }
            for (int address : BAD) {
                traps(instances.get("long"), address, 0x8192a3b4c5d6e7f8L);
            }
        }
    }

    private static byte[] contents(Instance instance) {
        return instance.memory("memory").read(0, 65536);
    }

    private static void traps(Instance instance, Object... arguments) {
        for (var name : new String[] {"long", "crowded"}) {
            assertThatThrownBy(() -> instance.invoke(name, arguments)).isInstanceOfSatisfying(Trap.class,
                    trap -> assertThat(trap.kind()).isEqualTo(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS));
        }
    }

    /** Operands that wait below an access, on the JVM's stack or not, and comparisons that are open. */
    @Test
    void waitingOperandsKeepTheirValues() {
        var instance = instance("(param i32 i32) (result i32)", """
                (i32.sub
                  (i32.mul (local.get 1) (i32.load (local.get 0)))
                  (i32.xor
                    (local.get 1)
                    (i32.lt_u (i32.load offset=4 (i32.and (local.get 0) (i32.const 0xff)))
                              (i32.load offset=8 (i32.lt_s (local.get 0) (local.get 1))))))
                (i32.store offset=16 (i32.load8_u offset=3 (local.get 0)) (i32.ge_s (local.get 0) (local.get 1)))
                (i32.add (i32.load offset=17 (i32.const 0)))""");
        for (int address : new int[] {0, 1, 5}) {
            for (int other : new int[] {0, 4, -7}) {
                assertThat(instance.invoke("long", address, other)).isEqualTo(instance.invoke("short", address, other));
                assertThat(instance.invoke("crowded", address, other)).isEqualTo(instance.invoke("short", address, other));
            }
        }
    }

    private static int size(String body) {
        var text = "(module (memory 1) (func (export \"f\") (param i32) " + body + "))";
        return Collections.max(Engine.create().compileText(text).codeSizes().values());
    }

    /** By a method a load takes no view, which is three bytes more; a label or a call begins a new run. */
    @Test
    void shortRunsCallMethods() {
        var load = "(drop (i32.load (local.get 0)))";
        int one = size(load.repeat(11)) - size(load.repeat(10));
        assertThat(size(load.repeat(16)) - size(load.repeat(10))).isEqualTo(6 * one);
        assertThat(size(load.repeat(18)) - size(load.repeat(17))).isGreaterThan(one);
        for (var between : new String[] {"(block (br_if 0 (local.get 0)))", "(call 0 (local.get 0))"}) {
            int apart = size(load.repeat(16) + between + load.repeat(16)) - size(load.repeat(16) + between + load.repeat(10));
            assertThat(apart).isEqualTo(6 * one);
        }
    }

    /** In a function with a crowded loop no access is by a method. */
    @Test
    void crowdedLoopsCallNoMethods() {
        var load = "(drop (i32.load (local.get 0)))";
        var few = "(block (br_if 0 (local.get 0)))";
        int apart = size(load.repeat(6) + few) - size(load.repeat(5) + few);
        assertThat(size("(loop " + load.repeat(100) + ")" + load) - size("(loop " + load.repeat(100) + ")")).isGreaterThan(apart);
        assertThat(size("(loop " + few + load.repeat(9) + ")" + load) - size("(loop " + few + load.repeat(9) + ")")).isEqualTo(apart);
    }

    /** C2 would have to inline them all. */
    @Test
    void notEveryAccessOfALongRunIsAView() {
        var load = "(drop (i32.load (local.get 0)))";
        int one = size(load.repeat(11)) - size(load.repeat(10));
        assertThat(size(load.repeat(310)) - size(load.repeat(300))).isEqualTo(10 * one);
    }
}
