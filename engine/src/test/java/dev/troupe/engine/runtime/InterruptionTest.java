package dev.troupe.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.troupe.engine.Engine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An interruption ends what it aims at, and nothing that comes later. Tests have threads of their own, so that one in which nothing
 * ends fails.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptionTest {
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Duration NEVER = Duration.ofDays(1);
    /** How long threads may meet, which takes longer where they share a processor. */
    private static final long PATIENCE_NANOS = 1_000_000_000;

    private final long began = System.nanoTime();

    private final Store store = Store.create();
    private final PollSite site = new PollSite(Duration.ofNanos(1));

    InterruptionTest() {
        store.addPollSite(site);
    }

    private boolean isTimeLeft() {
        return System.nanoTime() - began < PATIENCE_NANOS;
    }

    /** As a guest in an endless loop does. */
    private Void spin() {
        while (true) {
            store.poll();
        }
    }

    private void assertEnds(Duration timeout) {
        assertThatExceptionOfType(Trap.class)
                .isThrownBy(() -> store.callWithin(timeout, this::spin))
                .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.DEADLINE_EXCEEDED));
    }

    private void awaitQuiet() throws InterruptedException {
        while (site.asks()) {
            Thread.sleep(1);
        }
    }

    /** Interrupts once for each number that it is shown, and tells when it has. */
    private final class Interrupter extends Thread implements AutoCloseable {
        private volatile int shown;
        private volatile int done;
        private volatile boolean hit;
        private volatile boolean closed;

        Interrupter() {
            setDaemon(true);
            start();
        }

        @Override
        public void run() {
            for (int i = 1; awaitShown(i); i++) {
                hit = store.interrupt();
                done = i;
            }
        }

        /** False if there is no more to come. */
        private boolean awaitShown(int number) {
            for (int waits = 0; shown != number; waits++) {
                if (closed) {
                    return false;
                }
                if (waits < 1000) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
            return true;
        }

        @Override
        public void close() {
            closed = true;
        }

        void await() {
            while (done != shown) {
                Thread.yield();
            }
        }
    }

    /** A call that ends at about the moment at which it is interrupted. */
    private void endWhileInterrupted(Interrupter interrupter, int pause) {
        int level = store.enter();
        interrupter.shown++;
        for (int i = 0; i < pause; i++) {
            Thread.onSpinWait();
        }
        store.exit(level);
        interrupter.await();
    }

    @Test
    void whatComesTooLateNeitherEndsTheNextCallNorHidesFromIt() throws Exception {
        try (var interrupter = new Interrupter()) {
            for (int i = 0; i < 20_000 && isTimeLeft(); i++) {
                endWhileInterrupted(interrupter, i % 100);

                int level = store.enter();
                store.poll();
                store.exit(level);
            }
        }
        awaitQuiet();
        assertEnds(SOON);
        awaitQuiet();
    }

    @Test
    void anInterruptionAfterOneThatCameTooLateWorks() {
        try (var interrupter = new Interrupter()) {
            for (int i = 0; i < 20_000 && isTimeLeft(); i++) {
                endWhileInterrupted(interrupter, i % 100);

                int level = store.enter();
                // Nothing asks whether to stop meanwhile, so that what came too late is there still.
                interrupter.shown++;
                interrupter.await();
                assertThat(interrupter.hit).isTrue();
                assertThatExceptionOfType(Trap.class).isThrownBy(store::poll);
                store.exit(level);
            }
        }
    }

    @Test
    void nobodyInsideMeansNothingToEnd() {
        assertThat(store.interrupt()).isFalse();
        int level = store.enter();
        assertThat(store.interrupt()).isTrue();
        assertThat(store.interrupt()).as("a second one").isFalse();
        store.exit(level);
        assertThat(store.interrupt()).isFalse();
        assertThat(site.asks()).isFalse();
    }

    @Test
    void aDeadlineInsideASessionEndsWithItsCall() throws Exception {
        int session = store.enter();
        assertEnds(SOON);
        store.poll();
        assertThat(store.<String>callWithin(NEVER, () -> {
            store.poll();
            return "not ended";
        })).isEqualTo("not ended");
        assertEnds(SOON);
        store.exit(session);
        assertThat(site.asks()).isFalse();
    }

    @Test
    void anOuterDeadlineHoldsWhateverBecomesOfAnInnerOne() {
        assertThatExceptionOfType(Trap.class).isThrownBy(() -> store.callWithin(Duration.ofMillis(20), () -> {
            assertEnds(SOON);
            store.poll();
            return store.callWithin(NEVER, this::spin);
        }));
        // Both at the same time: the inner one has fired, and the outer one fires before anybody asks.
        var outer = new AtomicReference<Throwable>();
        assertThatExceptionOfType(Trap.class).isThrownBy(() -> store.callWithin(Duration.ofMillis(20), () -> {
            try {
                store.callWithin(SOON, () -> {
                    Thread.sleep(40);
                    store.poll();
                    return null;
                });
            } catch (Trap trap) {
                outer.set(trap);
            }
            return spin();
        }));
        assertThat(outer.get()).isNotNull();
    }

    @Test
    void aHostFunctionThatWaitedInsideAnotherLeavesItInterruptible() {
        assertThatExceptionOfType(Trap.class).isThrownBy(() -> store.callWithin(Duration.ofMillis(20), () -> store.blocking(() -> {
            store.blocking(() -> "at once");
            Thread.sleep(Long.MAX_VALUE);
            return null;
        })));
        assertThat(Thread.interrupted()).isFalse();
    }

    /** Each of these takes milliseconds, all of them minutes; behind the last one it would show that nobody looked. */
    @Test
    void codeWithoutLoopsAndCallsEndsBeforeMuchWork() {
        for (var work : List.of("(memory.fill (i32.const 0) (i32.const 1) (i32.const 67108864))",
                "(memory.copy (i32.const 1) (i32.const 0) (i32.const 67108863))",
                "(table.fill (i32.const 0) (ref.null func) (i32.const 4000000))",
                "(table.copy (i32.const 1) (i32.const 0) (i32.const 3999999))")) {
            var instance = Engine.builder()
                    .eager(true)
                    .build()
                    .compileText("(module (memory 1024) (table 4000000 funcref) (global (export \"done\") (mut i32) (i32.const 0))"
                            + "(func (export \"f\")" + work.repeat(8000) + "(global.set 0 (i32.const 1))))")
                    .instantiate();
            assertThatExceptionOfType(Trap.class)
                    .isThrownBy(() -> instance.store().callWithin(Duration.ofMillis(50), () -> instance.invoke("f")))
                    .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.DEADLINE_EXCEEDED));
            assertThat(instance.global("done").get()).isEqualTo(0);
        }
    }
}
