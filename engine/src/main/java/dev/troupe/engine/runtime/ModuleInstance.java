package dev.troupe.engine.runtime;

import java.util.Map;
import java.util.Optional;

/**
 * A module instance (spec 4.2.5); each module has a generated subclass whose fields hold its private globals and shortcuts to
 * memories, tables and imports. The arrays are index spaces, imports first.
 */
public abstract class ModuleInstance implements Caller {
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

    private final WasmFunction[] functions;
    private Map<String, Object> exports = Map.of();

    protected ModuleInstance(Parts parts) {
        store = parts.store();
        code = parts.code();
        memories = parts.memories();
        tables = parts.tables();
        globals = parts.globals();
        tags = parts.tags();
        functions = parts.functions();
        elements = parts.elements();
        data = parts.data();
        for (var memory : memories) {
            memory.addUser(this);
        }
        store.addPollSite(code.pollSite());
    }

    /** What an instance is made of; the instance keeps the arrays. {@code functions} holds the imported ones, the rest is null. */
    public record Parts(
            Store store,
            ModuleCode code,
            WasmFunction[] functions,
            Memory[] memories,
            Table[] tables,
            Global[] globals,
            Tag[] tags,
            Object[][] elements,
            byte[][] data) {
        /** The same with other code. */
        public Parts withCode(ModuleCode value) {
            return new Parts(store, value, functions, memories, tables, globals, tags, elements, data);
        }
    }

    /** Takes over memories, tables, imported functions and the initial values of private globals from the index spaces. */
    public abstract void link();

    /** Called when one of the memories has a new array. */
    protected abstract void memoryGrown();

    /** The function at an index of the function index space. */
    public final WasmFunction functionAt(int index) {
        var function = functions[index];
        if (function == null) {
            function = code.newFunction(this, index);
            functions[index] = function;
        }
        return function;
    }

    /** The function, or something that becomes it when a table first hands it out. */
    public final WasmFunction functionOrStub(int index) {
        var function = functions[index];
        return function == null ? new FunctionStub(this, index) : function;
    }

    /** Exports by name: {@link WasmFunction}, {@link Memory}, {@link Table}, {@link Global} or {@link Tag}. */
    public final Map<String, Object> exports() {
        return exports;
    }

    public final void setExports(Map<String, Object> value) {
        exports = value;
    }

    @Override
    public final Store store() {
        return store;
    }

    @Override
    public final Optional<Memory> memory(String name) {
        return exports.get(name) instanceof Memory memory ? Optional.of(memory) : Optional.empty();
    }

    @Override
    public final Optional<WasmFunction> function(String name) {
        return exports.get(name) instanceof WasmFunction function ? Optional.of(function.resolve()) : Optional.empty();
    }
}
