package dev.troupe.engine;

import dev.troupe.engine.runtime.Global;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.ModuleInstance;
import dev.troupe.engine.runtime.NotCapturableException;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.Table;
import dev.troupe.engine.runtime.Tag;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.WasmFunction;
import dev.troupe.engine.runtime.WrongArgumentsException;
import java.util.Map;

/**
 * A module instance with its exports. Belongs to its {@link Store}: one thread at a time may use it, a second one gets a
 * {@link Trap} instead of corrupting it. Holds no resources but heap; after a trap it can be called again, but may be half-way
 * through what it was doing, unless a template {@link InstanceTemplate#restore puts it back}.
 */
public final class Instance {
    private final CompiledModule module;
    private final ModuleInstance state;

    Instance(CompiledModule module, ModuleInstance state) {
        this.module = module;
        this.state = state;
    }

    public CompiledModule module() {
        return module;
    }

    public Store store() {
        return state.store();
    }

    /** Exports by name, in the module's order: {@link WasmFunction}, {@link Memory}, {@link Table}, {@link Global} or {@link Tag}. */
    public Map<String, Object> exports() {
        return state.exports();
    }

    /** @throws ExportNotFoundException if there is no such function */
    public WasmFunction function(String name) {
        return export(name, WasmFunction.class, "function").resolve();
    }

    /** @throws ExportNotFoundException if there is no such memory */
    public Memory memory(String name) {
        return export(name, Memory.class, "memory");
    }

    /** @throws ExportNotFoundException if there is no such table */
    public Table table(String name) {
        return export(name, Table.class, "table");
    }

    /** @throws ExportNotFoundException if there is no such global */
    public Global global(String name) {
        return export(name, Global.class, "global");
    }

    /**
     * Calls an exported function with boxed arguments.
     *
     * @return the results, boxed
     * @throws ExportNotFoundException if there is no such function
     * @throws WrongArgumentsException if the arguments do not fit
     * @throws Trap if the execution ends abnormally
     */
    public Object[] invoke(String name, Object... arguments) {
        return function(name).call(arguments);
    }

    /**
     * Captures the state of this instance, from which others may then start: memories, globals, tables and segments. The instance goes on
     * unchanged.
     *
     * <p>What others could see or change, or what only one instance can have, cannot be captured: shared memories; imported memories,
     * tables and mutable globals; references to objects of the host, structures, arrays, exceptions and functions of other
     * instances. Nor can what is behind host functions, such as a WASI program's open files.
     *
     * @throws NotCapturableException if the instance has something of that kind, or is in the middle of a call
     * @throws Trap of kind CONCURRENT_USE if another thread is executing in its store
     */
    public InstanceTemplate capture() {
        return InstanceTemplate.of(this);
    }

    ModuleInstance state() {
        return state;
    }

    private <T> T export(String name, Class<T> type, String kind) {
        var export = state.export(name);
        if (!type.isInstance(export)) {
            var available = state.exports().entrySet().stream()
                    .filter(entry -> type.isInstance(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .limit(50)
                    .toList();
            throw new ExportNotFoundException(kind, name, available);
        }
        return type.cast(export);
    }
}
