package dev.troupe.engine.runtime;

/**
 * What a module's instances have shown about the growth of their memories. A memory in an array of just its length is the fastest to
 * access, and copied whenever it grows; where copying takes a good part of the instances' lives, and has taken as long as a second form
 * of the code will cost, the memories of further ones get room to grow. RATIONALE.md, "When does a memory get room to grow?".
 * Thread-safe: what races can lose is one instance's evidence.
 */
public final class GrowthHistory {
    /** Copying less is not worth a second form of the code: 16 MiB. */
    private static final long MUCH = 1L << 24;
    /** Checks of the length cost a tenth of the time, sometimes a third, rarely more; copying must have taken half of it. */
    private static final int SHARE = 2;
    /** What a second form of the code costs per byte of the module, until it is as fast as the first: a program of 14 MB took 3 s. */
    private static final long NANOS_PER_BYTE = 200;

    /**
     * The growth of one memory.
     *
     * @param born in the nanoseconds of {@link System#nanoTime}
     * @param bytes copied, or spared by room
     * @param nanos that took, or would have
     */
    private record Growth(long born, long bytes, long nanos) {}

    private final boolean always;
    /** What a second form of the code costs. */
    private final long price;
    private volatile Growth latest;
    /** The last that is in {@link #spent}. */
    private volatile Growth counted;
    /** What copying has cost those instances in a row, up to the latest, that it took half of their lives. */
    private volatile long spent;

    /**
     * @param moduleBytes the module's size
     * @param always whether memories get room from the first instance on
     */
    public GrowthHistory(int moduleBytes, boolean always) {
        price = moduleBytes * NANOS_PER_BYTE;
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
     * copied is compared with all the time since it was made, so that the evidence also fades when nobody grows any more. One instance
     * proves nothing: a pause of the collector in the middle of its copying looks the same.
     */
    boolean wantsRoom(long now) {
        var growth = latest;
        if (always || growth == null) {
            return always;
        }
        if (growth.nanos * SHARE < now - growth.born) {
            spent = 0;
            return false;
        }
        if (growth != counted) {
            counted = growth;
            spent += growth.nanos;
        }
        return spent >= price;
    }
}
