package dev.troupe.engine.compile.outline;

import java.util.HashSet;
import java.util.Set;

/** What a run of steps does, blocks in it included. */
final class Effects {
    final long[] read;
    final long[] written;
    /** Whether there are calls, or anything else that may grow a memory. */
    boolean calls;

    /**
     * The blocks that it may branch to, by the step that starts them; -1 is the body, -2 what is called in its place, -3 its start.
     * Those inside are removed as they end.
     */
    private Set<Integer> targets = Set.of();

    private int innermost = Integer.MAX_VALUE;
    private int innermostHandler = Integer.MAX_VALUE;

    Effects(int locals) {
        read = LocalSet.empty(locals);
        written = LocalSet.empty(locals);
    }

    void branch(int target) {
        if (targets.isEmpty()) {
            targets = new HashSet<>(4);
        }
        targets.add(target);
    }

    Set<Integer> targets() {
        return targets;
    }

    /** It works only in a method that has a block with so many blocks around it. */
    void mustContain(int depth) {
        innermost = Math.min(innermost, depth);
    }

    /** The same, where there are handlers around. */
    void mustContainHandler(int depth) {
        innermostHandler = Math.min(innermostHandler, depth);
    }

    /** The depth of the outermost block that the method must have. */
    int innermost(boolean inTry) {
        return inTry ? Math.min(innermost, innermostHandler) : innermost;
    }

    void addAll(Effects other) {
        addAllButTargets(other);
        other.targets.forEach(this::branch);
    }

    /** The same, but {@code other} may be spoilt by it. */
    void absorb(Effects other) {
        addAllButTargets(other);
        if (other.targets.size() > targets.size()) {
            other.targets.addAll(targets);
            targets = other.targets;
        } else {
            other.targets.forEach(this::branch);
        }
    }

    private void addAllButTargets(Effects other) {
        LocalSet.addAll(read, other.read);
        LocalSet.addAll(written, other.written);
        calls |= other.calls;
        innermost = Math.min(innermost, other.innermost);
        innermostHandler = Math.min(innermostHandler, other.innermostHandler);
    }

    /** The block ends. */
    void leave(int block) {
        if (!targets.isEmpty()) {
            targets.remove(block);
        }
    }
}
