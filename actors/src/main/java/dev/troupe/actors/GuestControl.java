package dev.troupe.actors;

import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;

/**
 * The rope between a router and a thread that runs a guest for it: lets the router pull out the guest of one call, and never that
 * of the next. Shared between the two; thread-safe.
 */
final class GuestControl {
    private Thread thread;
    private Store store;
    private long call;
    /** The last call that was to be pulled out, begun or not. */
    private long pulled = -1;

    /** The calling thread begins to run a guest. */
    synchronized void begin(long callId, Store guest) {
        call = callId;
        store = guest;
        thread = Thread.currentThread();
    }

    /**
     * Inside the guest's store, where from now on an interruption reaches it.
     *
     * @throws Trap of kind INTERRUPTED if its call was interrupted before
     */
    synchronized void check() {
        if (pulled == call) {
            throw new Trap(TrapKind.INTERRUPTED);
        }
    }

    /** It has ended; an interrupt that came too late is forgotten. */
    synchronized void end() {
        thread = null;
        store = null;
        Thread.interrupted();
    }

    /** Interrupts the guest and the thread that it runs on, if it is still that call; or as soon as it begins. */
    synchronized void interrupt(long callId) {
        pulled = callId;
        if (thread != null && call == callId) {
            store.interrupt();
            thread.interrupt();
        }
    }
}
