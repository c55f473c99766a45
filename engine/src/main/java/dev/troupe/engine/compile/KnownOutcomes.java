package dev.troupe.engine.compile;

import dev.troupe.engine.compile.OperandStack.Source;
import java.util.HashMap;
import java.util.Map;

/**
 * The locals that hold the outcome of a comparison of locals that have not changed since, and the local that holds the sum of another
 * one and a constant, as far as straight code goes. Compilers keep an outcome in a local if they need it twice. Who chooses or branches by
 * it compares again instead: C2 sees what is asked then, and often needs no number for it.
 */
final class KnownOutcomes {
    /** More are forgotten: each change of a local asks them all. */
    private static final int MAX_HELD = 32;

    /**
     * A comparison.
     *
     * @param second null if it has one operand
     */
    record Held(Comparison comparison, Source first, Source second) {
        private boolean isOf(int local) {
            return first.local() == local || second != null && second.local() == local;
        }
    }

    private final Map<Integer, Held> held = new HashMap<>();
    /** The local that is a sum, or -1. */
    private int sum = -1;

    private int term;
    private int constant;

    /** The comparison whose outcome a local holds, or null. */
    Held get(int local) {
        return held.get(local);
    }

    /** What was added to the local {@code of} to get the other, if neither has changed since; otherwise 0. */
    int difference(int local, int of) {
        return local >= 0 && local == sum && of == term ? constant : 0;
    }

    /** A local was given the outcome of a comparison. */
    void hold(int local, Comparison comparison, Source first, Source second) {
        var found = new Held(comparison, first, second);
        boolean isKnown = first != null && (second != null || comparison.hasOneOperand());
        if (isKnown && !found.isOf(local) && held.size() < MAX_HELD) {
            held.put(local, found);
        }
    }

    /** A local was given the sum of another one and a constant. */
    void holdSum(int local, int of, int added) {
        if (local != of) {
            sum = local;
            term = of;
            constant = added;
        }
    }

    /** A local got another value. */
    void changed(int local) {
        if (local == sum || local == term) {
            sum = -1;
        }
        if (!held.isEmpty()) {
            held.remove(local);
            held.values().removeIf(other -> other.isOf(local));
        }
    }

    /** Code follows that may be reached from elsewhere. */
    void clear() {
        sum = -1;
        held.clear();
    }
}
