package dev.troupe.engine;

import dev.troupe.engine.compile.HostFunctions;
import dev.troupe.engine.module.ElementInit;
import dev.troupe.engine.module.ElementSegment;
import dev.troupe.engine.module.ImportDesc;
import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.SegmentMode;
import dev.troupe.engine.module.TableType;
import dev.troupe.engine.module.UnlinkableModuleException;
import dev.troupe.engine.runtime.Bulk64;
import dev.troupe.engine.runtime.Global;
import dev.troupe.engine.runtime.HostFunction;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.ModuleInstance;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.Table;
import dev.troupe.engine.runtime.Tag;
import dev.troupe.engine.runtime.WasmFunction;
import dev.troupe.engine.types.Matching;
import dev.troupe.engine.validate.ModuleContext;
import java.util.LinkedHashMap;

/** One instantiation (spec 4.7.4): link, allocate, initialise, start. */
final class Instantiator {
    private final CompiledModule compiled;
    private final Module module;
    private final ModuleContext context;
    private final Store store;
    private final Imports imports;
    private final WasmFunction[] functions;
    private final HostFunction[] hostFunctions;
    private final Memory[] memories;
    private final Table[] tables;
    private final Global[] globals;
    private final Tag[] tags;
    private final Object[][] elements;
    private final byte[][] data;

    Instantiator(CompiledModule compiled, Store store, Imports imports) {
        this.compiled = compiled;
        this.module = compiled.module();
        this.context = compiled.context();
        this.store = store;
        this.imports = imports;
        functions = new WasmFunction[context.functionCount()];
        hostFunctions = new HostFunction[module.importedFunctions()];
        memories = new Memory[context.memoryCount()];
        tables = new Table[context.tableCount()];
        globals = new Global[context.globalCount()];
        tags = new Tag[context.tagCount()];
        elements = new Object[context.elementCount()][];
        data = new byte[context.dataCount()][];
    }

    Instance instantiate() {
        resolveImports();
        int level = store.enter();
        try {
            return allocate();
        } catch (StackOverflowError | OutOfMemoryError | LinkageError e) {
            throw Store.translate(e);
        } finally {
            store.exit(level);
        }
    }

    private Instance allocate() {
        for (int i = module.importedMemories(); i < memories.length; i++) {
            memories[i] = Memory.create(store, context.memory(i));
        }
        for (int i = module.importedTags(); i < tags.length; i++) {
            tags[i] = new Tag(context.tag(i));
        }
        var state = compiled.code()
                .newInstance(new ModuleInstance.Parts(
                        store, compiled.code(), functions, memories, tables, globals, tags, elements, data));
        for (int i = 0; i < hostFunctions.length; i++) {
            if (hostFunctions[i] != null) {
                functions[i] = HostFunctions.bind(hostFunctions[i], context.function(i), state);
            }
        }
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
        state.setExports(exports(state));
        initialise(state, constants);
        if (module.start().isPresent()) {
            state.functionAt(module.start().getAsInt()).call();
        }
        return new Instance(compiled, state);
    }

    private LinkedHashMap<String, Object> exports(ModuleInstance state) {
        var exports = new LinkedHashMap<String, Object>();
        for (var export : module.exports()) {
            exports.put(
                    export.name(),
                    switch (export.kind()) {
                        case FUNC -> state.functionOrStub(export.index());
                        case TABLE -> tables[export.index()];
                        case MEMORY -> memories[export.index()];
                        case GLOBAL -> globals[export.index()];
                        case TAG -> tags[export.index()];
                    });
        }
        return exports;
    }

