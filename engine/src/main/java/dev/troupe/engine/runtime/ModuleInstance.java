package dev.troupe.engine.runtime;

import dev.troupe.engine.module.Export;
import dev.troupe.engine.module.GlobalType;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.types.DefType;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A module instance (spec 4.2.5); each module has a generated subclass whose fields hold its private globals and shortcuts to
 * memories, tables and imports. The arrays are index spaces, imports first; private globals have cells during initialisation only.
 */
public abstract class ModuleInstance implements Caller {
    /** Functions per block. */
    private static final int BLOCK = 64;

    public final Store store;
    public final ModuleCode code;
    public final Memory[] memories;
    public final Table[] tables;
    public final Global[] globals;
    public final Tag[] tags;

    /** Element segments evaluated at instantiation; null once dropped. */
    public final Object[][] elements;

    /** Data segments that bulk instructions may still read; null once dropped. */
    public final byte[][] data;

    private final Shape shape;
    private final WasmFunction[] importedFunctions;
    /** Functions that the module defines, in blocks, each made when somebody first needs a function of it as a value. */
    private final WasmFunction[][] definedFunctions;
    private Map<String, Object> exports;

    protected ModuleInstance(Parts parts) {
        store = parts.store();
        code = parts.code();
        shape = parts.shape();
        memories = parts.memories();
        tables = parts.tables();
        globals = parts.globals();
        tags = parts.tags();
        importedFunctions = parts.functions();
        definedFunctions = new WasmFunction[(shape.definedFunctions + BLOCK - 1) / BLOCK][];
        elements = parts.elements();
        data = parts.data();
        for (var memory : memories) {
            memory.addUser(this);
        }
        store.addPollSite(code.pollSite());
    }

    /**
     * What all instances of a module have in common.
     *
     * @param privateGlobals whether only the instance's code can see a global, so that its value is a field of the instance
     */
    public record Shape(int definedFunctions, List<GlobalType> globals, boolean[] privateGlobals, Map<String, Export> exports) {}

    /** What an instance is made of; the instance keeps the arrays. {@code functions} are the imported ones. */
    public record Parts(
            Store store,
            ModuleCode code,
            Shape shape,
            WasmFunction[] functions,
            Memory[] memories,
            Table[] tables,
            Global[] globals,
            Tag[] tags,
            Object[][] elements,
            byte[][] data) {
        /** The same with other code. */
        public Parts withCode(ModuleCode value) {
            return new Parts(store, value, shape, functions, memories, tables, globals, tags, elements, data);
        }
    }

    /** Takes over memories, tables, imported functions and the initial values of private globals from the index spaces. */
    public abstract void link();

    /** Writes the values of private globals to their cells in the index space, which must be there. */
    protected abstract void saveGlobals();

    /** Called when one of the memories has a new array. */
    protected abstract void memoryGrown();

    /**
     * Makes the function object of a function that the module defines, if the instance's class knows how to.
     *
     * @return a {@link WasmFunction}; null for a function that the module does not declare, or one of a very large number
     */
    public abstract Object newFunction(int index, DefType type);

    /** Lets go of the cells of private globals, which nobody reads after initialisation. */
    public final void dropPrivateCells() {
        for (int i = 0; i < globals.length; i++) {
            if (shape.privateGlobals[i]) {
                globals[i] = null;
            }
        }
    }

    /**
     * The present state of an instance that is not running.
     *
     * @throws NotCapturableException see {@link Snapshot#of}
     */
    public final Snapshot capture(Module module) {
        try {
            newPrivateCells();
            saveGlobals();
            return Snapshot.of(this, module);
        } finally {
            dropPrivateCells();
        }
    }

    /** Puts back a state that was captured from an instance of the same module. */
    public final void restore(Snapshot snapshot) {
        snapshot.restore(this);
        newPrivateCells();
        for (int i = 0; i < globals.length; i++) {
            if (snapshot.hasGlobal(i)) {
                globals[i].put(snapshot.global(i, this));
            }
        }
        link();
        dropPrivateCells();
    }

    private void newPrivateCells() {
        for (int i = 0; i < globals.length; i++) {
            if (shape.privateGlobals[i]) {
                globals[i] = new Global(shape.globals.get(i));
            }
        }
    }

    /** The function at an index of the function index space. */
    public final WasmFunction functionAt(int index) {
        int defined = index - importedFunctions.length;
        if (defined < 0) {
            return importedFunctions[index];
        }
        var block = definedFunctions[defined / BLOCK];
        if (block == null) {
            block = new WasmFunction[Math.min(BLOCK, shape.definedFunctions - defined / BLOCK * BLOCK)];
            definedFunctions[defined / BLOCK] = block;
        }
        var function = block[defined % BLOCK];
        if (function == null) {
            function = code.newFunction(this, index);
            block[defined % BLOCK] = function;
        }
        return function;
    }

    /** The function, or something that becomes it when a table first hands it out. */
    public final WasmFunction functionOrStub(int index) {
        int defined = index - importedFunctions.length;
        if (defined < 0) {
            return importedFunctions[index];
        }
        var block = definedFunctions[defined / BLOCK];
        var function = block == null ? null : block[defined % BLOCK];
        return function == null ? new FunctionStub(this, index) : function;
    }

    final int importedFunctions() {
        return importedFunctions.length;
    }

    /** The functions that there are as values so far, with their indices. */
    final Map<WasmFunction, Integer> functionIndices() {
        var indices = new IdentityHashMap<WasmFunction, Integer>();
        for (int i = 0; i < importedFunctions.length; i++) {
            indices.putIfAbsent(importedFunctions[i], i);
        }
        for (int i = 0; i < shape.definedFunctions; i++) {
            var block = definedFunctions[i / BLOCK];
            if (block != null && block[i % BLOCK] != null) {
                indices.put(block[i % BLOCK], importedFunctions.length + i);
            }
        }
        return indices;
    }

    /** Exports by name: {@link WasmFunction}, {@link Memory}, {@link Table}, {@link Global} or {@link Tag}. */
    public final Map<String, Object> exports() {
        var all = exports;
        if (all == null) {
            all = new LinkedHashMap<>();
            for (var name : shape.exports.keySet()) {
                all.put(name, export(name));
            }
            all = Collections.unmodifiableMap(all);
            exports = all;
        }
        return all;
    }

    /** What is exported by a name; null if nothing is. A function may be one that still has to {@link WasmFunction#resolve become} it. */
    public final Object export(String name) {
        var export = shape.exports.get(name);
        if (export == null) {
            return null;
        }
        return switch (export.kind()) {
            case FUNC -> functionOrStub(export.index());
            case TABLE -> tables[export.index()];
            case MEMORY -> memories[export.index()];
            case GLOBAL -> globals[export.index()];
            case TAG -> tags[export.index()];
        };
    }

    @Override
    public final Store store() {
        return store;
    }

    @Override
    public final Optional<Memory> memory(String name) {
        return export(name) instanceof Memory memory ? Optional.of(memory) : Optional.empty();
    }

    @Override
    public final Optional<WasmFunction> function(String name) {
        return export(name) instanceof WasmFunction function ? Optional.of(function.resolve()) : Optional.empty();
    }
}
