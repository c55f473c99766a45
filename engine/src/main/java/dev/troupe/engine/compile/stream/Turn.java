package dev.troupe.engine.compile.stream;

import dev.troupe.engine.module.Opcode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one turn of a loop does, as far as it has been read. */
final class Turn {
    /** Where the loop is. */
    final int offset;

    final List<Test> tests = new ArrayList<>();
    final List<Vector.Load> loads = new ArrayList<>();
    final List<Store> stores = new ArrayList<>();
    /** The locals that have got a value; null for one that nothing is known of. */
    final Map<Integer, Object> assigned = new HashMap<>();
    /** The locals whose value from before the turn somebody looks at. */
    final Set<Integer> inherited = new HashSet<>();

    /** A store of a vector, and how many loads came before. */
    record Store(Affine address, long offset, Vector value, int loads) {}

    Turn(int offset) {
        this.offset = offset;
    }

    /** By how much a local grows, which is 0 if nothing changes it; null if it becomes something else that the next turn looks at. */
    Integer step(int local) {
        if (!assigned.containsKey(local)) {
            return 0;
        }
        return assigned.get(local) instanceof Affine value && value.linear().equals(Affine.ofLocal(local)) ? value.constant() : null;
    }

    /** What a turn loads and hands on to the next one in a local, or null. A store could change it in memory meanwhile. */
    Vector.Load carried(int local) {
        return stores.isEmpty() && assigned.get(local) instanceof Vector.Load load ? load : null;
    }

    /** A part of what a local collects. */
    record Part(Vector value, boolean subtracted) {}

    /** What a turn adds to a local; null if that is not all that it does to it. */
    List<Part> parts(int local, Opcode opcode) {
        var parts = new ArrayList<Part>();
        return assigned.get(local) instanceof Vector value && collect(value, local, opcode, parts) ? parts : null;
    }

    /** The instruction by which a local collects, or null. */
    Opcode collects(int local) {
        return assigned.get(local) instanceof Vector.Operation operation
                && WordOps.identity(WordOps.addition(operation.opcode)).isPresent()
                        ? WordOps.addition(operation.opcode)
                        : null;
    }

    private static boolean collect(Vector value, int local, Opcode opcode, List<Part> parts) {
        if (isLocal(value, local)) {
            return true;
        }
        if (!(value instanceof Vector.Operation operation) || WordOps.addition(operation.opcode) != opcode) {
            return false;
        }
        boolean subtracts = operation.opcode != opcode;
        var first = operation.operands.get(0);
        var second = operation.operands.get(1);
        if (mentions(first, local)) {
            split(second, opcode, subtracts, parts);
            return collect(first, local, opcode, parts);
        }
        split(first, opcode, false, parts);
        return !subtracts && collect(second, local, opcode, parts);
    }

    private static void split(Vector value, Opcode opcode, boolean subtracted, List<Part> parts) {
        if (value instanceof Vector.Operation operation && operation.opcode == opcode) {
            operation.operands.forEach(operand -> split(operand, opcode, subtracted, parts));
        } else {
            parts.add(new Part(value, subtracted));
        }
    }

    private static boolean isLocal(Vector value, int local) {
        return value instanceof Vector.Local header && header.local == local;
    }

    private static boolean mentions(Vector value, int local) {
        return isLocal(value, local) || value.operands().stream().anyMatch(operand -> mentions(operand, local));
    }
}
