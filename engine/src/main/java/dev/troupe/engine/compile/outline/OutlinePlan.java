package dev.troupe.engine.compile.outline;

import java.util.List;

/**
 * How a body is cut.
 *
 * @param regions outermost first; none if it stays whole
 * @param shared whether locals that cross regions are kept in an object that all methods of the function share, instead of being
 *     passed and returned
 * @param spills where statements are interrupted
 */
public record OutlinePlan(List<Region> regions, boolean shared, Spills spills) {
    /** Not at all. */
    public static final OutlinePlan WHOLE = new OutlinePlan(List.of(), false, new Spills(0));

    public OutlinePlan {
        regions = List.copyOf(regions);
    }

    /** The number of regions, those inside others included. */
    int count() {
        return count(regions);
    }

    private static int count(List<Region> regions) {
        return regions.stream().mapToInt(region -> 1 + count(region.inner())).sum();
    }
}
