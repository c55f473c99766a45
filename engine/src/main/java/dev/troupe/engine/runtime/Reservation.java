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

    private final MemorySegment segment;
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
        if (VirtualMemory.isAvailable()) {
            var pages = reserve(Math.max(reach, size), arena, charge);
            if (pages == null && reach > size) {
                pages = reserve(size, arena, charge);
            }
            if (pages != null) {
                return new Reservation(pages, charge);
            }
        }
        return new Reservation(arena.allocate(roundUp(Math.min(Math.max(reach, size), size + SPARE)), Long.BYTES), charge);
    }

    private static MemorySegment reserve(long bytes, Arena arena, Charge charge) {
        long rounded = roundUp(bytes);
        var pages = VirtualMemory.map(rounded, arena, () -> charge.set(0));
        if (pages == null) {
            System.gc();
            pages = VirtualMemory.map(rounded, arena, () -> charge.set(0));
        }
        return pages;
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
        if (!VirtualMemory.isAvailable()) {
            // The JDK keeps such accounts of its own memory itself.
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
            threshold = Math.max(Runtime.getRuntime().maxMemory(), 2 * IN_USE.get());
        }
    }
}
