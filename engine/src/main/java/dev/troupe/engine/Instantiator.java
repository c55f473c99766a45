package dev.troupe.engine;

import dev.troupe.engine.compile.HostFunctions;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.runtime.Bulk64;
import dev.troupe.engine.runtime.Global;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.ModuleInstance;
import dev.troupe.engine.runtime.Snapshot;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.Table;
import dev.troupe.engine.runtime.Tag;
import dev.troupe.engine.runtime.WasmFunction;
import dev.troupe.engine.validate.ModuleContext;
import java.util.Arrays;

/** One instantiation (spec 4.7.4) of a linked module: allocate, initialise, start; or allocate and put a captured state in place. */
final class Instantiator {
    private final CompiledModule compiled;
    private final Module module;
    private final ModuleContext context;
    private final Store store;
    private final Linker linked;
    private final WasmFunction[] functions;
    private final Memory[] memories;
    private final Table[] tables;
    private final Global[] globals;
    private final Tag[] tags;
    private final Object[][] elements;
    private final byte[][] data;

    Instantiator(CompiledModule compiled, Store store, Linker linked) {
        this.compiled = compiled;
        this.module = compiled.module();
        this.context = compiled.context();
        this.store = store;
        this.linked = linked;
        functions = linked.functions.clone();
        memories = Arrays.copyOf(linked.memories, context.memoryCount());
        tables = Arrays.copyOf(linked.tables, context.tableCount());
        globals = Arrays.copyOf(linked.globals, context.globalCount());
        tags = Arrays.copyOf(linked.tags, context.tagCount());
        elements = new Object[context.elementCount()][];
        data = new byte[context.dataCount()][];
    }

    /** @param snapshot null for an instance that initialises and starts itself */
    Instance instantiate(Snapshot snapshot) {
        int level = store.enter();
        try {
            return new Instance(compiled, snapshot == null ? start() : restore(snapshot));
        } catch (StackOverflowError | OutOfMemoryError | LinkageError e) {
            throw Store.translate(e);
        } finally {
            store.exit(level);
        }
    }

    private ModuleInstance start() {
        for (int i = module.importedMemories(); i < memories.length; i++) {
            memories[i] = Memory.create(store, context.memory(i), compiled.growth());
        }
        var state = allocate();
        var initial = compiled.initialState();
        for (int i = module.importedGlobals(); i < globals.length; i++) {
            var value = initial.globals[i - module.importedGlobals()].in(state);
            globals[i] = Global.of(context.global(i), value instanceof WasmFunction function ? function.resolve() : value);
        }
        for (int i = module.importedTables(); i < tables.length; i++) {
            var init = initial.tables[i - module.importedTables()];
            tables[i] = Table.create(store, context.table(i), init == null ? null : init.in(state));
        }
        state.link();
        initialise(state, initial);
        state.dropPrivateCells();
        if (module.start().isPresent()) {
            state.functionAt(module.start().getAsInt()).call();
        }
        return state;
    }

    private ModuleInstance restore(Snapshot snapshot) {
        snapshot.fillMemories(memories, store, module, compiled.growth());
        var state = allocate();
        for (int i = module.importedGlobals(); i < globals.length; i++) {
            globals[i] = Global.of(context.global(i), snapshot.global(i, state));
        }
        for (int i = module.importedTables(); i < tables.length; i++) {
            tables[i] = snapshot.newTable(i, store, context.table(i), state);
        }
        snapshot.fillSegments(state);
        state.link();
        state.dropPrivateCells();
        return state;
    }

    /** The instance with its memories, tags and imported functions. */
    private ModuleInstance allocate() {
        for (int i = module.importedTags(); i < tags.length; i++) {
            tags[i] = new Tag(context.tag(i));
        }
        var state = compiled.code()
                .newInstance(new ModuleInstance.Parts(
                        store, compiled.code(), compiled.shape(), functions, memories, tables, globals, tags, elements, data));
        for (int i = 0; i < functions.length; i++) {
            if (functions[i] == null) {
                functions[i] = HostFunctions.bind(linked.constructors[i], linked.hostFunctions[i], context.function(i), state);
            }
        }
        return state;
    }

    private void initialise(ModuleInstance state, InitialState initial) {
        // Functions that are in a table of others find it even if a segment behind traps.
        System.arraycopy(initial.passiveData, 0, data, 0, data.length);
        for (int i = 0; i < elements.length; i++) {
            elements[i] = initial.elements[i].in(state);
        }
        for (int i = 0; i < elements.length; i++) {
            var segment = initial.elements[i];
            if (segment.offset() != null) {
                int offset = Bulk64.tableIndex(DataWrite.address(segment.offset().in(state)));
                tables[segment.table()].init(elements[i], offset, 0, elements[i].length);
            }
            if (!segment.isPassive()) {
                elements[i] = null;
            }
        }
        for (var write : initial.writes) {
            write.in(state);
        }
    }
}
