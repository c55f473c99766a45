package dev.troupe.engine.runtime;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** The threads that wait for addresses of one shared memory (threads proposal: wait and notify), first come first served. */
final class Waiters {
    static final int WOKEN = 0;
    static final int NOT_EQUAL = 1;
    static final int TIMED_OUT = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, ArrayDeque<Waiter>> queues = new HashMap<>();

    private static final class Waiter {
        final Condition condition;
        boolean woken;

        Waiter(Condition condition) {
            this.condition = condition;
        }
    }

    /**
     * Waits for a notification, if {@code asExpected} holds; no notification that follows a change of the cell is missed.
     *
     * @param timeout in nanoseconds; for ever if negative
     * @return the instruction's result
     */
    int await(long address, BooleanSupplier asExpected, long timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!asExpected.getAsBoolean()) {
                return NOT_EQUAL;
            }
            var waiter = new Waiter(lock.newCondition());
            var queue = queues.computeIfAbsent(address, key -> new ArrayDeque<>());
            queue.add(waiter);
            try {
                long left = timeout;
                while (!waiter.woken && (timeout < 0 || left > 0)) {
                    if (timeout < 0) {
                        waiter.condition.await();
                    } else {
                        left = waiter.condition.awaitNanos(left);
                    }
                }
                return waiter.woken ? WOKEN : TIMED_OUT;
            } finally {
                if (!waiter.woken) {
                    queue.remove(waiter);
                    dropIfEmpty(address, queue);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Wakes waiters.
     *
     * @param count at most so many, unsigned
     * @return how many
     */
    int wake(long address, int count) {
        lock.lock();
        try {
            var queue = queues.get(address);
            int woken = 0;
            while (queue != null && woken != count && !queue.isEmpty()) {
                var waiter = queue.remove();
                waiter.woken = true;
                waiter.condition.signal();
                woken++;
            }
            if (queue != null) {
                dropIfEmpty(address, queue);
            }
            return woken;
        } finally {
            lock.unlock();
        }
    }

    private void dropIfEmpty(long address, ArrayDeque<Waiter> queue) {
        if (queue.isEmpty()) {
            queues.remove(address, queue);
        }
    }
}
