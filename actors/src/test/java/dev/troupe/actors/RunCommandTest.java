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
    private static TroupeSystem troupe;
    private static CompiledModule copy;

    @BeforeAll
    static void start() {
        troupe = TroupeSystem.create();
        copy = Guests.compile(Guests.COPY);
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
    void aCommandMayHaveThreads() {
        var config = troupe.settings().withInstances(2);
        try (var pool = troupe.pool(Guests.compile(Guests.THREADS), config)) {
            for (int i = 0; i < 20; i++) {
                var completed = (CommandCompleted) get(pool.run(List.of(), bytes("")));
                assertThat(completed.exitCode()).isZero();
                assertThat(completed.stdoutUtf8()).isEqualTo("line\n".repeat(4));
            }
            assertThat(((CommandCompleted) get(pool.run(List.of("exit"), bytes("")))).exitCode()).isEqualTo(9);
            assertThat(((Trapped) get(pool.run(List.of("trap", "it"), bytes("")))).kind()).isEqualTo("unreachable");
            assertThat(get(pool.ask(replyTo -> RunCommand.of(replyTo, List.of("spin", "for", "ever"), bytes(""))
                    .withDeadline(Duration.ofMillis(300))))).isInstanceOf(TimedOut.class);
            assertThat(((CommandCompleted) get(pool.run(List.of(), bytes("")))).exitCode()).isZero();
        }
        assertThatNoThreadIsLeft();
    }

    private static void assertThatNoThreadIsLeft() {
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("troupe-wasi-thread-")) {
                try {
                    assertThat(thread.join(Duration.ofSeconds(10))).as("%s", thread).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @Test
    void aLibraryIsNoCommand() {
        try (var pool = troupe.pool(Guests.compile(Guests.ROGUE))) {
            assertThat(((Failed) get(pool.run(List.of(), bytes("")))).kind()).isEqualTo(Failed.Kind.NOT_A_COMMAND);
        }
    }
}
