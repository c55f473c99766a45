package dev.troupe.engine;

import dev.troupe.engine.compile.CompiledCode;
import dev.troupe.engine.compile.ModuleCompiler;
import dev.troupe.engine.module.Export;
import dev.troupe.engine.module.GlobalType;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.ModuleDigest;
import dev.troupe.engine.module.UnlinkableModuleException;
import dev.troupe.engine.runtime.CodeReport;
import dev.troupe.engine.runtime.GrowthHistory;
import dev.troupe.engine.runtime.ModuleInstance;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.validate.ModuleContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** A compiled module: shared, immutable, thread-safe code from which any number of instances are made. */
public final class CompiledModule {
    private final ModuleContext context;
    private final byte[] bytes;
    private final CompiledCode code;
    private final ModuleInstance.Shape shape;
    private final GrowthHistory growth;
    private final HostImports hostImports;
    private volatile InitialState initialState;
    private volatile String digest;

    /** @param digest null if it is not known yet */
    CompiledModule(ModuleContext context, byte[] bytes, CompiledCode code, String digest, GrowthHistory growth) {
        this.context = context;
        this.bytes = bytes;
        this.code = code;
        this.digest = digest;
        this.shape = shapeOf(context);
        this.growth = growth;
        this.hostImports = new HostImports(context.module().importedFunctions());
    }

    private static ModuleInstance.Shape shapeOf(ModuleContext context) {
        var module = context.module();
        var exports = new LinkedHashMap<String, Export>();
        for (var export : module.exports()) {
            exports.put(export.name(), export);
        }
        var globals = new GlobalType[context.globalCount()];
        for (int i = 0; i < globals.length; i++) {
            globals[i] = context.global(i);
        }
        return new ModuleInstance.Shape(
                module.functions().size(),
                List.of(globals),
                ModuleCompiler.privateGlobals(module),
                exports);
    }

    /** What the module declares: imports, exports, types, sizes. */
    public Module module() {
        return context.module();
    }

    /** The binary that this module was compiled from. Do not modify. */
    public byte[] bytes() {
        return bytes;
    }

    /** The SHA-256 digest of {@link #bytes()}, 64 lower-case hexadecimal digits: the module's name in a cluster. */
    public String digest() {
        if (digest == null) {
            digest = ModuleDigest.of(bytes);
        }
        return digest;
    }

    /**
     * For diagnosis: generates all code anew and tells the bytes of bytecode of each JVM method, by function name; a function that was
     * cut has one entry per part. HotSpot compiles methods of up to 8000 bytes.
     */
    public Map<String, Integer> codeSizes() {
        return code.codeSizes();
    }

    /**
     * For diagnosis: generates all code anew and tells which JVM methods each function became, and of which size. Takes as long as
     * compiling everything.
     *
     * @param progress is told now and then how many functions are done
     */
    public CodeReport codeReport(IntConsumer progress) {
        return code.report(progress);
    }

    ModuleContext context() {
        return context;
    }

    ModuleInstance.Shape shape() {
        return shape;
    }

    GrowthHistory growth() {
        return growth;
    }

    HostImports hostImports() {
        return hostImports;
    }

    InitialState initialState() {
        var state = initialState;
        if (state == null) {
            state = new InitialState(context);
            initialState = state;
        }
        return state;
    }

    CompiledCode code() {
        return code;
    }

    /** An instance in a store of its own, of a module that imports nothing. */
    public Instance instantiate() {
        return instantiate(Imports.none());
    }

    /** An instance in a store of its own with default limits, or in the store of the given imports if they belong to one. */
    public Instance instantiate(Imports imports) {
        return instantiate(imports, StoreLimits.defaults());
    }

    /** {@link #instantiate(Imports)} with limits, which apply if the store is new. */
    public Instance instantiate(Imports imports, StoreLimits limits) {
        var store = imports.store();
        return instantiate(store.isPresent() ? store.get() : Store.create(limits), imports);
    }

    /**
     * Allocates, initialises and starts an instance (spec 4.7.4) on the calling thread.
     *
     * @throws UnlinkableModuleException if an import is missing or of the wrong type
     * @throws Trap if a segment does not fit, the start function traps, or a limit is too low
     */
    public Instance instantiate(Store store, Imports imports) {
        return new Instantiator(this, store, new Linker(this, imports)).instantiate(null);
    }

    /**
     * Resolves imports once, for many instances.
     *
     * @throws UnlinkableModuleException if an import is missing or of the wrong type
     */
    public LinkedModule link(Imports imports) {
        return new LinkedModule(this, new Linker(this, imports), imports.store());
    }
}
