package dev.troupe.engine.compile;

import dev.troupe.engine.module.Slice;
import dev.troupe.engine.runtime.CodeReport;
import dev.troupe.engine.runtime.ModuleCode;
import dev.troupe.engine.runtime.ModuleInstance;
import java.util.Map;
import java.util.function.IntConsumer;

/** A module's generated code. */
public interface CompiledCode extends ModuleCode {
    /** A new instance, whose imports and initial values are not in place yet: see {@link ModuleInstance#link}. */
    ModuleInstance newInstance(ModuleInstance.Parts parts);

    /**
     * Generates all code and tells the bytes of bytecode of each method: a function's name, or for its parts the name, a mark and a
     * number.
     */
    Map<String, Integer> codeSizes();

    /**
     * Generates all code and tells what it is made of.
     *
     * @param progress is told now and then how many of the module's functions are done
     */
    CodeReport report(IntConsumer progress);

    /** Generates all classes that instances with the usual forms of memory can ask for, and gives them to a store. */
    void generateAll(ClassStore store);

    /** The value of a constant expression of a reference type that is more than one instruction of earlier versions of the language. */
    Object evaluate(Slice expression, ModuleInstance instance);
}
