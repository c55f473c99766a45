package dev.troupe.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.wasi.WasiConfig;
import dev.troupe.engine.wasi.WasiInput;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Value;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A guest without a pool answers as in one. */
@Timeout(60)
class SingleCallTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final StoreLimits LIMITS = StoreLimits.defaults().withMemoryBytes(10 << 16);

    private record Call(String export, List<Value> arguments) {
        static Call of(String export, Value... arguments) {
            return new Call(export, List.of(arguments));
        }
    }

    private static final List<Call> CALLS = List.of(
            Call.of("add", Value.i32(2), Value.i32(3)),
            Call.of("swap", Value.i32(1), Value.i64(-2)),
            Call.of("fail"),
            Call.of("divide", Value.i32(1), Value.i32(0)),
            Call.of("hog"),
            Call.of("poke", Value.i32(-1)),
            Call.of("null"),
            Call.of("nonsense"),
            Call.of("add", Value.i32(1)));

    private static Answer perform(CompiledModule module, WasiConfig wasi, Call call, Duration deadline) throws InterruptedException {
        return new SingleCall(LIMITS, wasi).perform(module, call.export, call.arguments, deadline);
    }

    @Test
    void answersAsAPoolDoes() throws Exception {
        var module = Guests.compile(Guests.ROGUE);
        try (var troupe = TroupeSystem.create();
                var pool = troupe.pool(
                        module, troupe.settings().withInstances(1).withLimits(LIMITS).withLifetime(Lifetime.freshPerCall()))) {
            for (var call : CALLS) {
                var expected = pool.ask(replyTo -> new Invoke(call.export, call.arguments, LONG, false, replyTo))
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
                assertThat(perform(module, WasiConfig.defaults(), call, LONG)).as(call.export).isEqualTo(expected);
            }
        }
    }

    @Test
    void aGuestIsStoppedAtItsDeadline() throws InterruptedException {
        var answer = perform(
                Guests.compile(Guests.ROGUE), WasiConfig.defaults(), Call.of("loop"), Duration.ofMillis(200));
        assertThat(answer).isInstanceOfSatisfying(TimedOut.class, timedOut -> assertThat(timedOut.guestStack()).isNotEmpty());
    }

    @Test
    void aDeadlineMayBeForEver() throws InterruptedException {
        var call = Call.of("add", Value.i32(2), Value.i32(3));
        assertThat(perform(Guests.compile(Guests.ROGUE), WasiConfig.defaults(), call, Duration.ofSeconds(Long.MAX_VALUE)))
                .isEqualTo(new Completed(List.of(Value.i32(5))));
    }

    @Test
    void aModuleWithoutItsImportsIsRefused() throws InterruptedException {
        var answer = perform(Guests.compile(Guests.HOSTED), WasiConfig.defaults(), Call.of("count"), LONG);
        assertThat(answer).isInstanceOfSatisfying(
                Failed.class,
                failed -> assertThat(failed.kind()).isEqualTo(Failed.Kind.NOT_INSTANTIABLE));
    }

    @Test
    void aCommandReadsWritesAndExits() throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var wasi = WasiConfig.defaults().withArguments(List.of("copy", "2")).withStdin(WasiInput.bytes("text".getBytes())).withStdout(out);
        var answer = perform(Guests.compile(Guests.COPY), wasi, Call.of("_start"), LONG);
        assertThat(answer).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(Failed.Kind.GUEST_EXIT);
            assertThat(failed.exitCode()).isEqualTo(42);
        });
        assertThat(out).hasToString("text");
    }

    /** Nothing can stop it; who waits for it is answered all the same. */
    @Test
    void aHostThatDoesNotReturnIsLeftBehind() throws InterruptedException {
        var reached = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var stubborn = new OutputStream() {
            @Override
            public void write(int b) {
                reached.countDown();
                boolean waiting = true;
                while (waiting) {
                    try {
                        release.await();
                        waiting = false;
                    } catch (InterruptedException e) {
                        // Waits on.
                    }
                }
            }
        };
        var wasi = WasiConfig.defaults().withArguments(List.of("copy")).withStdin(WasiInput.bytes(new byte[1])).withStdout(stubborn);
        var module = Guests.compile(Guests.COPY);
        try {
            // On a slow machine a guest may be stopped before it has written anything.
            var deadline = Duration.ofMillis(100);
            var answer = perform(module, wasi, Call.of("_start"), deadline);
            while (reached.getCount() > 0) {
                deadline = deadline.multipliedBy(2);
                answer = perform(module, wasi, Call.of("_start"), deadline);
            }
            assertThat(answer).isEqualTo(new TimedOut(true, List.of()));
        } finally {
            release.countDown();
        }
    }
}
