package dev.troupe.engine.runtime;

/**
 * What a module's instances have shown about the growth of their memories. A memory in an array of just its length is the fastest to
 * access, and copied whenever it grows; where copying took a good part of an instance's life, the next one's memory gets room to grow.
 * RATIONALE.md, "When does a memory get room to grow?". Thread-safe: what races can lose is one instance's evidence.
 */
public final class GrowthHistory {
    /** Copying less is not worth a second form of the code: 16 MiB. */
    private static final long MUCH = 1L << 24;
    /** Checks of the length cost a tenth of the time, sometimes a third, rarely more; copying must have taken half of it. */
    private static final int SHARE = 2;

    /**
     * The growth of one memory.
     *
     * @param born in the nanoseconds of {@link System#nanoTime}
     * @param bytes copied, or spared by room
     * @param nanos that took, or would have
     */
    private record Growth(long born, long bytes, long nanos) {}

    private final boolean always;
    private volatile Growth latest;

    /** @param always whether memories get room from the first instance on */
    public GrowthHistory(boolean always) {
        this.always = always;
    }

    /** A memory has copied so many bytes in all, or would have without room, which took so long, or would have. */
    void grown(long born, long bytes, long nanos) {
        if (bytes >= MUCH) {
            latest = new Growth(born, bytes, nanos);
        }
    }

    /** How long it would have taken to copy so many bytes, as far as it is known. */
    long nanosToCopy(long bytes) {
        var growth = latest;
        return growth == null ? 0 : (long) ((double) bytes / growth.bytes * growth.nanos);
    }

    /**
     * Whether a memory that is made now should have room. The last instance that grew much may be over by now or not: how long it has
     * copied is compared with all the time since it was made, so that the evidence also fades when nobody grows any more.
     */
    boolean wantsRoom(long now) {
        var growth = latest;
        return always || growth != null && growth.nanos * SHARE >= now - growth.born;
    }
}
