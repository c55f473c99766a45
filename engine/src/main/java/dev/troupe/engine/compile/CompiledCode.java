package dev.troupe.engine.compile;

import dev.troupe.engine.runtime.ModuleCode;
import dev.troupe.engine.runtime.ModuleInstance;

/** A module's generated code. */
public interface CompiledCode extends ModuleCode {
    /** A new instance, whose imports and initial values are not in place yet: see {@link ModuleInstance#link}. */
    ModuleInstance newInstance(ModuleInstance.Parts parts);
}
