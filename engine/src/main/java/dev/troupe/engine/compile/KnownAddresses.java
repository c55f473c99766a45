package dev.troupe.engine.compile;

import dev.troupe.engine.compile.outline.OutlinePlan;
import java.util.Arrays;

/**
 * The locals that are not negative here, because each way to here made an access with them as address that did not trap. The next
 * access can add its offset without fear of a wrap-around. Compilers address the fields of a structure by one local, so this is most
 * accesses with an offset. Where control flow meets, what is known is known on all ways in; at loop headers nothing is.
 *
 * <p>Of far locals nothing is known: each block that is left keeps a copy, and there may be very many of both.
 */
final class KnownAddresses {
    private final long[] known;
    /** Forgotten where control flow meets. */
    private final KnownOutcomes outcomes;

    /** @param locals the number of the function's locals */
    KnownAddresses(int locals, KnownOutcomes outcomes) {
        this.outcomes = outcomes;
        known = new long[Math.min(locals, OutlinePlan.NEAR_LOCALS) + 63 >>> 6];
    }

    boolean has(int local) {
        return local >>> 6 < known.length && (known[local >>> 6] & 1L << local) != 0;
    }

    void add(int local) {
        if (local >>> 6 < known.length) {
            known[local >>> 6] |= 1L << local;
        }
    }

    /** The local got another value. */
    void remove(int local) {
        if (local >>> 6 < known.length) {
            known[local >>> 6] &= ~(1L << local);
        }
    }

    void clear() {
        outcomes.clear();
        Arrays.fill(known, 0);
    }

    long[] copy() {
        return known.clone();
    }

    void restore(long[] copy) {
        outcomes.clear();
        System.arraycopy(copy, 0, known, 0, known.length);
    }

    /** What is known both here and there; null is a place that nobody has come to yet. */
    long[] meet(long[] there) {
        var result = copy();
        if (there != null) {
            for (int i = 0; i < result.length; i++) {
                result[i] &= there[i];
            }
        }
        return result;
    }
}
