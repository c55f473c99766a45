package dev.troupe.engine.compile.outline;

import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.types.Matching;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where statements that are too long for a method are interrupted: before an instruction all operands of the innermost block go to locals,
 * where they rest until an instruction needs them. The locals are numbered behind those of the function, one for each height of the
 * operand stack and kind of value. Those of great heights are far locals: who needs them needs thousands, which no method has room to load.
 */
public final class Spills {
    private record Place(int height, Object kind) {}

    /**
     * What happens before an instruction.
     *
     * @param position the instruction's
     * @param locals where the topmost operands go, bottom first; null if resting ones come back
     * @param count how many operands come back
     */
    private record Change(int position, int[] locals, int count) {}

    /** From this height on locals are far ones. */
    private static final int GREAT_HEIGHT = 64;

    private final int first;
    private final List<ValType> types = new ArrayList<>();
    private final Map<Place, Integer> places = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();
    /** How many of the types are those of locals; up to the far ones there may be gaps. */
    private int near;

    /** @param first the number of the first such local */
    Spills(int first) {
        this.first = first;
    }

    /** The local for an operand. */
    int local(int height, ValType type) {
        Object kind = type instanceof RefType reference ? Matching.top(reference.heapType()) : type;
        return places.computeIfAbsent(new Place(height, kind), place -> first + (height < GREAT_HEIGHT ? near(type) : far(type)));
    }

    private int near(ValType type) {
        if (near == types.size() || first + near >= OutlinePlan.NEAR_LOCALS) {
            types.add(type);
            near = types.size();
            return near - 1;
        }
        types.set(near, type);
        return near++;
    }

    private int far(ValType type) {
        while (first + types.size() < OutlinePlan.NEAR_LOCALS) {
            types.add(ValType.I32);
        }
        types.add(type);
        return types.size() - 1;
    }

    void interrupt(int position, int[] locals) {
        changes.add(new Change(position, locals, 0));
    }

    void resume(int position, int count) {
        changes.add(new Change(position, null, count));
    }

    /** The types of the additional locals; those of references stand for all of their hierarchy. */
    public List<ValType> types() {
        return List.copyOf(types);
    }

    /** Goes through the changes in order; not thread-safe. */
    public Reader reader() {
        return new Reader();
    }

    /** A walk along the body. */
    public final class Reader {
        private int next;

        /** The change at or behind a position, or null. */
        private Change at(int position) {
            while (next < changes.size() && changes.get(next).position < position) {
                next++;
            }
            return next < changes.size() && changes.get(next).position == position ? changes.get(next) : null;
        }

        /** The locals to which the topmost operands go before the instruction at a position, or null; told once. */
        public int[] interruption(int position) {
            var change = at(position);
            if (change == null || change.locals == null) {
                return null;
            }
            next++;
            return change.locals;
        }

        /** How many operands come back before the instruction at a position, after it was interrupted, if it was; told once. */
        public int resumption(int position) {
            var change = at(position);
            if (change == null || change.locals != null) {
                return 0;
            }
            next++;
            return change.count;
        }
    }
}
