package dev.troupe.tests.benchmarks;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.runtime.HostFunction;
import java.util.List;

/** A module whose exports never return, each for a reason of its own: what a deadline must be able to end. */
final class EndlessLoops {
    /** Entries of the large function's switch; enough to be far beyond 8000 bytes of bytecode. */
    private static final int OPCODES = 300;

    static final List<String> EXPORTS = List.of(
            "empty loop",
            "sums",
            "bytes of memory",
            "nested loops",
            "calls",
            "recursion",
            "indirect calls",
            "tail calls",
            "tail calls to oneself",
            "indirect tail calls",
            "host calls",
            "memory.fill, 64 MiB",
            "memory.copy, 64 MiB",
            "array.new, 64 MiB",
            "array.fill, 64 MiB",
            "array.copy, 64 MiB",
            "leaves",
            "recursion over leaves",
            "exceptions",
            "a function of many parts");

    private EndlessLoops() {}

    static CompiledModule module() {
        return Engine.create().compileText(text());
    }

    static Imports imports() {
        return Imports.builder().function("host", "f", HostFunction.of(Runnable.class, () -> {})).build();
    }

    private static String text() {
        return """
                (module
                  (import "host" "f" (func $host))
                  (type $i (func (param i32) (result i32)))
                  (type $v (func (param i32)))
                  (type $longs (array (mut i64)))
                  (memory (export "memory") 2048)
                  (table funcref (elem $add1 $add2 $tailA $tailB))
                  (tag $tag)
                  (func $add1 (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
                  (func $add2 (param i32) (result i32) (i32.add (local.get 0) (i32.const 2)))
                  (func (export "empty loop") (loop (br 0)))
                  (func (export "sums") (local i32)
                    (loop (local.set 0 (i32.add (i32.mul (local.get 0) (i32.const 31)) (i32.const 7))) (br 0)))
                  (func (export "bytes of memory") (local i32)
                    (loop (i32.store8 (i32.and (local.get 0) (i32.const 0xffff)) (local.get 0))
                      (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br 0)))
                  (func (export "nested loops") (local $i i32) (local $sum i64)
                    (loop $outer
                      (local.set $i (i32.const 1000000))
                      (loop $inner
                        (local.set $sum (i64.add (local.get $sum) (i64.load (i32.and (local.get $i) (i32.const 0xfff8)))))
                        (br_if $inner (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
                      (br $outer)))
                  (func (export "calls") (local i32) (loop (local.set 0 (call $add1 (local.get 0))) (br 0)))
                  (func $fib (param i32) (result i32)
                    (if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (local.get 0))
                      (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
                  (func (export "recursion") (drop (call $fib (i32.const 90))))
                  (func (export "indirect calls") (local i32)
                    (loop (local.set 0 (call_indirect (type $i) (local.get 0) (i32.and (local.get 0) (i32.const 1)))) (br 0)))
                  (func $a (param i32) (return_call $b (i32.add (local.get 0) (i32.const 1))))
                  (func $b (param i32) (return_call $a (i32.add (local.get 0) (i32.const 1))))
                  (func (export "tail calls") (call $a (i32.const 0)))
                  (func $self (param i32) (return_call $self (i32.add (local.get 0) (i32.const 1))))
                  (func (export "tail calls to oneself") (call $self (i32.const 0)))
                  (func $tailA (param i32) (return_call_indirect (type $v) (i32.const 1) (i32.const 3)))
                  (func $tailB (param i32) (return_call_indirect (type $v) (i32.const 1) (i32.const 2)))
                  (func (export "indirect tail calls") (call $tailA (i32.const 0)))
                  (func (export "host calls") (loop (call $host) (br 0)))
                  (func (export "memory.fill, 64 MiB")
                    (loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x4000000)) (br 0)))
                  (func (export "memory.copy, 64 MiB")
                    (loop (memory.copy (i32.const 0) (i32.const 0x4000000) (i32.const 0x4000000)) (br 0)))
                  (func (export "array.new, 64 MiB") (loop (drop (array.new $longs (i64.const 1) (i32.const 0x800000))) (br 0)))
                  (func (export "array.fill, 64 MiB") (local $array (ref $longs))
                    (local.set $array (array.new_default $longs (i32.const 0x800000)))
                    (loop (array.fill $longs (local.get $array) (i32.const 0) (i64.const 1) (i32.const 0x800000)) (br 0)))
                  (func (export "array.copy, 64 MiB") (local $array (ref $longs))
                    (local.set $array (array.new_default $longs (i32.const 0x800000)))
                    (loop (array.copy $longs $longs (local.get $array) (i32.const 1) (local.get $array) (i32.const 0) (i32.const 0x7fffff))
                      (br 0)))
                  (func $leaf (param i32) (result i32) (local.get 0)
                    %s)
                  (func (export "leaves") (local i32)
                    (loop (local.set 0 (local.get 0) %s) (br 0)))
                  (func $tree (param $depth i32) (result i32) (call $leaf (local.get $depth))
                    (if (i32.lt_s (local.get $depth) (i32.const 90))
                      (then (local.set $depth (i32.add (local.get $depth) (i32.const 1)))
                        (drop (call $tree (local.get $depth))) (drop (call $tree (local.get $depth)))))
                    (call $leaf))
                  (func (export "recursion over leaves") (drop (call $tree (i32.const 0))))
                  (func (export "exceptions") (loop (block (try_table (catch $tag 0) (throw $tag))) (br 0)))
                  %s)
                """
                .formatted("(i32.or (i32.const 1)) (i32.rem_u (i32.const 1000000007))".repeat(15), "(call $leaf)".repeat(100),
                        interpreter());
    }

    private static String interpreter() {
        var text = new StringBuilder(
                "(func (export \"a function of many parts\") (local $pc i32) (local $a i32) (local $b i32)\n(loop $next\n");
        for (int i = 0; i < OPCODES; i++) {
            text.append("(block $").append(OPCODES - 1 - i).append(' ');
        }
        text.append("(local.set $pc (i32.rem_u (i32.add (local.get $pc) (i32.const 7)) (i32.const ").append(OPCODES)
                .append(")))\n(br_table");
        for (int i = 0; i < OPCODES; i++) {
            text.append(" $").append(i);
        }
        text.append(" (local.get $pc)))\n");
        for (int i = 0; i < OPCODES; i++) {
            text.append("(local.set $a (i32.add (i32.mul (local.get $b) (i32.const ").append(i)
                    .append(")) (i32.xor (local.get $a) (i32.const ")
                    .append(i * 77).append(")))) (i32.store (i32.and (local.get $a) (i32.const 0xfffc)) (local.get $b))")
                    .append(" (local.set $b (i32.load (i32.and (local.get $b) (i32.const 0xfffc)))) (br $next)");
            text.append(i < OPCODES - 1 ? ")\n" : "\n");
        }
        return text.append("))").toString();
    }
}
