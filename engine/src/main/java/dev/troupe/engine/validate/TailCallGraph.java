package dev.troupe.engine.validate;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;

/**
 * Which functions end in calls of which others (spec 4.6.11, return_call). Immutable.
 *
 * @param callees for each function with tail calls that can be reached, the functions it names; {@link #DYNAMIC} stands for calls through
 *     tables and references
 */
public record TailCallGraph(Map<Integer, int[]> callees) {
    public static final int DYNAMIC = -1;
    static final TailCallGraph NONE = new TailCallGraph(Map.of());

    /** Whether {@code function} has a tail call of itself. */
    public boolean isLoop(int function) {
        var targets = callees.get(function);
        return targets != null && Arrays.stream(targets).anyMatch(callee -> callee == function);
    }

    /**
     * The functions in which a chain of tail calls of other functions begins that may be longer than {@code limit}: it comes back, or
     * leads to functions that are not known here.
     */
    public BitSet unbounded(int importedFunctions, int limit) {
        var result = new BitSet();
        if (callees.isEmpty()) {
            return result;
        }
        callees.keySet().forEach(result::set);
        for (int length = 0; length <= limit; length++) {
            var before = (BitSet) result.clone();
            callees.forEach((function, targets) -> {
                if (Arrays.stream(targets)
                        .allMatch(callee -> callee == function || callee >= importedFunctions && !before.get(callee))) {
                    result.clear(function);
                }
            });
        }
        return result;
    }
}
