package dev.troupe.engine.text;

import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.StructType;
import java.util.HashMap;
import java.util.Map;

/** The identifiers of all index spaces of a module that is printed. */
final class ModuleNames {
    final Identifiers types;
    final Identifiers functions;
    final Identifiers tables;
    final Identifiers memories;
    final Identifiers globals;
    final Identifiers tags;
    final Identifiers elements;
    final Identifiers data;
    private final Map<Integer, Identifiers> fields = new HashMap<>();
    private final Map<Integer, Map<Integer, String>> locals;
    private final Map<Integer, Map<Integer, String>> labels;

    ModuleNames(Module module) {
        var names = module.names();
        types = new Identifiers(names.types(), module.types().size());
        functions = new Identifiers(names.functions(), module.funcTypeIndices().length);
        tables = new Identifiers(names.tables(), module.allTables().size());
        memories = new Identifiers(names.memories(), module.allMemories().size());
        globals = new Identifiers(names.globals(), module.allGlobals().size());
        tags = new Identifiers(names.tags(), module.tagTypeIndices().length);
        elements = new Identifiers(names.elements(), module.elements().size());
        data = new Identifiers(names.data(), module.dataSegments().size());
        locals = names.locals();
        labels = names.labels();
        for (int i = 0; i < module.types().size(); i++) {
            if (names.fields().containsKey(i) && module.types().get(i).composite() instanceof StructType struct) {
                fields.put(i, new Identifiers(names.fields().get(i), struct.fields().size()));
            }
        }
    }

    Identifiers fields(int type) {
        return fields.getOrDefault(type, Identifiers.NONE);
    }

    /** @param count the function's parameters and locals */
    Identifiers locals(int function, int count) {
        var ofFunction = locals.get(function);
        return ofFunction == null ? Identifiers.NONE : new Identifiers(ofFunction, count);
    }

    Map<Integer, String> labels(int function) {
        return labels.getOrDefault(function, Map.of());
    }
}