    private void initialise(ModuleInstance state, Constants constants) {
        for (int i = 0; i < elements.length; i++) {
            elements[i] = values(module.elements().get(i), state, constants);
        }
        for (int i = 0; i < elements.length; i++) {
            switch (module.elements().get(i).mode()) {
                case SegmentMode.Active active -> {
                    int offset = Bulk64.tableIndex(address(constants.evaluate(active.offset())));
                    tables[active.target()].init(elements[i], offset, 0, elements[i].length);
                    elements[i] = null;
                }
                case SegmentMode.Declarative declarative -> elements[i] = null;
                case SegmentMode.Passive passive -> {}
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
        return switch (segment.init()) {
            case ElementInit.Functions list -> {
                var values = new Object[list.indices().length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = state.functionOrStub(list.indices()[i]);
                }
                yield values;
            }
            case ElementInit.Expressions list -> list.expressions().stream().map(constants::evaluate).toArray();
        };
    }

    private void resolveImports() {
        int function = 0;
        int table = 0;
        int memory = 0;
        int global = 0;
        int tag = 0;
        for (var item : module.imports()) {
            var given = imports.get(item.module(), item.name());
            if (given == null) {
                throw new UnlinkableModuleException("unknown import: \"" + item.module() + "\" \"" + item.name() + "\" ("
                        + item.desc().kind() + ") was not given");
            }
            boolean fits = switch (item.desc()) {
                case ImportDesc.Func desc -> resolveFunction(function++, given);
                case ImportDesc.Table desc -> resolveTable(table++, given);
                case ImportDesc.Memory desc -> resolveMemory(memory++, given);
                case ImportDesc.Global desc -> resolveGlobal(global++, given);
                case ImportDesc.Tag desc -> resolveTag(tag++, given);
            };
            if (!fits) {
                throw new UnlinkableModuleException("incompatible import type: \"" + item.module() + "\" \"" + item.name() + "\" asks for "
                        + describe(item.desc()) + ", given is " + describe(given));
            }
        }
    }

    private boolean resolveFunction(int index, Object given) {
        var expected = context.function(index);
        // A host function has no type definition of its own: it takes on the import's if the signature fits.
        if (given instanceof HostFunction host && Matching.matches(host.type(), expected.funcType())) {
            hostFunctions[index] = host;
            return true;
        }
        if (given instanceof WasmFunction function && function.resolve().type.isSubtypeOf(expected)) {
            functions[index] = function.resolve();
            return true;
        }
        return false;
    }

    private boolean resolveTable(int index, Object given) {
        var expected = context.table(index);
        if (!(given instanceof Table table)) {
            return false;
        }
        tables[index] = table;
        TableType actual = table.currentType();
        return actual.addressType() == expected.addressType()
                && Matching.matches(actual.elementType(), expected.elementType())
                && Matching.matches(expected.elementType(), actual.elementType())
                && Matching.matches(actual.limits(), expected.limits());
    }

    private boolean resolveMemory(int index, Object given) {
        var expected = context.memory(index);
        if (!(given instanceof Memory memory)) {
            return false;
        }
        memories[index] = memory;
        MemoryType actual = memory.currentType();
        return actual.addressType() == expected.addressType()
                && actual.shared() == expected.shared()
                && actual.pageSizeLog2() == expected.pageSizeLog2()
                && Matching.matches(actual.limits(), expected.limits());
    }

    private boolean resolveGlobal(int index, Object given) {
        var expected = context.global(index);
        if (!(given instanceof Global global)) {
            return false;
        }
        globals[index] = global;
        return global.type().mutable() == expected.mutable()
                && Matching.matches(global.type().type(), expected.type())
                && (!expected.mutable() || Matching.matches(expected.type(), global.type().type()));
    }

    private boolean resolveTag(int index, Object given) {
        if (!(given instanceof Tag tag)) {
            return false;
        }
        tags[index] = tag;
        return tag.type() == context.tag(index);
    }

    private String describe(ImportDesc desc) {
        return switch (desc) {
            case ImportDesc.Func func -> "a function " + context.type(func.typeIndex());
            case ImportDesc.Table table -> describe(table.type());
            case ImportDesc.Memory memory -> describe(memory.type());
            case ImportDesc.Global global -> "a global " + global.type();
            case ImportDesc.Tag tag -> "a tag " + context.type(tag.typeIndex());
        };
    }

    private static String describe(Object given) {
        return switch (given) {
            case HostFunction host -> "a host function " + host.type();
            case WasmFunction function -> "a function " + function.resolve().type;
            case Table table -> describe(table.currentType());
            case Memory memory -> describe(memory.currentType());
            case Global global -> "a global " + global.type();
            case Tag tag -> "a tag " + tag.type();
            default -> given.getClass().getSimpleName();
        };
    }

    private static String describe(TableType type) {
        return "a table of " + describe(type.limits()) + " elements of " + type.elementType();
    }

    private static String describe(MemoryType type) {
        return "a " + (type.shared() ? "shared " : "") + "memory of " + describe(type.limits()) + " pages";
    }

    private static String describe(Limits limits) {
        return Long.toUnsignedString(limits.min()) + (limits.hasMax() ? ".." + Long.toUnsignedString(limits.max()) : " or more");
    }
}
