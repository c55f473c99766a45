package dev.troupe.engine.wasi;

/** A standard input that may keep its reader waiting. */
final class PumpedDescriptor extends Descriptor {
    private final InputPump pump;
    private final boolean terminal;

    PumpedDescriptor(InputPump pump, boolean terminal) {
        super(Rights.INPUT, 0);
        this.pump = pump;
        this.terminal = terminal;
    }

    @Override
    int type() {
        return terminal ? Witx.TYPE_CHARACTER_DEVICE : Witx.TYPE_UNKNOWN;
    }

    @Override
    int read(Waiting waiting, byte[] bytes, int offset, int length) throws Exception {
        if (length == 0) {
            return 0;
        }
        if (has(Witx.NONBLOCK) && pump.readable() < 0) {
            throw Errno.AGAIN.error();
        }
        return waiting.run(() -> pump.read(bytes, offset, length));
    }

    @Override
    int readable() {
        return pump.readable();
    }

    /** Waits until {@link #readable} has an answer, at most so many nanoseconds. */
    void await(long nanos) throws InterruptedException {
        pump.await(nanos);
    }
}
