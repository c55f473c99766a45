package dev.troupe.engine.wasi;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The machine's clocks, made coarser. */
final class SystemClock implements WasiClock {
    private final long resolution;
    private final long start = System.nanoTime();

    SystemClock(Duration resolution) {
        this.resolution = resolution.toNanos();
        if (this.resolution < 1) {
            throw new IllegalArgumentException("a clock's resolution must be positive: " + resolution);
        }
    }

    @Override
    public long realtime() {
        var now = Instant.now();
        return round(now.getEpochSecond() * 1_000_000_000L + now.getNano());
    }

    /** Counted from the instance's creation, so that it says nothing about the machine. */
    @Override
    public long monotonic() {
        return round(System.nanoTime() - start);
    }

    @Override
    public long resolution() {
        return resolution;
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos);
    }

    private long round(long nanos) {
        return nanos - nanos % resolution;
    }
}
