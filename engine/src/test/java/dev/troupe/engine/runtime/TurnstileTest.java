package dev.troupe.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One thread at a time in a store, whoever tries, with passes and without. */
class TurnstileTest {
    /** Entries in a row after which a thread surely has a pass. */
    private static final int ENOUGH = 2000;

    private static void enterAndExit(Store store, int times) {
        for (int i = 0; i < times; i++) {
            store.exit(store.enter());
        }
    }

    private static Throwable inOtherThread(Runnable body) throws InterruptedException {
        var thrown = new AtomicReference<Throwable>();
        var thread = new Thread(() -> {
            try {
                body.run();
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        thread.start();
        thread.join();
        return thrown.get();
    }

    @Test
    void refusesOthersWhileAPassIsInUse() throws InterruptedException {
        var store = Store.create();
        enterAndExit(store, ENOUGH);
        int level = store.enter();
        for (int i = 0; i < 3; i++) {
            assertThat(inOtherThread(store::enter)).isInstanceOfSatisfying(
                    Trap.class,
                    trap -> assertThat(trap.kind()).isEqualTo(TrapKind.CONCURRENT_USE));
            assertThat(store.isRunning()).isTrue();
        }
        int inner = store.enter();
        assertThat(inner).as("comes in again although its pass was withdrawn").isEqualTo(1);
        store.exit(inner);
        assertThat(inOtherThread(store::checkThread)).isInstanceOf(Trap.class);
        store.exit(level);
        assertThat(store.isRunning()).isFalse();
        assertThat(inOtherThread(() -> enterAndExit(store, ENOUGH))).isNull();
        assertThat(inOtherThread(store::checkThread)).isNull();
        enterAndExit(store, 1);
    }

    @Test
    void servesManyThreadsInTurn() throws InterruptedException {
        var store = Store.create();
        for (int i = 0; i < 30; i++) {
            assertThat(inOtherThread(() -> enterAndExit(store, ENOUGH))).isNull();
            enterAndExit(store, i % 2 == 0 ? ENOUGH : 1);
        }
        int level = store.enter();
        assertThat(inOtherThread(store::enter)).isInstanceOf(Trap.class);
        store.exit(level);
    }

    @Test
    void virtualThreadsEnterToo() throws InterruptedException {
        var store = Store.create();
        var thread = Thread.ofVirtual().start(() -> enterAndExit(store, ENOUGH));
        thread.join();
        enterAndExit(store, ENOUGH);
        int level = store.enter();
        var refused = new AtomicReference<Throwable>();
        var other = Thread.ofVirtual().start(() -> refused.set(catchThrowable(store::enter)));
        other.join();
        store.exit(level);
        assertThat(refused.get()).hasMessageContaining("concurrent use");
    }

    @Test
    void anExitThatWasMissedDoesNotLockTheStore() throws InterruptedException {
        for (int warm : new int[] {0, ENOUGH}) {
            var store = Store.create(StoreLimits.defaults().withCallDepth(10));
            enterAndExit(store, warm);
            int outer = store.enter();
            store.depthLeft = 7;
            store.enter();
            store.depthLeft = 3;
            int inner = store.enter();
            store.exit(inner);
            assertThat(store.depthLeft).isEqualTo(3);
            // The exit in between fell victim to a stack overflow.
            store.exit(outer);
            assertThat(store.depthLeft).isEqualTo(10);
            assertThat(inOtherThread(() -> enterAndExit(store, 1))).isNull();
        }
    }

    /** What only the thread inside may touch. */
    private static final class Protected {
        final Store store = Store.create();
        /** Read and written without any ordering: the turnstile has to give it. */
        private final AtomicInteger occupants = new AtomicInteger();
        private int count;

        /** Whether it got in. */
        boolean visit() {
            return visit(() -> {
                for (int i = 0; i < 10; i++) {
                    Thread.onSpinWait();
                }
            });
        }

        boolean visit(Runnable inside) {
            int level;
            try {
                level = store.enter();
            } catch (Trap refused) {
                return false;
            }
            int before = count;
            occupants.setPlain(occupants.getPlain() + 1);
            inside.run();
            int seen = occupants.getPlain();
            occupants.setPlain(seen - 1);
            count = before + 1;
            store.exit(level);
            assertThat(seen).as("threads inside").isEqualTo(1);
            return true;
        }

        int visits(int attempts) {
            int succeeded = 0;
            for (int i = 0; i < attempts; i++) {
                succeeded += visit() ? 1 : 0;
            }
            return succeeded;
        }
    }

    /** Somebody who tries to get into whatever place is the present one. */
    private static final class Newcomer extends Thread {
        private final Protected[] places;
        private final int[] visits;
        private volatile int present;
        /** How many places it has been to. */
        private volatile int seen;
        private volatile Throwable failure;

        Newcomer(Protected[] places) {
            this.places = places;
            visits = new int[places.length];
            setDaemon(true);
            start();
        }

        boolean isYetToSee(int place) {
            return seen <= place && failure == null;
        }

        @Override
        public void run() {
            try {
                for (int i = present; i < places.length; i = present) {
                    visits[i] += places[i].visit() ? 1 : 0;
                    seen = i + 1;
                    // The second visit to a place would be one without passes.
                    while (present == i) {
                        Thread.yield();
                    }
                    for (int pause = ThreadLocalRandom.current().nextInt(300); pause > 0; pause--) {
                        Thread.onSpinWait();
                    }
                }
            } catch (Throwable e) {
                failure = e;
            }
        }
    }

    /**
     * The holder of a pass and a newcomer meet, again and again, on fresh stores: at every other one by chance at the same moment, at the
     * rest while the holder is inside.
     */
    @Test
    void neverLetsTwoIn() throws InterruptedException {
        int batches = Integer.getInteger("troupe.turnstile.batches", 1);
        for (int batch = 0; batch < batches; batch++) {
            var places = new Protected[200];
            for (int i = 0; i < places.length; i++) {
                places[i] = new Protected();
                enterAndExit(places[i].store, 600);
            }
            var newcomer = new Newcomer(places);
            var visits = new int[places.length];
            for (int i = 0; i < places.length; i++) {
                if (i % 2 == 0) {
                    newcomer.present = i;
                    while (newcomer.isYetToSee(i)) {
                        visits[i] += places[i].visits(20);
                    }
                } else {
                    int place = i;
                    visits[i] += places[i].visit(() -> {
                        newcomer.present = place;
                        while (newcomer.isYetToSee(place)) {
                            Thread.yield();
                        }
                    }) ? 1 : 0;
                    assertThat(visits[i]).isEqualTo(1);
                }
            }
            newcomer.present = places.length;
            newcomer.join();
            assertThat(newcomer.failure).as("the newcomer was never inside with somebody").isNull();
            for (int i = 0; i < places.length; i++) {
                if (i % 2 == 1) {
                    assertThat(newcomer.visits[i]).as("the newcomer came while somebody was inside").isZero();
                }
                assertThat(places[i].count).as("nobody's writing was lost").isEqualTo(visits[i] + newcomer.visits[i]);
                assertThat(places[i].visit()).as("whoever comes last gets in").isTrue();
            }
        }
    }
}
