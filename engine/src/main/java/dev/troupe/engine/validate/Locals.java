package dev.troupe.engine.validate;

import dev.troupe.engine.module.LocalRun;
import dev.troupe.engine.module.ValType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The locals of a body: types and, for non-nullable references, whether they have a value yet (spec 3.1.3, local types). What a block
 * initialises counts up to the block's end; a log tells what to undo then.
 *
 * <p>A function of ten bytes may have 50,000 locals. So those from {@link #NEAR} on are kept as the runs that they are declared in, and
 * get something of their own when the body first names them: all that is reported of them is {@link #number numbers} in that order.
 */
final class Locals {
    /** As many as are kept one by one; all parameters are among them. */
    static final int NEAR = 1000;

    /** As browsers have it. */
    private static final int MAX_LOCALS = 50_000;

    private final Body body;
    private ValType[] types = new ValType[32];
    private boolean[] unset = new boolean[32];
    private int count;
    private int[] log = new int[4];
    private int logged;

    /** The runs that reach beyond the near locals: where each ends, and its type. */
    private int[] ends = new int[4];
    private ValType[] runTypes = new ValType[4];
    private int runs;
    /** Those that the body has named, by index. */
    private Map<Integer, Far> far = new HashMap<>();

    private static final class Far {
        final int number;
        final ValType type;
        boolean unset;

        Far(int number, ValType type) {
            this.number = number;
            this.type = type;
            unset = !type.isDefaultable();
        }
    }

    Locals(Body body) {
        this.body = body;
    }

    void start(List<ValType> params) {
        count = 0;
        logged = 0;
        runs = 0;
        if (!far.isEmpty()) {
            // Clearing takes as long as the largest body's took.
            far = new HashMap<>();
        }
        reserve(params.size());
        for (var type : params) {
            types[count] = type;
            unset[count++] = false;
        }
    }

    /** Adds a run, its type closed. */
    void add(LocalRun run, ValType closed) {
        if (Integer.compareUnsigned(run.count(), MAX_LOCALS) > 0 || count + run.count() > MAX_LOCALS) {
            throw body.fail("too many locals: at most " + MAX_LOCALS + " are supported");
        }
        int end = count + run.count();
        int near = Math.min(end, NEAR);
        if (count < near) {
            reserve(near);
            Arrays.fill(types, count, near, closed);
            Arrays.fill(unset, count, near, !closed.isDefaultable());
        }
        if (end > NEAR && end > count) {
            if (runs == ends.length) {
                ends = Arrays.copyOf(ends, 2 * runs);
                runTypes = Arrays.copyOf(runTypes, 2 * runs);
            }
            ends[runs] = end;
            runTypes[runs++] = closed;
        }
        count = end;
    }

    private void reserve(int size) {
        if (size > types.length) {
            int length = Math.max(size, types.length * 2);
            types = Arrays.copyOf(types, length);
            unset = Arrays.copyOf(unset, length);
        }
    }

    /** Whether there is such a local, and it is among those that are reported by their indices. */
    boolean isNear(int index) {
        return index >= 0 && index < Math.min(count, NEAR);
    }

    /** The type of a local. */
    ValType type(int index) {
        if (Integer.compareUnsigned(index, count) >= 0) {
            throw body.fail("unknown local " + Integer.toUnsignedString(index));
        }
        return index < NEAR ? types[index] : far(index).type;
    }

    /** The type of a local that is read. */
    ValType read(int index) {
        var type = type(index);
        if (index < NEAR ? unset[index] : far(index).unset) {
            throw body.fail("uninitialized local " + index);
        }
        return type;
    }

    /** The type of a local that is written. */
    ValType write(int index) {
        var type = type(index);
        if (index < NEAR ? unset[index] : far(index).unset) {
            unset(index, false);
            if (logged == log.length) {
                log = Arrays.copyOf(log, logged * 2);
            }
            log[logged++] = index;
        }
        return type;
    }

    private void unset(int index, boolean value) {
        if (index < NEAR) {
            unset[index] = value;
        } else {
            far(index).unset = value;
        }
    }

    /** By what number a valid index is reported. */
    int number(int index) {
        return index < NEAR ? index : far(index).number;
    }

    /** The types of those that the body has named from {@link #NEAR} on, in the order of their numbers. */
    List<ValType> farTypes() {
        var inOrder = new ArrayList<Far>(far.values());
        inOrder.sort((a, b) -> Integer.compare(a.number, b.number));
        return inOrder.stream().map(local -> local.type).toList();
    }

    private Far far(int index) {
        var local = far.get(index);
        if (local == null) {
            int found = Arrays.binarySearch(ends, 0, runs, index + 1);
            local = new Far(NEAR + far.size(), runTypes[found < 0 ? -found - 1 : found]);
            far.put(index, local);
        }
        return local;
    }

    /** The number of initialisations so far, for {@link #forget}. */
    int initialised() {
        return logged;
    }

    void forget(int initialised) {
        while (logged > initialised) {
            unset(log[--logged], true);
        }
    }
}
