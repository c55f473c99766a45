package dev.troupe.engine.compile.outline;

import dev.troupe.engine.validate.FunctionValidator;
import java.util.ArrayList;
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
    public static final int NEAR_LOCALS = FunctionValidator.NEAR_LOCALS;

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
        return all(regions).size();
    }

    /** Whether anything is done for one lane of vectors after the other. */
    boolean hasLanes() {
        return all(regions).stream().anyMatch(Region::lanes);
    }

    /** Regions and all that are inside them, to any depth: a body of 300 KB can have thousands in one another. */
    public static List<Region> all(List<Region> regions) {
        var all = new ArrayList<>(regions);
        for (int i = 0; i < all.size(); i++) {
            all.addAll(all.get(i).inner());
        }
        return all;
    }
}
