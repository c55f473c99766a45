package dev.troupe.engine.wasi;

import java.time.Duration;
import java.time.Instant;

/**
 * The time an instance sees and how it sleeps. Used by the instance's thread only.
 *
 * @see WasiConfig#withClock
 */
public interface WasiClock {
    /** The resolution of {@link #system()}: what Linux gives Java anyway, and too coarse to time a cache miss. */
    Duration DEFAULT_RESOLUTION = Duration.ofNanos(1_000);

    /** Nanoseconds since 1970-01-01T00:00:00Z. */
    long realtime();

    /** Nanoseconds since an arbitrary moment; never goes back. */
    long monotonic();

    /** Nanoseconds, at least 1. */
    long resolution();

    /** Waits. An implementation may let the time pass at once, if its clocks agree. */
    void sleep(long nanos) throws InterruptedException;

    /** The machine's clocks, rounded down to {@link #DEFAULT_RESOLUTION}. */
    static WasiClock system() {
        return system(DEFAULT_RESOLUTION);
    }

    /** The machine's clocks, rounded down. */
    static WasiClock system(Duration resolution) {
        return new SystemClock(resolution);
    }

    /**
     * A clock that depends on nothing: it starts at {@code start}, every reading advances it by one microsecond (so that a guest that
     * waits for time to pass ends), sleeping advances it by the time slept and takes none.
     */
    static WasiClock simulated(Instant start) {
        return new SimulatedClock(start);
    }
}
