package dev.troupe.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Instance;
import dev.troupe.engine.binary.ModuleEncoder;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.V128;
import dev.troupe.engine.text.TextParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors in all places where a value can be, and what the official scripts leave out. */
class VectorTranslationTest {
    private static Instance instance(String fields) {
        return Engine.create().compile(ModuleEncoder.encode(TextParser.parse("(module " + fields + ")"))).instantiate();
    }

    @Test
    void constantsLiveInGlobalsBlocksLoopsAndSeveralResults() {
        var instance = instance("""
                (global $g (mut v128) (v128.const i64x2 1 2))
                (func $two (param i32 v128 f32 v128) (result v128 i32 v128) (local.get 3) (local.get 0) (v128.const i64x2 7 8))
                (func (export "all") (param $n i32) (result v128 v128)
                  (local $v v128)
                  (v128.const i64x2 10 20)
                  (loop (param v128) (result v128)
                    (i64x2.add (global.get $g))
                    (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                    (br_if 0 (local.get $n)))
                  (block (result v128) (br 0 (v128.const i64x2 100 200)))
                  (i64x2.add)
                  (local.set $v)
                  (global.set $g (v128.const i64x2 3 4))
                  (if (result v128) (local.get $n) (then (v128.const i64x2 9 9)) (else (global.get $g)))
                  (i64x2.add (local.get $v))
                  (local.set $v)
                  (call $two (i32.const 5) (v128.const i64x2 0 0) (f32.const 1) (local.get $v))
                  (local.set $v)
                  (i32.add (i32.const 1))
                  (i64x2.splat (i64.extend_i32_u))
                  (select (local.get $v) (i32.const 1)))
                """);
        var results = instance.invoke("all", 3);
        assertEquals(new V128(10 + 3 + 100 + 3, 20 + 6 + 200 + 4), results[0]);
        assertEquals(new V128(6, 6), results[1]);
    }

    @ParameterizedTest
    @ValueSource(ints = {65521, 65528, 65535, 65536, -1, -8, -16, Integer.MAX_VALUE, Integer.MAX_VALUE - 8, Integer.MIN_VALUE})
    void aStoreThatDoesNotFitWritesNothing(int address) {
        var instance = instance("""
                (memory (export "m") 1)
                (func (export "store") (param i32) (v128.store (local.get 0) (v128.const i64x2 -1 -1)))
                (func (export "offset") (param i32) (v128.store offset=16 (i32.sub (local.get 0) (i32.const 16)) (v128.const i64x2 -1 -1)))
                (func (export "load") (param i32) (result v128) (v128.load (local.get 0)))
                (func (export "any") (result i32) (i32.or (i32.load8_u (i32.const 65528))
                  (i32.or (i32.load (i32.const 65532)) (i32.or (i32.load (i32.const 0)) (i32.load (i32.const 4))))))
                """);
        assertThrows(Trap.class, () -> instance.invoke("store", address));
        assertThrows(Trap.class, () -> instance.invoke("load", address));
        if (address > 0) {
            assertThrows(Trap.class, () -> instance.invoke("offset", address));
        }
        assertEquals(0, instance.invoke("any")[0]);
    }

    /** Vectors whose lanes are apart, at the very end of a memory that is no array. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "i16x8.extmul_low_i8x16_s", "i16x8.extmul_high_i8x16_u", "i16x8.mul", "i16x8.q15mulr_sat_s", "i32x4.extmul_low_i16x8_u",
                "i32x4.dot_i16x8_s", "i32x4.mul", "i8x16.add", "f32x4.mul", "f64x2.mul"
            })
    void aStoreWritesNothingBehindTheVector(String operation) {
        var fields = """
                (memory 1)
                (func (export "store") (param $at TYPE) (local $a v128)
                  (v128.store offset=8 (local.get $at) (OPERATION (v128.const i32x4 1 2 3 4) (local.get $a))))
                (func (export "load") (param $at TYPE) (result i32) (i32.load (local.get $at)))
                (func (export "fill") (memory.fill (TYPE.const 65488) (i32.const 0xAA) (TYPE.const 48)))
                """.replace("OPERATION", operation);
        var wide = instance(fields.replace("(memory 1)", "(memory i64 1)").replace("TYPE", "i64"));
        var narrow = instance(fields.replace("TYPE", "i32"));
        for (int at : new int[] {65488, 65500, 65511, 65512}) {
            wide.invoke("fill");
            narrow.invoke("fill");
            wide.invoke("store", (long) at);
            narrow.invoke("store", at);
            for (int word = 65488; word < 65536; word += 4) {
                assertEquals(narrow.invoke("load", word)[0], wide.invoke("load", (long) word)[0]);
            }
        }
    }

    /** The official scripts call functions of two vectors at most; the JVM's limit of parameters is near fifty. */
    @Test
    void moreVectorsThanTheJvmTakesAsParameters() {
        int count = 80;
        var text = "(func $sum (param" + " v128".repeat(count) + ") (result v128) (local.get 0)";
        for (int i = 1; i < count; i++) {
            text += "(i64x2.sub (local.get " + i + "))";
        }
        text += ") (func (export \"f\") (result v128) (call $sum";
        for (int i = 0; i < count; i++) {
            text += i % 2 == 0 ? "(v128.const i64x2 " + i + " 1)" : "(i64x2.splat (i64.const " + i + "))";
        }
        assertEquals(new V128(-3160, 1 - 39 - 1600), instance(text + "))").invoke("f")[0]);
    }
}
