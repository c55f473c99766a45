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
                  (func (export "exceptions") (loop (block (try_table (catch $tag 0) (throw $tag))) (br 0)))
                  %s)
                """
                .formatted(interpreter());
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
