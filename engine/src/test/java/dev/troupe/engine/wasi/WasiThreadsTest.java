package dev.troupe.engine.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs with threads beyond the official ones. */
@Timeout(60)
class WasiThreadsTest {
    /** A program whose threads do {@code work}, with locals 0 (id) and 1 (argument), and whose first thread does {@code main}. */
    private static WasiProgram program(String work, String main, WasiConfig config) {
        return program(Engine.create(), work, main, config, StoreLimits.defaults());
    }

    private static WasiProgram program(Engine engine, String work, String main, WasiConfig config, StoreLimits limits) {
        var module = engine.compileText("""
                (module
                  (memory (export "memory") (import "env" "memory") 1 1 shared)
                  (func $spawn (import "wasi" "thread-spawn") (param i32) (result i32))
                  (func $exit (import "wasi_snapshot_preview1" "proc_exit") (param i32))
                  (func $write (import "wasi_snapshot_preview1" "fd_write") (param i32 i32 i32 i32) (result i32))
                  (data (i32.const 512) "line\\n")
                  (func (export "wasi_thread_start") (param i32 i32) %s)
                  (func (export "_start") (local i32) %s))
                """.formatted(work, main));
        return WasiProgram.create(module, config, Imports.none(), limits);
    }

    /** Spawns so many and exits with 50 if one fails. */
    private static String spawn(int count) {
        return """
                (loop $again
                  (if (i32.le_s (call $spawn (local.get 0)) (i32.const 0)) (then (call $exit (i32.const 50))))
                  (br_if $again (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const %d))))
                """.formatted(count);
    }

    /** Waits until the counter at 0 is {@code count}. */
    private static String join(int count) {
        return """
                (loop $wait
                  (drop (memory.atomic.wait32 (i32.const 4) (i32.const 0) (i64.const 1000000)))
                  (br_if $wait (i32.ne (i32.atomic.load (i32.const 0)) (i32.const %d))))
                """.formatted(count);
    }

    private static final String COUNT = "(drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))";

    @Test
    void threadsShareMemoryAndStreams() {
        var out = new ByteArrayOutputStream();
        var write = """
                (i32.store (i32.add (i32.const 1024) (i32.mul (local.get 0) (i32.const 16))) (i32.const 512))
                (i32.store (i32.add (i32.const 1028) (i32.mul (local.get 0) (i32.const 16))) (i32.const 5))
                (drop (call $write (i32.const 1) (i32.add (i32.const 1024) (i32.mul (local.get 0) (i32.const 16))) (i32.const 1)
                  (i32.add (i32.const 1032) (i32.mul (local.get 0) (i32.const 16)))))
                """;
        try (var program = program(write + COUNT, spawn(20) + join(20), WasiConfig.defaults().withStdout(out))) {
            assertThat(program.run()).isZero();
        }
        assertThat(out).hasToString("line\n".repeat(20));
    }

    @Test
    void aThreadGetsHalfOfTheFuelThatItsSpawnerHas() {
        var engine = Engine.builder().fuel(true).build();
        var limits = StoreLimits.defaults().withFuel(1_000_000);
        try (var program = program(engine, COUNT, spawn(3) + join(3), WasiConfig.defaults(), limits)) {
            assertThat(program.run()).isZero();
            assertThat(program.instance().store().fuel()).isBetween(1L, 125_000L);
        }
        try (var program = program(engine, "(loop $ever (br $ever))", spawn(1) + join(1), WasiConfig.defaults(), limits)) {
            assertThatThrownBy(program::run)
                    .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.OUT_OF_FUEL));
        }
    }

    @Test
    void noMoreThreadsThanAllowed() {
        var config = WasiConfig.defaults().withLimits(limits -> limits.withThreads(3));
        var forEver = "(drop (memory.atomic.wait32 (i32.const 4) (i32.const 0) (i64.const -1)))";
        try (var program = program(forEver, spawn(3) + "(call $exit (i32.const 7))", config)) {
            assertThat(program.run()).isEqualTo(7);
        }
        try (var program = program(forEver, spawn(4), config)) {
            assertThat(program.run()).isEqualTo(50);
        }
    }

    @Test
    void aTrapInAThreadEndsTheProgram() {
        try (var program = program("unreachable", spawn(1) + "(loop $ever (br $ever))", WasiConfig.defaults())) {
            assertThatThrownBy(program::run)
                    .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.UNREACHABLE));
        }
    }

    @Test
    void aTrapInAThreadEndsAProgramThatIsStillSpawning() {
        for (int i = 0; i < 500; i++) {
            try (var program = program("unreachable", spawn(1000) + "(loop $ever (br $ever))", WasiConfig.defaults())) {
                assertThatThrownBy(program::run)
                        .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.UNREACHABLE));
            }
        }
    }

    @Test
    void theDeadlineEndsAllThreads() throws InterruptedException {
        try (var program = program("(loop $ever (br $ever))", spawn(2) + "(loop $ever (br $ever))", WasiConfig.defaults())) {
            assertThatThrownBy(() -> program.instance().store().callWithin(Duration.ofMillis(100), program::run))
                    .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(TrapKind.DEADLINE_EXCEEDED));
            // They have left the guest; the Java threads need a moment to be gone.
            for (var thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().startsWith("troupe-wasi-thread-")) {
                    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
                }
            }
        }
    }
}
