package dev.troupe.engine;

import dev.troupe.engine.runtime.HostFunction;

/**
 * The host functions that a module's imports have been given. Each definition of one has generated code, with which compiled code of the
 * guest dies; so the module keeps the definition that it was last linked with, and gives handles that are ever new no code of their own.
 * Thread-safe.
 */
final class HostImports {
    /** Definitions per import, by handles of their own, that get code. */
    private static final int HANDLES = 4;

    private final HostFunction.Definition[] latest;
    private final int[] handles;

    HostImports(int imports) {
        latest = new HostFunction.Definition[imports];
        handles = new int[imports];
    }

    /** The function that stands for what an import is given. */
    synchronized HostFunction settle(int index, HostFunction given) {
        var definition = given.definition().first();
        if (!definition.isOwn()) {
            latest[index] = definition;
        } else if (definition.companion() == null) {
            if (handles[index] == HANDLES) {
                return settle(index, given.shared());
            }
            handles[index]++;
        }
        return given;
    }
}
