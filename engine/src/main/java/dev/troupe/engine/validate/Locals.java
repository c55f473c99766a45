package dev.troupe.engine.validate;

import dev.troupe.engine.module.LocalRun;
import dev.troupe.engine.module.ValType;
import java.util.Arrays;
import java.util.List;

/**
 * The locals of a body: types and, for non-nullable references, whether they have a value yet (spec 3.1.3, local types). What a block
 * initialises counts up to the block's end; a log tells what to undo then.
 */
final class Locals {
    /** As browsers have it. */
    private static final int MAX_LOCALS = 50_000;

    private final Body body;
    private ValType[] types = new ValType[32];
    private boolean[] unset = new boolean[32];
    private int count;
    private int[] log = new int[4];
    private int logged;

    Locals(Body body) {
        this.body = body;
    }

    void start(List<ValType> params) {
        count = 0;
        logged = 0;
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
        reserve(count + run.count());
        Arrays.fill(types, count, count + run.count(), closed);
        Arrays.fill(unset, count, count + run.count(), !closed.isDefaultable());
        count += run.count();
    }

    private void reserve(int size) {
        if (size > types.length) {
            int length = Math.max(size, types.length * 2);
            types = Arrays.copyOf(types, length);
            unset = Arrays.copyOf(unset, length);
        }
    }

    /** The type of a local. */
    ValType type(int index) {
        if (Integer.compareUnsigned(index, count) >= 0) {
            throw body.fail("unknown local " + Integer.toUnsignedString(index));
        }
        return types[index];
    }

    /** The type of a local that is read. */
    ValType read(int index) {
        var type = type(index);
        if (unset[index]) {
            throw body.fail("uninitialized local " + index);
        }
        return type;
    }

    /** The type of a local that is written. */
    ValType write(int index) {
        var type = type(index);
        if (unset[index]) {
            unset[index] = false;
            if (logged == log.length) {
                log = Arrays.copyOf(log, logged * 2);
            }
            log[logged++] = index;
        }
        return type;
    }

    /** The number of initialisations so far, for {@link #forget}. */
    int initialised() {
        return logged;
    }

    void forget(int initialised) {
        while (logged > initialised) {
            unset[log[--logged]] = true;
        }
    }
}
