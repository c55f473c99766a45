package dev.troupe.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.CompiledModule;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.CommandCompleted;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.RunCommand;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Trapped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands: bytes in, bytes out, an instance for each. */
@Timeout(60)
class RunCommandTest {
    /**
     * Copies standard input to standard output, 64 bytes at a time; then by the number of arguments (its name included): 2 exits with
     * 42, 3 traps, 4 loops for ever, 5 writes for ever.
     */
    private static final String COPY = """
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

    private static TroupeSystem troupe;
    private static CompiledModule copy;

    @BeforeAll
    static void start() {
        troupe = TroupeSystem.create();
        copy = Guests.compile(COPY);
    }

    @AfterAll
    static void stop() {
        troupe.close();
    }

    private static Answer get(CompletionStage<Answer> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void inputComesBackAsOutput() {
        try (var pool = troupe.pool(copy, troupe.settings().withInstances(2))) {
            var all = new ArrayList<CompletionStage<Answer>>();
            for (int i = 0; i < 200; i++) {
                all.add(pool.run(List.of(), bytes("häm ".repeat(i) + i)));
            }
            for (int i = 0; i < 200; i++) {
                var completed = (CommandCompleted) get(all.get(i));
                assertThat(completed.exitCode()).isZero();
                assertThat(completed.stdoutUtf8()).isEqualTo("häm ".repeat(i) + i);
                assertThat(completed.stderr()).isEmpty();
            }
        }
    }

    @Test
    void everyEndHasItsAnswer() {
        try (var pool = troupe.pool(copy, troupe.settings().withInstances(1).withOutputLimit(1000))) {
            assertThat(((CommandCompleted) get(pool.run(List.of("x"), bytes("out")))).exitCode()).isEqualTo(42);
            assertThat(((Trapped) get(pool.run(List.of("x", "y"), bytes("")))).kind()).isEqualTo("unreachable");
            assertThat(get(
                    pool.ask(replyTo -> RunCommand.of(replyTo, List.of("x", "y", "z"), bytes("")).withDeadline(Duration.ofMillis(100)))))
                    .isInstanceOf(TimedOut.class);
            var full = (CommandCompleted) get(pool.run(List.of("a", "b", "c", "d"), bytes("0123456789")));
            assertThat(full.exitCode()).isEqualTo(7);
            assertThat(full.stdout().length).isBetween(900, 1000);
            var counts = pool.status().toCompletableFuture().join().counts();
            assertThat(counts.restarts()).isZero();
            assertThat(counts.answers()).isEqualTo(4);
        }
    }

    @Test
    void aLibraryIsNoCommand() {
        try (var pool = troupe.pool(Guests.compile(Guests.ROGUE))) {
            assertThat(((Failed) get(pool.run(List.of(), bytes("")))).kind()).isEqualTo(Failed.Kind.NOT_A_COMMAND);
        }
    }
}
