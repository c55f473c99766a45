package dev.troupe.engine.text;

import dev.troupe.engine.module.Names;
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
    private final Map<Integer, Identifiers> fields;
    private final Map<Integer, Identifiers> locals;
    private final Map<Integer, Map<Integer, String>> labels;

    ModuleNames(Names names) {
        types = new Identifiers(names.types());
        functions = new Identifiers(names.functions());
        tables = new Identifiers(names.tables());
        memories = new Identifiers(names.memories());
        globals = new Identifiers(names.globals());
        tags = new Identifiers(names.tags());
        elements = new Identifiers(names.elements());
        data = new Identifiers(names.data());
        fields = Identifiers.nested(names.fields());
        locals = Identifiers.nested(names.locals());
        labels = names.labels();
    }

    Identifiers fields(int type) {
        return fields.getOrDefault(type, Identifiers.NONE);
    }

    Identifiers locals(int function) {
        return locals.getOrDefault(function, Identifiers.NONE);
    }

    Map<Integer, String> labels(int function) {
        return labels.getOrDefault(function, Map.of());
    }
}
