package dev.troupe.actors;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Modules;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.runtime.HostFunction;
import java.util.List;

/** Modules for the tests. */
public final class Guests {
    /** Behaves and misbehaves in every way on demand; imports nothing. */
    public static final String ROGUE = """
            (module
              (memory (export "memory") 1 100)
              (global $calls (mut i32) (i32.const 0))
              (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
              (func (export "count") (result i32)
                (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
                (global.get $calls))
              (func (export "fail") unreachable)
              (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
              (func (export "loop") (loop $l (br $l)))
              (func $recurse (export "recurse") (param i32) (result i32)
                (i32.add (i32.const 1) (call $recurse (i32.add (local.get 0) (i32.const 1)))))
              (func (export "hog") (result i32)
                (loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
                (memory.size))
              (func (export "poke") (param i32) (i32.store (local.get 0) (i32.const 1)))
              (func (export "echo32") (param f32) (result f32) (local.get 0))
              (func (export "echo64") (param f64) (result f64) (local.get 0))
              (func (export "swap") (param i32 i64) (result i64 i32) (local.get 1) (local.get 0))
              (func (export "null") (result externref) (ref.null extern))
              (func (export "spin") (param i32) (result i32) (local $i i32)
                (loop $l
                  (local.set $i (i32.add (local.get $i) (i32.const 1)))
                  (br_if $l (i32.lt_u (local.get $i) (local.get 0))))
                (local.get $i)))
            """;

    /** Calls env.call, and counts. */
    public static final String HOSTED = """
            (module
              (import "env" "call" (func $call (param i32) (result i32)))
              (global $calls (mut i32) (i32.const 0))
              (func (export "call") (param i32) (result i32) (call $call (local.get 0)))
              (func (export "count") (result i32)
                (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
                (global.get $calls)))
            """;

    /**
     * Copies standard input to standard output, 64 bytes at a time; then by the number of arguments (its name included): 2 exits with
     * 42, 3 traps, 4 loops for ever, 5 writes for ever.
     */
    public static final String COPY = """
            (module
              (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (func (export "_start") (local $count i32)
                (i32.store (i32.const 0) (i32.const 64))
                (block $end
                  (loop $copy
                    (i32.store (i32.const 4) (i32.const 64))
                    (br_if $end (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
                    (br_if $end (i32.eqz (i32.load (i32.const 8))))
                    (i32.store (i32.const 4) (i32.load (i32.const 8)))
                    (br_if $end (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 12)))
                    (br $copy)))
                (drop (call $args (i32.const 16) (i32.const 20)))
                (local.set $count (i32.load (i32.const 16)))
                (if (i32.eq (local.get $count) (i32.const 2)) (then (call $exit (i32.const 42))))
                (if (i32.eq (local.get $count) (i32.const 3)) (then unreachable))
                (if (i32.eq (local.get $count) (i32.const 4)) (then (loop $for_ever (br $for_ever))))
                (if (i32.eq (local.get $count) (i32.const 5))
                  (then (loop $more (br_if $more (i32.eqz (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 12)))))
                    (call $exit (i32.const 7))))))
            """;

    /**
     * Starts four threads, each of which writes a line; then by the number of arguments (its name included): 1 waits for them, 2 lets
     * them exit with 9, 3 lets them trap, 4 lets them loop for ever; the first thread loops for ever in all but the first case.
     */
    public static final String THREADS = """
            (module
              (memory (export "memory") (import "env" "memory") 1 1 shared)
              (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (data (i32.const 512) "line\\n")
              (func (export "wasi_thread_start") (param $id i32) (param $count i32) (local $place i32)
                (local.set $place (i32.add (i32.const 1024) (i32.mul (local.get $id) (i32.const 16))))
                (i32.store (local.get $place) (i32.const 512))
                (i32.store offset=4 (local.get $place) (i32.const 5))
                (drop (call $write (i32.const 1) (local.get $place) (i32.const 1) (i32.add (local.get $place) (i32.const 8))))
                (if (i32.eq (local.get $count) (i32.const 2)) (then (call $exit (i32.const 9))))
                (if (i32.eq (local.get $count) (i32.const 3)) (then unreachable))
                (if (i32.eq (local.get $count) (i32.const 4)) (then (loop $for_ever (br $for_ever))))
                (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
                (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))
              (func (export "_start") (local $started i32) (local $done i32)
                (drop (call $args (i32.const 16) (i32.const 20)))
                (loop $more
                  (if (i32.le_s (call $spawn (i32.load (i32.const 16))) (i32.const 0)) (then (call $exit (i32.const 50))))
                  (br_if $more (i32.lt_u (local.tee $started (i32.add (local.get $started) (i32.const 1))) (i32.const 4))))
                (loop $wait
                  (drop (memory.atomic.wait32 (i32.const 0) (local.tee $done (i32.atomic.load (i32.const 0))) (i64.const 1000000)))
                  (br_if $wait (i32.ne (local.get $done) (i32.const 4))))))
            """;

    private Guests() {}

    public static CompiledModule compile(String text) {
        return Engine.create().compile(Modules.assemble(text));
    }

    /** What {@link #HOSTED} imports. */
    public interface Call {
        int call(int argument) throws Exception;
    }

    public static Imports imports(Call function) {
        var type = FuncType.of(
                List.of(dev.troupe.engine.module.ValType.I32), List.of(dev.troupe.engine.module.ValType.I32));
        return Imports.builder()
                .function("env", "call",
                        HostFunction.untyped(type, (caller, arguments) -> new Object[] {function.call((int) arguments[0])}))
                .build();
    }
}
