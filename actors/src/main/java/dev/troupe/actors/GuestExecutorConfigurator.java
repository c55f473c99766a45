package dev.troupe.actors;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import com.typesafe.config.Config;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The executor of {@code troupe.guest-dispatcher}: a fixed number of threads with deep stacks. Named in {@code reference.conf}, where
 * its settings are explained; Akka makes it.
 *
 * <p>The threads are daemons: a guest stuck in a host function that cannot be interrupted does not keep the JVM alive.
 */
public final class GuestExecutorConfigurator extends ExecutorServiceConfigurator {
    private final int threads;
    private final long stackBytes;
    private final long keepAliveNanos;

    public GuestExecutorConfigurator(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        var settings = config.getConfig("guest-executor");
        long wanted = settings.getString("threads").equals("auto")
                ? Math.max(settings.getInt("threads-min"), Runtime.getRuntime().availableProcessors())
                : settings.getInt("threads");
        threads = Math.toIntExact(Math.max(1, wanted));
        stackBytes = settings.getBytes("stack-size");
        keepAliveNanos = settings.getDuration("keep-alive").toNanos();
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threadFactory) {
        var number = new AtomicInteger();
        ThreadFactory factory = task -> {
            var thread = new Thread(null, task, "troupe-guest-" + number.incrementAndGet(), stackBytes);
            thread.setDaemon(true);
            return thread;
        };
        return () -> {
            var executor = new ThreadPoolExecutor(threads, threads, keepAliveNanos, TimeUnit.NANOSECONDS, new LinkedBlockingQueue<>(),
                    factory);
            executor.allowCoreThreadTimeOut(true);
            return executor;
        };
    }
}
