package dev.troupe.engine.validate;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Notes tail calls while bodies are validated.
 *
 * <p>There are three classes of it that take turns. With one, HotSpot's C2 would compile the rules with this visitor inlined, and throw
 * that away for each visitor that comes later, as code is generated; with two as well. With three it does not inline visitors.
 */
class TailCallCollector extends SilentVisitor {
    private static final class Second extends TailCallCollector {
        Second(TailCallCollector first) {
            super(first.callees, first.current);
        }
    }

    private static final class Third extends TailCallCollector {
        Third(TailCallCollector first) {
            super(first.callees, first.current);
        }
    }

    private final Map<Integer, int[]> callees;
    private final TreeSet<Integer> current;
    private final TailCallCollector second;
    private final TailCallCollector third;
    private int function = -1;

    TailCallCollector() {
        callees = new HashMap<>();
        current = new TreeSet<>();
        second = new Second(this);
        third = new Third(this);
    }

    private TailCallCollector(Map<Integer, int[]> callees, TreeSet<Integer> current) {
        this.callees = callees;
        this.current = current;
        second = this;
        third = this;
    }

    /** What to show a body to, after {@link #function}. */
    SilentVisitor visitor(int function) {
        return switch (function % 3) {
            case 0 -> this;
            case 1 -> second;
            default -> third;
        };
    }

    /** The next body is this function's. */
    void function(int index) {
        if (!current.isEmpty()) {
            callees.put(function, current.stream().mapToInt(Integer::intValue).toArray());
            current.clear();
        }
        function = index;
    }

    TailCallGraph graph() {
        function(-1);
        return callees.isEmpty() ? TailCallGraph.NONE : new TailCallGraph(Map.copyOf(callees));
    }

    @Override
    public void returnCall(int callee) {
        current.add(callee);
    }

    @Override
    public void returnCallIndirect(int table, int typeIndex) {
        current.add(TailCallGraph.DYNAMIC);
    }

    @Override
    public void returnCallRef(int typeIndex) {
        current.add(TailCallGraph.DYNAMIC);
    }
}
