package dev.troupe.engine;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** In a flight recording: an engine has made a {@link CompiledModule}. Its functions may become bytecode later, each when it is called. */
@Name("dev.troupe.ModuleCompiled")
@Label("Module Compiled")
@Description("A WebAssembly module has been decoded, validated and compiled as far as its engine does so at once")
@Category({"Troupe", "Compiler"})
@StackTrace(false)
final class ModuleCompiledEvent extends Event {
    @Label("Module")
    @Description("The module's name, if it has one")
    String module;

    @Label("Module Digest")
    @Description("SHA-256 of the module")
    String moduleDigest;

    @Label("WebAssembly Size")
    @DataAmount
    int wasmBytes;

    @Label("Functions")
    @Description("Those that the module defines")
    int functions;

    @Label("Kept Code")
    @Description("Whether code was found in the code cache, or had been compiled ahead of time")
    boolean keptCode;
}
