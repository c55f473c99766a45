package dev.troupe.engine.runtime;

import dev.troupe.engine.runtime.stream.StreamBuffers;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What instances that know each other share (spec 4.2.3): limits, the executing thread, a pending interruption.
 *
 * <p>Instances of different stores share nothing but code. One thread at a time executes in a store: entering from a second one
 * traps with {@link TrapKind#CONCURRENT_USE}. The same thread may enter again from a host function. {@link #interrupt} may be
 * called from any thread.
 */
public final class Store extends Turnstile {
    /** How long an interruption that came too late may stay: long enough for the exit it missed to be seen by every processor. */
    private static final Duration STALE_AFTER = Duration.ofMillis(10);

    /** Bytes that take longer than to look whether to stop. */
    static final int MUCH_WORK = 1 << 12;

    /**
     * Bytes that are filled or copied between two looks at whether to stop: less than a millisecond, and some more where the system gives
     * the pages only as they are touched.
     */
    static final int PIECE = 1 << 22;

    private static final VarHandle EPOCH;
    private static final VarHandle ENDED;
    private static final long[] NO_NUMBERS = {};
    private static final Object[] NO_REFERENCES = {};

    static {
        try {
            EPOCH = MethodHandles.lookup().findVarHandle(Store.class, "epoch", long.class);
            ENDED = MethodHandles.lookup().findVarHandle(Store.class, "ended", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Results of a multi-value function beyond the first, for generated code: floats as raw bits, one field per position. */
    public long x1;
    public long x2;
    public long x3;
    public long x4;
    public long x5;
    public long x6;
    public long x7;
    public long x8;
    public long x9;
    public long x10;
    public long x11;
    public long x12;
    public long x13;
    public long x14;
    public long x15;
    public Object a1;
    public Object a2;
    public Object a3;
    public Object a4;
    public Object a5;
    public Object a6;
    public Object a7;
    public Object a8;
    public Object a9;
    public Object a10;
    public Object a11;
    public Object a12;
    public Object a13;
    public Object a14;
    public Object a15;
    /** Positions from 16 on. */
    public long[] xs = NO_NUMBERS;
    public Object[] as = NO_REFERENCES;

    /** A tail call that is to be carried out: what to call with the arguments that are in the fields above from position 1 on. */
    public WasmFunction tailCallee;

    /** Remaining fuel, for generated code with fuel. */
    public long fuelLeft;

    private StreamBuffers buffers;
    private final StoreLimits limits;
    private final List<PollSite> pollSites = new ArrayList<>(1);
    /** The number of the execution that is or was the last one under way: from the outermost entry to its exit. */
    private volatile long epoch;
    /** The number of the last one that is over. */
    private volatile long ended;
    private volatile Interruption pending;
    /** Who waits in a host function. */
    private Thread blocked;

    /** The wish to end what was entered at one level of one execution, or deeper inside. Guarded by the store. */
    private static final class Interruption {
        final long epoch;
        final int level;
        final TrapKind kind;
        /** Whether nothing is left to end. */
        boolean over;

        Interruption(long epoch, int level, TrapKind kind) {
            this.epoch = epoch;
            this.level = level;
            this.kind = kind;
        }

        /** Whether it ends all that {@code other} would end. */
        boolean covers(Interruption other) {
            return epoch == other.epoch && level <= other.level;
        }
    }

    private Store(StoreLimits limits) {
        super(limits.callDepth());
        this.limits = limits;
        this.fuelLeft = limits.fuel();
    }

    public static Store create() {
        return create(StoreLimits.defaults());
    }

    public static Store create(StoreLimits limits) {
        return new Store(limits);
    }

    /** Where generated code keeps what loops over words calculate; made when first asked for. */
    public StreamBuffers buffers() {
        if (buffers == null) {
            buffers = new StreamBuffers();
        }
        return buffers;
    }

    public StoreLimits limits() {
        return limits;
    }

    @Override
    void entered() {
        EPOCH.setOpaque(this, (long) EPOCH.getOpaque(this) + 1);
    }

    @Override
    void left() {
        // From here on an interruption misses: this execution is over, and the next one has another number.
        ENDED.setOpaque(this, (long) EPOCH.getOpaque(this));
        var late = pending;
        if (late != null) {
            withdraw(late);
        }
    }

    /**
     * Ends the execution that is under way, if any, with a trap of kind {@link TrapKind#INTERRUPTED}; it fires at the next loop
     * iteration, function entry or blocking host call. Never ends one that begins later. Any thread may call it.
     *
     * @return whether an execution was under way
     */
    public boolean interrupt() {
        long current = epoch;
        return ended != current && interrupt(new Interruption(current, 0, TrapKind.INTERRUPTED));
    }

    private synchronized boolean interrupt(Interruption wish) {
        var before = pending;
        if (wish.over || epoch != wish.epoch || ended == wish.epoch || before != null && before.covers(wish)) {
            return false;
        }
        pending = wish;
        if (before == null) {
            pollSites.forEach(PollSite::arm);
        }
        if (blocked != null) {
            blocked.interrupt();
        }
        // The execution may have ended at this very moment without seeing it.
        DeadlineTimer.schedule(STALE_AFTER, () -> withdrawIfMissed(wish));
        return true;
    }

    private synchronized void withdrawIfMissed(Interruption wish) {
        if (epoch != wish.epoch || ended == wish.epoch) {
            withdraw(wish);
        }
    }

    private synchronized void withdraw(Interruption wish) {
        wish.over = true;
        if (pending == wish) {
            pending = null;
            pollSites.forEach(PollSite::disarm);
        }
    }

    /** At a function's start in code with call depth checks. */
    public static void enterCall(ModuleInstance instance) {
        if (--instance.store.depthLeft < 0) {
            throw new Trap(TrapKind.CALL_STACK_EXHAUSTED);
        }
    }

    /** At its end. */
    public static void leaveCall(ModuleInstance instance) {
        instance.store.depthLeft++;
    }

    /**
     * The fuel that is left. Guest code of modules compiled with fuel pays for its instructions, each straight-line run of them where
     * the run begins; who cannot pay gets a trap of kind {@link TrapKind#OUT_OF_FUEL} and keeps what is left. The same calls use the
     * same fuel and stop at the same place wherever they run. To be called, like the other methods on fuel, by the thread that
     * executes in this store (host functions may), or while none does.
     */
    public long fuel() {
        return fuelLeft;
    }

    /** @throws IllegalArgumentException if it is negative */
    public void setFuel(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("fuel must not be negative: " + value);
        }
        fuelLeft = value;
    }

    /**
     * Adds fuel, up to {@link Long#MAX_VALUE} in all.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void addFuel(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("fuel to add must not be negative: " + value);
        }
        fuelLeft = value > Long.MAX_VALUE - fuelLeft ? Long.MAX_VALUE : fuelLeft + value;
    }

    /**
     * Spends fuel, as host functions may that do much work for the guest.
     *
     * @throws Trap of kind {@link TrapKind#OUT_OF_FUEL} if there is less, which is kept
     * @throws IllegalArgumentException if it is negative
     */
    public void consumeFuel(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("fuel to consume must not be negative: " + value);
        }
        if (value > fuelLeft) {
            throw Fuel.exhausted();
        }
        fuelLeft -= value;
    }

    /** Called by generated code when its poll site is armed. */
    public void poll() {
        var interruption = pending;
        if (interruption != null) {
            if (interruption.epoch == epoch && ended != interruption.epoch) {
                throw new Trap(interruption.kind);
            }
            withdraw(interruption);
        }
    }

    /** Called before so many bytes are filled, copied or allocated: code without loops or calls may do that a million times. */
    void pollBefore(long bytes) {
        if (bytes >= MUCH_WORK) {
            poll();
        }
    }

    /**
     * Runs {@code body}, which may call any exports of this store, and ends guest execution in it with a trap of kind
     * {@link TrapKind#DEADLINE_EXCEEDED} when the time is up. May be called inside the store, too, as by host functions: the end of
     * the inner time then ends what is inside only.
     */
    public <T> T callWithin(Duration timeout, Callable<T> body) throws Exception {
        int level = enter();
        try {
            var deadline = new Interruption(epoch, level, TrapKind.DEADLINE_EXCEEDED);
            var timer = DeadlineTimer.schedule(timeout, () -> interrupt(deadline));
            try {
                return body.call();
            } finally {
                timer.cancel(false);
                if (level > 0) {
                    withdraw(deadline);
                }
            }
        } finally {
            exit(level);
        }
    }

    /**
     * For host functions that wait: runs {@code body} so that an interruption of this store interrupts the executing thread.
     *
     * @throws Trap if the store was or is being interrupted
     */
    public <T> T blocking(Callable<T> body) throws Exception {
        Thread before;
        synchronized (this) {
            poll();
            before = blocked;
            blocked = Thread.currentThread();
        }
        try {
            return body.call();
        } catch (Exception e) {
            poll();
            throw e;
        } finally {
            synchronized (this) {
                blocked = before;
                if (pending != null) {
                    Thread.interrupted();
                }
            }
        }
    }

    /** Makes interruptions reach the code of {@code site}'s module. */
    synchronized void addPollSite(PollSite site) {
        if (!pollSites.contains(site)) {
            pollSites.add(site);
            if (pending != null) {
                site.arm();
            }
        }
    }

    /** Puts what generated code threw into its typed form; called where Java called into the guest. */
    public static RuntimeException translate(Throwable thrown) {
        if (hasForm(thrown)) {
            return (RuntimeException) thrown;
        }
        return switch (thrown) {
            case StackOverflowError e -> new Trap(TrapKind.CALL_STACK_EXHAUSTED, TrapKind.CALL_STACK_EXHAUSTED.text(), e);
            case OutOfMemoryError e -> new Trap(TrapKind.OUT_OF_MEMORY, TrapKind.OUT_OF_MEMORY.text() + ": " + e.getMessage(), e);
            case IndexOutOfBoundsException e ->
                new Trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS.text(), e);
            case Throwable other -> new Trap(TrapKind.INTERNAL_ERROR, TrapKind.INTERNAL_ERROR.text() + ": " + other, other);
        };
    }

    /** Whether it is what leaves an engine; every program that ends with an exit code comes through here. */
    private static boolean hasForm(Throwable thrown) {
        return thrown instanceof GuestExit || thrown instanceof Trap || thrown instanceof HostFunctionException
                || thrown instanceof WasmException;
    }

    /** Puts what a host function threw into what may pass through guest frames. */
    public static RuntimeException translateHost(Throwable thrown) {
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new Trap(TrapKind.INTERRUPTED);
        }
        if (hasForm(thrown)) {
            return (RuntimeException) thrown;
        }
        return switch (thrown) {
            case StackOverflowError e -> translate(e);
            case OutOfMemoryError e -> translate(e);
            case Throwable other -> new HostFunctionException(other);
        };
    }

    /** Grows {@link #xs} and {@link #as} to hold result positions below {@code count}; for generated code. */
    public void reserveResults(int count) {
        if (xs.length < count) {
            xs = java.util.Arrays.copyOf(xs, count);
            as = java.util.Arrays.copyOf(as, count);
        }
    }
}
