package dev.troupe.engine.text;

import dev.troupe.engine.module.CustomSection;
import dev.troupe.engine.module.DataSegment;
import dev.troupe.engine.module.ElementInit;
import dev.troupe.engine.module.ElementSegment;
import dev.troupe.engine.module.ExternKind;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Function;
import dev.troupe.engine.module.ImportDesc;
import dev.troupe.engine.module.LocalRun;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.SegmentMode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.module.ValType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prints a module as text that {@link TextParser} reads back to the same module: flat instructions, one a line, identifiers
 * from the name section, everything else of the name section and the custom sections as annotations. The module need not be
 * valid. Stateless and thread-safe.
 */
public final class TextPrinter {
    private static final int BYTES_PER_LINE = 64;
    private static final int LOCALS_LIMIT = 50_000;

    private final Module module;
    private final ModuleNames names;
    private final TypePrinter types;
    private final StringBuilder out = new StringBuilder();
    private final InstructionPrinter instructions;
    private final BranchHintReader hints;

    private TextPrinter(Module module) {
        this.module = module;
        names = new ModuleNames(module);
        types = new TypePrinter(names);
        instructions = new InstructionPrinter(module, types, names, out);
        hints = BranchHintReader.of(module);
    }

    public static String print(Module module) {
        return new TextPrinter(module).print();
    }

    private String print() {
        out.append("(module");
        module.names().module().ifPresent(name -> out.append(name.isEmpty() ? " (@name \"\")" : " " + Identifiers.identifier(name)));
        typeDefinitions();
        imports();
        tags();
        memories();
        tables();
        globals();
        exports();
        module.start().ifPresent(index -> field("(start ").append(names.functions.reference(index)).append(')'));
        elements();
        functions();
        data();
        module.customSections().forEach(this::custom);
        return out.append(")\n").toString();
    }

    private StringBuilder field(String text) {
        return out.append("\n  ").append(text);
    }

    private StringBuilder definition(String keyword, Identifiers ids, int index) {
        return field("(").append(keyword).append(ids.definition(index)).append(" (;").append(Integer.toUnsignedString(index)).append(";)");
    }

    private void typeDefinitions() {
        int index = 0;
        for (var group : module.recTypes()) {
            boolean single = group.types().size() == 1;
            if (!single) {
                field("(rec");
            }
            for (var type : group.types()) {
                out.append(single ? "\n  " : "\n    ").append(types.definition(index++, type));
            }
            if (!single) {
                out.append(')');
            }
        }
    }

    private void imports() {
        int[] next = new int[ExternKind.values().length];
        for (var item : module.imports()) {
            int index = next[item.desc().kind().ordinal()]++;
            field("(import ").append(Identifiers.quote(item.module())).append(' ').append(Identifiers.quote(item.name()));
            out.append(" (").append(item.desc().kind()).append(space(item.desc().kind()).definition(index)).append(" (;").append(index);
            out.append(";) ");
            switch (item.desc()) {
                case ImportDesc.Func f -> typeUse(f.typeIndex(), names.locals(index, parameters(f.typeIndex())));
                case ImportDesc.Table t -> out.append(types.tableType(t.type()));
                case ImportDesc.Memory m -> out.append(types.memoryType(m.type()));
                case ImportDesc.Global g -> out.append(types.globalType(g.type()));
                case ImportDesc.Tag t -> typeUse(t.typeIndex(), Identifiers.NONE);
            }
            out.append("))");
        }
    }

    private Identifiers space(ExternKind kind) {
        return switch (kind) {
            case FUNC -> names.functions;
            case TABLE -> names.tables;
            case MEMORY -> names.memories;
            case GLOBAL -> names.globals;
            case TAG -> names.tags;
        };
    }

    private void typeUse(int index, Identifiers parameters) {
        out.append("(type ").append(names.types.reference(index)).append(')');
        var type = funcType(index);
        if (type != null) {
            out.append(types.signature(type, parameters));
        }
    }

    private FuncType funcType(int index) {
        boolean known = index >= 0 && index < module.types().size();
        return known && module.types().get(index).composite() instanceof FuncType type ? type : null;
    }

    private int parameters(int typeIndex) {
        var type = funcType(typeIndex);
        return type == null ? 0 : type.params().size();
    }

    private void tags() {
        for (int i = 0; i < module.tags().size(); i++) {
            definition("tag", names.tags, module.importedTags() + i).append(' ');
            typeUse(module.tags().get(i), Identifiers.NONE);
            out.append(')');
        }
    }

