package dev.troupe.engine;

import dev.troupe.engine.runtime.HostFunction;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The host functions that a module's imports have been given. Each definition of one has generated code, with which compiled code of the
 * guest dies; so the module keeps the definition that it was last linked with, and gives handles that are ever new no code of their own.
 * Thread-safe.
 */
final class HostImports {
    /** Definitions per import, by handles of their own, that get code. */
    private static final int HANDLES = 4;

    private final AtomicReferenceArray<HostFunction.Definition> latest;
    private final AtomicIntegerArray handles;

    HostImports(int imports) {
        latest = new AtomicReferenceArray<>(imports);
        handles = new AtomicIntegerArray(imports);
    }

    /** The function that stands for what an import is given. */
    HostFunction settle(int index, HostFunction given) {
        var definition = given.definition().first();
        if (!definition.isOwn()) {
            latest.setRelease(index, definition);
        } else if (definition.companion() == null && handles.incrementAndGet(index) > HANDLES) {
            handles.set(index, HANDLES);
            return settle(index, given.shared());
        }
        return given;
    }
}
