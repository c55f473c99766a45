package dev.troupe.actors;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Imports;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.wasi.WasiConfig;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Value;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One call in an instance of its own, without a pool and so without an actor system, which takes longer to start than a small guest to
 * run: for programs that run one guest and end. The guest is made, called, limited and stopped as in a pool, and the answers are those
 * of a pool.
 *
 * @param limits what the instance may use
 * @param wasi what it is granted of the host, if it imports WASI
 */
public record SingleCall(StoreLimits limits, WasiConfig wasi) {
    /** As {@code troupe.guest-dispatcher.guest-executor.stack-size} in {@code reference.conf}. */
    private static final long STACK_BYTES = 16L << 20;
    /** As {@code troupe.pool.overrun} there. */
    private static final Duration OVERRUN = Duration.ofSeconds(1);

    /** Nothing is made twice here. */
    private static final RestartSettings NO_RESTART = new RestartSettings(Duration.ofMillis(1), Duration.ofMillis(1), 1,
            Duration.ofMillis(1));

    private static final Duration LONGEST = Duration.ofDays(10_000);
    private static final long CALL = 1;

    /**
     * Makes an instance, calls the function on a thread of its own, and waits for it.
     *
     * @param export the function's export name
     * @param arguments as many values and of the types that the function takes
     * @param deadline for all of it, making the instance included; at most some 27 years count
     * @return what became of it; guests and host functions never make this throw
     * @throws InterruptedException if the calling thread is interrupted; the guest is stopped then
     */
    public Answer perform(CompiledModule module, String export, List<Value> arguments, Duration deadline) throws InterruptedException {
        var time = deadline.compareTo(LONGEST) < 0 ? deadline : LONGEST;
        var settings = new PoolSettings(
                1, 0, time, OVERRUN, time, NO_RESTART, limits, Long.MAX_VALUE, Lifetime.freshPerCall(), wasi,
                store -> Imports.none(), instance -> {});
        var control = new GuestControl();
        var setup = new Guest.Setup(module, settings, new Templates(false), control, null);
        var answer = new CompletableFuture<Answer>();
        var thread = new Thread(null, () -> {
            try {
                answer.complete(perform(setup, export, List.copyOf(arguments), time));
            } catch (Throwable e) {
                answer.complete(Outcome.ofThrown(e).answer());
            }
        }, "troupe-guest", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        try {
            return answer.get(time.plus(OVERRUN).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // A host function that cannot be interrupted.
            control.interrupt(CALL);
            return new TimedOut(true, List.of());
        } catch (InterruptedException e) {
            control.interrupt(CALL);
            throw e;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static Answer perform(Guest.Setup setup, String export, List<Value> arguments, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        Guest guest;
        try {
            guest = Guest.start(setup, CALL, deadline);
        } catch (Throwable e) {
            return Outcome.ofInstantiation(e).answer();
        }
        try {
            return guest.invoke(CALL, export, arguments, Duration.ofNanos(Math.max(1, end - System.nanoTime()))).answer();
        } finally {
            guest.close();
        }
    }
}
