package dev.troupe.engine.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Zeroed memory off the heap, at a fixed address and freed by the collector.
 *
 * <p>The collector sees only a small object. So that dead memories do not pile up, the bytes in use by all of them are counted, and
 * it is asked to run when they reach twice what was alive the last time, and at least the heap's maximum.
 */
final class Reservation {
    /** What a memory that cannot be reserved gets to grow into, at the cost of being cleared beforehand. */
    private static final long SPARE = 16L << 20;

    private static final long PAGE = 1 << 16;
    private static final AtomicLong IN_USE = new AtomicLong();
    private static volatile long threshold = Runtime.getRuntime().maxMemory();

    /** Whether address space has run out: then nobody waits for more of it than needed. */
    private static volatile boolean scarce;

    private final MemorySegment segment;
    /** Null if the memory is the JDK's, which keeps such accounts itself. */
    private final Charge charge;

    /** How many bytes of one reservation are counted; must not refer to the segment. */
    private static final class Charge {
        private long bytes;

        synchronized void set(long value) {
            IN_USE.addAndGet(value - bytes);
            bytes = value;
        }
    }

    private Reservation(MemorySegment segment, Charge charge) {
        this.segment = segment;
        this.charge = charge;
    }

    /**
     * Memory of at least {@code size} bytes that takes room only where it is touched, of {@code reach} bytes if the system lets it.
     *
     * @throws OutOfMemoryError if there is no room even for {@code size}
     */
    static Reservation of(long size, long reach) {
        var charge = new Charge();
        var arena = Arena.ofAuto();
        long wanted = Math.max(reach, size);
        if (VirtualMemory.isAvailable()) {
            var pages = map(wanted, arena, charge, !scarce);
            scarce = pages == null;
            if (pages == null && wanted > size) {
                pages = map(size, arena, charge, true);
            }
            if (pages != null) {
                return new Reservation(pages, charge);
            }
        }
        return new Reservation(arena.allocate(roundUp(Math.min(wanted, size + SPARE)), Long.BYTES), null);
    }

    /** @param patient whether to have dead memories collected and try again */
    private static MemorySegment map(long bytes, Arena arena, Charge charge, boolean patient) {
        long rounded = roundUp(bytes);
        var pages = VirtualMemory.map(rounded, arena, () -> charge.set(0));
        if (pages == null && patient) {
            System.gc();
            for (int pause = 1; pages == null && pause < 100 && pause(pause); pause *= 2) {
                pages = VirtualMemory.map(rounded, arena, () -> charge.set(0));
            }
        }
        return pages;
    }

    /** Lets the cleaner work; false if the thread was interrupted. */
    private static boolean pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static long roundUp(long bytes) {
        if (bytes > Long.MAX_VALUE - PAGE) {
            throw new OutOfMemoryError("no room for " + bytes + " bytes");
        }
        return Math.max(PAGE, (bytes + PAGE - 1) & -PAGE);
    }

    MemorySegment segment() {
        return segment;
    }

    /** Tells that the first {@code bytes} bytes are in use now. */
    void use(long bytes) {
        if (charge == null) {
            return;
        }
        charge.set(bytes);
        if (IN_USE.get() > threshold) {
            collect();
        }
    }

    private static synchronized void collect() {
        if (IN_USE.get() > threshold) {
            System.gc();
            int pause = 1;
            while (IN_USE.get() > threshold / 2 && pause < 20 && pause(pause)) {
                pause *= 2;
            }
            threshold = Math.max(Runtime.getRuntime().maxMemory(), 2 * IN_USE.get());
        }
    }
}
