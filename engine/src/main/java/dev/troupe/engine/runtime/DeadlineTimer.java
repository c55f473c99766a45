package dev.troupe.engine.runtime;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one daemon thread that fires deadlines; a deadline that is met costs one entry in its queue. */
final class DeadlineTimer {
    private static final ScheduledThreadPoolExecutor TIMER = create();

    private DeadlineTimer() {}

    private static ScheduledThreadPoolExecutor create() {
        var timer = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "troupe-deadlines");
            thread.setDaemon(true);
            thread.setPriority(Thread.MAX_PRIORITY);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    static Future<?> schedule(Duration delay, Runnable task) {
        long nanos;
        try {
            nanos = delay.toNanos();
        } catch (ArithmeticException e) {
            nanos = Long.MAX_VALUE / 2;
        }
        return TIMER.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }
}
