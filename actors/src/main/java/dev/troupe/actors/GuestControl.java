package dev.troupe.actors;

import dev.troupe.engine.runtime.Store;

/**
 * The rope between a router and a thread that runs a guest for it: lets the router pull out the guest of one call, and never that
 * of the next. Shared between the two; thread-safe.
 */
final class GuestControl {
    private Thread thread;
    private Store store;
    private long call;

    /** The calling thread begins to run a guest. */
    synchronized void begin(long callId, Store guest) {
        call = callId;
        store = guest;
        thread = Thread.currentThread();
    }

    /** It has ended; an interrupt that came too late is forgotten. */
    synchronized void end() {
        thread = null;
        store = null;
        Thread.interrupted();
    }

    /** Interrupts the guest and the thread that it runs on, if it is still that call. */
    synchronized void interrupt(long callId) {
        if (thread != null && call == callId) {
            store.interrupt();
            thread.interrupt();
        }
    }
}
