package dev.troupe.engine.compile.outline;

import java.util.BitSet;
import java.util.List;

/**
 * How a body is cut.
 *
 * @param regions outermost first; none if it stays whole
 * @param shared whether locals that cross regions are kept in an object that all methods of the function share, instead of being
 *     passed and returned
 * @param spills where statements are interrupted
 * @param skeleton the locals that the function's own method uses, and maybe more; null if that may be any
 * @param far the locals in use from {@link #NEAR_LOCALS} on, which are always shared
 */
public record OutlinePlan(List<Region> regions, boolean shared, Spills spills, BitSet skeleton, BitSet far) {
    /** Locals from this number on are in no variables, and no region takes or returns them. */
    public static final int NEAR_LOCALS = 1000;

    /** Not at all. */
    public static final OutlinePlan WHOLE = new OutlinePlan(List.of(), false, new Spills(0), null, new BitSet());

    public OutlinePlan {
        regions = List.copyOf(regions);
    }

    OutlinePlan withSkeleton(BitSet locals) {
        return new OutlinePlan(regions, shared, spills, locals, far);
    }

    /** The number of regions, those inside others included. */
    int count() {
        return count(regions);
    }

    /** Whether anything is done for one lane of vectors after the other. */
    boolean hasLanes() {
        return hasLanes(regions);
    }

    private static boolean hasLanes(List<Region> regions) {
        for (var region : regions) {
            if (region.lanes() || hasLanes(region.inner())) {
                return true;
            }
        }
        return false;
    }

    private static int count(List<Region> regions) {
        int count = 0;
        for (var region : regions) {
            count += 1 + count(region.inner());
        }
        return count;
    }
}
