package dev.troupe.engine.compile;

import dev.troupe.engine.module.Slice;
import dev.troupe.engine.runtime.ModuleCode;
import dev.troupe.engine.runtime.ModuleInstance;

/** A module's generated code. */
public interface CompiledCode extends ModuleCode {
    /** A new instance, whose imports and initial values are not in place yet: see {@link ModuleInstance#link}. */
    ModuleInstance newInstance(ModuleInstance.Parts parts);

    /** The value of a constant expression of a reference type that is more than one instruction of earlier versions of the language. */
    Object evaluate(Slice expression, ModuleInstance instance);
}
