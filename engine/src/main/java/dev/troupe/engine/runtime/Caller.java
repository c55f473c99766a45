package dev.troupe.engine.runtime;

import java.util.Optional;

/** The instance that calls a host function. Valid for the length of that call, on its thread. */
public interface Caller {
    Store store();

    /** The exported memory of the given name. */
    Optional<Memory> memory(String name);

    /** The exported function of the given name, for calling back into the guest. */
    Optional<WasmFunction> function(String name);
}
