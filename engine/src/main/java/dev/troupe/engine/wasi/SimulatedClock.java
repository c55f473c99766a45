package dev.troupe.engine.wasi;

import java.time.Instant;

/** See {@link WasiClock#simulated}. */
final class SimulatedClock implements WasiClock {
    private static final long STEP = 1_000;
    private final long start;
    private long passed;

    SimulatedClock(Instant start) {
        this.start = Math.addExact(Math.multiplyExact(start.getEpochSecond(), 1_000_000_000L), start.getNano());
    }

    @Override
    public long realtime() {
        return start + advance(STEP);
    }

    @Override
    public long monotonic() {
        return advance(STEP);
    }

    @Override
    public long resolution() {
        return STEP;
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        advance(nanos);
    }

    private long advance(long nanos) {
        passed = passed > Long.MAX_VALUE / 4 ? passed : passed + Math.min(nanos, Long.MAX_VALUE / 4);
        return passed;
    }
}
