package dev.troupe.engine.cache;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import java.util.List;

/** Modules that between them need every kind of generated class. */
final class Samples {
    /** A module, and what its export {@code run} gives. */
    record Sample(String text, Object result) {
        Object[] run(Engine engine) {
            return run(engine.compileText(text));
        }

        Object[] run(CompiledModule module) {
            return module.instantiate().invoke("run");
        }
    }

    static final Sample PLAIN = new Sample("""
            (module
              (global $calls (mut i32) (i32.const 0))
              (func $fib (param i32) (result i32)
                (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
                (if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0))
                  (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
              (func (export "run") (result i32) (i32.add (call $fib (i32.const 10)) (global.get $calls))))
            """, 55 + 177);

    /** Calls through a table need a class per function, tail calls a wrapper. */
    static final Sample CALLS = new Sample("""
            (module
              (type $t (func (param i64 i64) (result i64)))
              (table 2 funcref) (elem (i32.const 0) $even $odd)
              (func $even (type $t) (if (result i64) (i64.eqz (local.get 0)) (then (local.get 1))
                (else (return_call_indirect (type $t) (i64.sub (local.get 0) (i64.const 1)) (i64.add (local.get 1) (i64.const 1))
                  (i32.const 1)))))
              (func $odd (type $t) (return_call_indirect (type $t) (i64.sub (local.get 0) (i64.const 1))
                (i64.add (local.get 1) (i64.const 1)) (i32.const 0)))
              (func (export "run") (result i64) (call $even (i64.const 1000) (i64.const 1))))
            """, 1001L);

    static final Sample AGGREGATES = new Sample("""
            (module
              (rec (type $node (sub (struct (field $value i32) (field $next (ref null $node)))))
                   (type $heavy (sub $node (struct (field $value i32) (field $next (ref null $node)) (field $more f64)))))
              (type $bytes (array (mut i8)))
              (global $first (ref $node) (struct.new $heavy (i32.const 7) (ref.null $node) (f64.const 2.5)))
              (func $sum (param $n (ref null $node)) (result i32)
                (if (result i32) (ref.is_null (local.get $n)) (then (i32.const 0))
                  (else (i32.add (struct.get $node $value (local.get $n)) (call $sum (struct.get $node $next (local.get $n)))))))
              (func (export "run") (result i32) (local $a (ref null $bytes))
                (local.set $a (array.new $bytes (i32.const 3) (i32.const 4)))
                (i32.add (array.get_u $bytes (local.get $a) (i32.const 2))
                  (i32.add (ref.test (ref $heavy) (global.get $first))
                    (call $sum (struct.new $node (i32.const 30) (global.get $first)))))))
            """, 3 + 1 + 37);

    static final Sample EXCEPTIONS = new Sample("""
            (module
              (tag $e (param i32 i64))
              (func $thrower (param i32) (throw $e (local.get 0) (i64.const 5)))
              (func (export "run") (result i64)
                (block $h (result i32 i64)
                  (try_table (catch $e $h) (call $thrower (i32.const 3)))
                  (unreachable))
                (drop) (i64.extend_i32_u)))
            """, 3L);

    static final Sample VECTORS = new Sample("""
            (module
              (memory 1)
              (data (i32.const 16) "\\01\\02\\03\\04\\05\\06\\07\\08\\09\\0a\\0b\\0c\\0d\\0e\\0f\\10")
              (func $twice (param v128) (result v128) (i8x16.add (local.get 0) (local.get 0)))
              (func (export "run") (result i32)
                (i8x16.extract_lane_u 15 (call $twice (v128.load (i32.const 16))))))
            """, 32);

    /** With methods of 100 bytes this function becomes many, which share its locals. */
    static final Sample CUT = new Sample("(module (func (export \"run\") (result i32) (local i32 i32)\n"
            + """
                    (block (br_if 0 (i32.gt_u (local.get 0) (i32.const 100000)))
                      (loop (local.set 1 (i32.add (local.get 1) (i32.const 1)))
                        (local.set 0 (i32.add (local.get 0) (local.get 1)))
                        (br_if 0 (i32.lt_u (local.get 1) (i32.const 50)))))
                    """.repeat(60) + "(local.get 0)))", 50 * 51 / 2 + 51 * 59 + 59 * 58 / 2);

    static final List<Sample> ALL = List.of(PLAIN, CALLS, AGGREGATES, EXCEPTIONS, VECTORS, CUT);

    private Samples() {}
}
