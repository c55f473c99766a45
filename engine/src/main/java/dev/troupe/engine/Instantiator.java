package dev.troupe.engine;

import dev.troupe.engine.compile.HostFunctions;
import dev.troupe.engine.module.ElementInit;
import dev.troupe.engine.module.ElementSegment;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.SegmentMode;
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
        var constants = new Constants(compiled.code(), state);
        for (int i = module.importedGlobals(); i < globals.length; i++) {
            var value = constants.evaluate(module.globals().get(i - module.importedGlobals()).init());
            globals[i] = Global.of(context.global(i), value instanceof WasmFunction function ? function.resolve() : value);
        }
        for (int i = module.importedTables(); i < tables.length; i++) {
            var init = module.tables().get(i - module.importedTables()).init();
            var value = init.isEmpty() ? null : constants.evaluate(init.get());
            tables[i] = Table.create(store, context.table(i), value);
        }
        state.link();
        initialise(state, constants);
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

    private void initialise(ModuleInstance state, Constants constants) {
        for (int i = 0; i < elements.length; i++) {
            elements[i] = values(module.elements().get(i), state, constants);
        }
        for (int i = 0; i < elements.length; i++) {
            var mode = module.elements().get(i).mode();
            if (mode instanceof SegmentMode.Active active) {
                int offset = Bulk64.tableIndex(address(constants.evaluate(active.offset())));
                tables[active.target()].init(elements[i], offset, 0, elements[i].length);
            }
            if (!(mode instanceof SegmentMode.Passive)) {
                elements[i] = null;
            }
        }
        for (int i = 0; i < data.length; i++) {
            var segment = module.dataSegments().get(i);
            if (segment.mode() instanceof SegmentMode.Active active) {
                var memory = memories[active.target()];
                long offset = address(constants.evaluate(active.offset()));
                memory.write(offset, segment.bytes().bytes(), segment.bytes().start(), segment.bytes().length());
            } else {
                data[i] = segment.bytes().toByteArray();
            }
        }
    }

    /** An i32 or i64 as unsigned. */
    private static long address(Object value) {
        return value instanceof Integer number ? Integer.toUnsignedLong(number) : (Long) value;
    }

    private static Object[] values(ElementSegment segment, ModuleInstance state, Constants constants) {
        if (segment.init() instanceof ElementInit.Functions list) {
            var values = new Object[list.indices().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = state.functionOrStub(list.indices()[i]);
            }
            return values;
        }
        return ((ElementInit.Expressions) segment.init()).expressions().stream().map(constants::evaluate).toArray();
    }
}
