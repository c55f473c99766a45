package dev.troupe.engine.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The JVM local variables of one method: parameters, the instance, the wasm locals, the cached memory array, and above them
 * temporaries for operand stack entries. A stack position and kind always get the same temporary.
 */
final class Slots {
    private final List<Object> fixed = new ArrayList<>();
    private final List<int[]> temporaries = new ArrayList<>();
    private int next;

    /** Reserves the next slot for a variable that every stack map frame shows with this type. */
    int reserve(Kind kind) {
        int slot = next;
        for (int i = 0; i < kind.parts(); i++) {
            fixed.add(kind.part().frameType);
        }
        next += kind.slots;
        return slot;
    }

    int reserve(String internalName) {
        fixed.add(internalName);
        return next++;
    }

    /** Reserves a slot that frames do not show unless told. */
    int reserveHidden() {
        return next++;
    }

    int scratch(Kind kind) {
        int slot = next;
        next += kind.slots;
        return slot;
    }

    int count() {
        return next;
    }

    Object[] fixedTypes() {
        return fixed.toArray();
    }

    int temporary(int height, Kind kind) {
        while (temporaries.size() <= height) {
            var row = new int[Kind.values().length];
            Arrays.fill(row, -1);
            temporaries.add(row);
        }
        var row = temporaries.get(height);
        if (row[kind.ordinal()] < 0) {
            row[kind.ordinal()] = scratch(kind);
        }
        return row[kind.ordinal()];
    }
}