    private void memories() {
        for (int i = 0; i < module.memories().size(); i++) {
            definition("memory", names.memories, module.importedMemories() + i).append(' ');
            out.append(types.memoryType(module.memories().get(i))).append(')');
        }
    }

    private void tables() {
        for (int i = 0; i < module.tables().size(); i++) {
            var table = module.tables().get(i);
            definition("table", names.tables, module.importedTables() + i).append(' ').append(types.tableType(table.type()));
            table.init().ifPresent(init -> expression(init, ""));
            out.append(')');
        }
    }

    private void globals() {
        for (int i = 0; i < module.globals().size(); i++) {
            var global = module.globals().get(i);
            definition("global", names.globals, module.importedGlobals() + i).append(' ').append(types.globalType(global.type()));
            expression(global.init(), "");
            out.append(')');
        }
    }

    private void expression(Slice expression, String keyword) {
        out.append(' ');
        instructions.expression(expression, keyword);
    }

    private void exports() {
        for (var export : module.exports()) {
            field("(export ").append(Identifiers.quote(export.name())).append(" (").append(export.kind()).append(' ');
            out.append(space(export.kind()).reference(export.index())).append("))");
        }
    }

    private void elements() {
        for (int i = 0; i < module.elements().size(); i++) {
            definition("elem", names.elements, i);
            element(module.elements().get(i));
            out.append(')');
        }
    }

    private void element(ElementSegment segment) {
        switch (segment.mode()) {
            case SegmentMode.Passive p -> {}
            case SegmentMode.Declarative d -> out.append(" declare");
            case SegmentMode.Active a -> {
                if (a.target() != 0) {
                    out.append(" (table ").append(names.tables.reference(a.target())).append(')');
                }
                expression(a.offset(), "offset");
            }
        }
        switch (segment.init()) {
            case ElementInit.Functions f -> {
                out.append(" func");
                Arrays.stream(f.indices()).forEach(index -> out.append(' ').append(names.functions.reference(index)));
            }
            case ElementInit.Expressions e -> {
                out.append(' ').append(types.storageType(segment.type()));
                e.expressions().forEach(item -> expression(item, "item"));
            }
        }
    }

    private void functions() {
        for (int i = 0; i < module.functions().size(); i++) {
            int index = module.importedFunctions() + i;
            var function = module.functions().get(i);
            definition("func", names.functions, index).append(' ');
            int parameters = parameters(function.typeIndex());
            var locals = locals(function);
            var ids = names.locals(index, parameters + locals.size());
            typeUse(function.typeIndex(), ids);
            if (!locals.isEmpty()) {
                out.append("\n   ");
                types.declarations(out, "local", locals, ids, parameters);
            }
            instructions.body(function.body(), ids, names.labels(index), hints.of(index, function));
            out.append(')');
        }
    }

    private static List<ValType> locals(Function function) {
        var all = new ArrayList<ValType>();
        for (LocalRun run : function.locals()) {
            // Text has no runs, so what no valid module has is cut off where it is surely too long.
            for (long left = Integer.toUnsignedLong(run.count()); left > 0 && all.size() <= LOCALS_LIMIT; left--) {
                all.add(run.type());
            }
        }
        return all;
    }

    private void data() {
        for (int i = 0; i < module.dataSegments().size(); i++) {
            definition("data", names.data, i);
            data(module.dataSegments().get(i));
            out.append(')');
        }
    }

    private void data(DataSegment segment) {
        if (segment.mode() instanceof SegmentMode.Active active) {
            if (active.target() != 0) {
                out.append(" (memory ").append(names.memories.reference(active.target())).append(')');
            }
            expression(active.offset(), "offset");
        }
        strings(segment.bytes());
    }

    private void strings(Slice bytes) {
        if (bytes.length() <= BYTES_PER_LINE) {
            out.append(' ').append(Strings.quote(bytes.toByteArray(), false));
            return;
        }
        for (int start = bytes.start(); start < bytes.end(); start += BYTES_PER_LINE) {
            int end = Math.min(start + BYTES_PER_LINE, bytes.end());
            out.append("\n    ").append(Strings.quote(Arrays.copyOfRange(bytes.bytes(), start, end), false));
        }
    }

    private void custom(CustomSection section) {
        boolean printedElsewhere = section.name().equals("name") || hints.isPrintable(section);
        if (!printedElsewhere) {
            field("(@custom ").append(Identifiers.quote(section.name())).append(' ');
            out.append(CustomAnnotations.placement(section.after()));
            strings(section.bytes());
            out.append(')');
        }
    }
}
