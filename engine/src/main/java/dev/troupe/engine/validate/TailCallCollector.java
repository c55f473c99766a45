package dev.troupe.engine.validate;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** Notes tail calls while bodies are validated. */
final class TailCallCollector extends SilentVisitor {
    private final Map<Integer, int[]> callees = new HashMap<>();
    private final TreeSet<Integer> current = new TreeSet<>();
    private int function = -1;

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
