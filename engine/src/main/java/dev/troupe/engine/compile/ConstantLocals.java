package dev.troupe.engine.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The locals in which a body has a vector constant, as its compiler writes one that is used more than once. Whoever looks at one in the
 * same block, or in one inside, finds the constant, unless it is set again before, or behind in a loop in between.
 */
final class ConstantLocals {
    /** What is in a local. */
    record Constant(int local, long low, long high) {}

    private record Block(boolean loop, Map<Integer, Constant> constants) {
        Block(boolean loop) {
            this(loop, new HashMap<>());
        }
    }

    /** The blocks that are open, with the locals that have been set there, outer ones first. */
    private final List<Block> open = new ArrayList<>(List.of(new Block(false)));
    /** What each local has been set to first. */
    private final Map<Integer, Constant> first = new HashMap<>();
    /** Locals that are set to different values. */
    private final Set<Integer> changing = new HashSet<>();

    private final Map<Integer, Constant> found = new HashMap<>();
    private final Set<Integer> foundFromOutsideLoop = new HashSet<>();
    private int offset;
    /** What the instruction before has pushed, if it is a constant. */
    private long[] before;

    private long[] pushed;

    /** An instruction begins. */
    void position(int at) {
        offset = at;
        before = pushed;
        pushed = null;
    }

    void constant(long low, long high) {
        pushed = new long[] {low, high};
    }

    void set(int local) {
        open.forEach(block -> block.constants.remove(local));
        var constant = before == null ? null : new Constant(local, before[0], before[1]);
        if (constant == null || !constant.equals(first.computeIfAbsent(local, any -> constant))) {
            changing.add(local);
        }
        if (constant != null) {
            open.getLast().constants.put(local, constant);
        }
    }

    void get(int local) {
        boolean inLoop = false;
        for (int i = open.size() - 1; i >= 0; i--) {
            var constant = open.get(i).constants.get(local);
            if (constant != null) {
                found.put(offset, constant);
                if (inLoop) {
                    foundFromOutsideLoop.add(offset);
                }
                return;
            }
            inLoop |= open.get(i).loop;
        }
    }

    void begin(boolean loop) {
        open.add(new Block(loop));
    }

    void end() {
        open.removeLast();
    }

    /** Another part of the block begins, which is not behind the one before. */
    void other() {
        open.getLast().constants.clear();
    }

    /** What the instruction there finds, or null. */
    Constant at(int at) {
        var constant = found.get(at);
        return constant != null && foundFromOutsideLoop.contains(at) && changing.contains(constant.local()) ? null : constant;
    }
}
