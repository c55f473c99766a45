package dev.troupe.engine;

import dev.troupe.engine.compile.HostFunctions;
import dev.troupe.engine.module.ImportDesc;
import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.TableType;
import dev.troupe.engine.module.UnlinkableModuleException;
import dev.troupe.engine.runtime.Global;
import dev.troupe.engine.runtime.HostFunction;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.Table;
import dev.troupe.engine.runtime.Tag;
import dev.troupe.engine.runtime.WasmFunction;
import dev.troupe.engine.types.Matching;
import dev.troupe.engine.validate.ModuleContext;
import java.lang.invoke.MethodHandle;

/** Finds a module's imports among what is given and checks their types (spec 4.5.2). The arrays are in the module's order. */
final class Linker {
    private final Module module;
    private final ModuleContext context;
    private final Imports imports;
    private final HostImports hostImports;
    final WasmFunction[] functions;
    final HostFunction[] hostFunctions;
    /** For each host function what makes it callable. */
    final MethodHandle[] constructors;
    final Memory[] memories;
    final Table[] tables;
    final Global[] globals;
    final Tag[] tags;

    /** @throws UnlinkableModuleException if an import is missing or of the wrong type */
    Linker(CompiledModule compiled, Imports imports) {
        module = compiled.module();
        context = compiled.context();
        this.imports = imports;
        hostImports = compiled.hostImports();
        functions = new WasmFunction[module.importedFunctions()];
        hostFunctions = new HostFunction[functions.length];
        constructors = new MethodHandle[functions.length];
        memories = new Memory[module.importedMemories()];
        tables = new Table[module.importedTables()];
        globals = new Global[module.importedGlobals()];
        tags = new Tag[module.importedTags()];
        resolveImports();
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
            boolean fits = switch (item.desc().kind()) {
                case FUNC -> resolveFunction(function++, given);
                case TABLE -> resolveTable(table++, given);
                case MEMORY -> resolveMemory(memory++, given);
                case GLOBAL -> resolveGlobal(global++, given);
                case TAG -> resolveTag(tag++, given);
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
            hostFunctions[index] = hostImports.settle(index, host);
            constructors[index] = HostFunctions.constructor(hostFunctions[index]);
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
