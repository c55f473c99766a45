package dev.troupe.engine.wasi;

import dev.troupe.engine.runtime.Store;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How a function waits: so that an interruption of the store that calls it ends the waiting, and other threads of the guest go on
 * meanwhile.
 *
 * @param lock held by the calling thread; null in a guest of one thread
 */
record Waiting(Store store, ReentrantLock lock) {
    <T> T run(Callable<T> body) throws Exception {
        if (lock == null) {
            return store.blocking(body);
        }
        lock.unlock();
        try {
            return store.blocking(body);
        } finally {
            lock.lock();
        }
    }
}
