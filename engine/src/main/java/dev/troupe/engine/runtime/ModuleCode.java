package dev.troupe.engine.runtime;

import dev.troupe.engine.types.DefType;

/** What an instance needs of its module's shared, immutable code. Thread-safe. */
public interface ModuleCode {
    /** Creates the function object of a function that the module defines; {@code index} is in the function index space. */
    WasmFunction newFunction(ModuleInstance instance, int index);

    /** The canonical type at an index of the module's type index space. */
    DefType type(int typeIndex);

    PollSite pollSite();
}
