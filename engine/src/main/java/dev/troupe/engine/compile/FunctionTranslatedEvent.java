package dev.troupe.engine.compile;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** In a flight recording: a function has become bytecode, which happens when something first calls it or a neighbour of it. */
@Name("dev.troupe.FunctionTranslated")
@Label("Function Translated")
@Description("A WebAssembly function has become bytecode")
@Category({"Troupe", "Compiler"})
@StackTrace(false)
final class FunctionTranslatedEvent extends Event {
    @Label("Module")
    @Description("The module's name, if it has one")
    String module;

    @Label("Module Digest")
    @Description("SHA-256 of the module")
    String moduleDigest;

    @Label("Function Index")
    int functionIndex;

    @Label("Function")
    String function;

    @Label("WebAssembly Size")
    @DataAmount
    int wasmBytes;

    @Label("Bytecode Size")
    @Description("Of all methods that the function became")
    @DataAmount
    int bytecodeBytes;

    @Label("Methods")
    @Description("The function's own, and one for each part that is cut out of it")
    int methods;

    @Label("Largest Method")
    @Description("HotSpot compiles methods of up to 8000 bytes")
    @DataAmount
    int largestMethodBytes;
}
