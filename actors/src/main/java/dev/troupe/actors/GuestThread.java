package dev.troupe.actors;

import akka.actor.typed.ActorRef;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import java.util.concurrent.Callable;

/**
 * Remembers for which pool a thread runs a guest, so that a host function that asks that same pool is caught instead of waiting for
 * itself.
 */
final class GuestThread {
    private static final ThreadLocal<ActorRef<?>> POOL = new ThreadLocal<>();

    private GuestThread() {}

    static <T> T runFor(ActorRef<?> pool, Callable<T> body) throws Exception {
        POOL.set(pool);
        try {
            return body.call();
        } finally {
            POOL.remove();
        }
    }

    /** @throws Trap if the calling thread runs a guest of that pool */
    static void checkNotInside(ActorRef<?> pool) {
        if (pool.equals(POOL.get())) {
            throw new Trap(
                    TrapKind.CONCURRENT_USE,
                    TrapKind.CONCURRENT_USE.text() + ": a call that runs in the pool " + pool.path().name()
                            + " asked that pool and would wait"
                            + " for itself");
        }
    }
}
