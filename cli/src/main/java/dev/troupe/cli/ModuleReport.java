package dev.troupe.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.troupe.engine.Modules;
import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.CompositeType;
import dev.troupe.engine.module.ExternKind;
import dev.troupe.engine.module.ImportDesc;
import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.TableType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What {@code troupe inspect} tells of a module. The components' names are those of the JSON output.
 *
 * @param size in bytes
 * @param sha256 the module's name in a cluster
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ModuleReport(
        long size,
        String sha256,
        String name,
        List<Section> sections,
        List<External> imports,
        List<External> exports,
        List<Size> memories,
        List<Size> tables,
        Functions functions,
        int globals,
        int tags,
        int dataSegments,
        int elementSegments,
        Integer start) {
    private static final String[] SECTION_NAMES = {
        "custom", "type", "import", "function", "table", "memory", "global", "export", "start", "element", "code", "data", "data count",
        "tag"
    };

    /**
     * @param offset of the section's contents in the file
     * @param custom the name of a custom section
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Section(int id, String name, long offset, long size, String custom) {}

    /** An import or, without a module, an export. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record External(String module, String name, String kind, String type) {}

    /** Limits, in pages or elements; {@code max} is null if there is none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Size(int index, boolean imported, String min, String max, String type) {}

    /** Functions in numbers, and the largest of them. */
    record Functions(int imported, int defined, long codeBytes, List<Body> largest) {}

    /** A function's body: instructions only, without the declaration of its locals. */
    record Body(int index, String name, long offset, long size) {}

    static ModuleReport of(byte[] bytes, int largest) {
        var module = Modules.decode(bytes);
        return new ModuleReport(
                bytes.length,
                sha256(bytes),
                module.names().module().orElse(null),
                sections(bytes),
                module.imports().stream().map(item -> external(module, item.module(), item.name(), item.desc())).toList(),
                module.exports().stream()
                        .map(item -> new External(null, item.name(), item.kind().toString(), type(module, item.kind(), item.index())))
                        .toList(),
                sizes(module.allMemories(), module.importedMemories(), MemoryType::limits, type -> "pages of " + pages(type)),
                sizes(module.allTables(), module.importedTables(), TableType::limits, table -> table.elementType().toString()),
                functions(module, largest),
                module.allGlobals().size(),
                module.tagTypeIndices().length,
                module.dataSegments().size(),
                module.elements().size(),
                module.start().isPresent() ? module.start().getAsInt() : null);
    }

    /** The sections of a module that has been decoded without error. */
    private static List<Section> sections(byte[] bytes) {
        var sections = new ArrayList<Section>();
        var in = new BinaryReader(bytes, 8, bytes.length);
        while (!in.atEnd()) {
            int id = in.readByte();
            int size = in.readLength();
            int start = in.position();
            sections.add(new Section(id, SECTION_NAMES[id], start, size, id == 0 ? in.readName() : null));
            in.position(start + size);
        }
        return sections;
    }

    private static External external(Module module, String from, String name, ImportDesc desc) {
        var type = switch (desc) {
            case ImportDesc.Func f -> typeAt(module, f.typeIndex());
            case ImportDesc.Tag t -> typeAt(module, t.typeIndex());
            case ImportDesc.Memory m -> describe(m.type());
            case ImportDesc.Table t -> describe(t.type());
            case ImportDesc.Global g -> g.type().toString();
        };
        return new External(from, name, desc.kind().toString(), type);
    }

    private static String type(Module module, ExternKind kind, int index) {
        return switch (kind) {
            case FUNC -> index < module.funcTypeIndices().length ? typeAt(module, module.funcTypeIndices()[index]) : "?";
            case TAG -> index < module.tagTypeIndices().length ? typeAt(module, module.tagTypeIndices()[index]) : "?";
            case MEMORY -> index < module.allMemories().size() ? describe(module.allMemories().get(index)) : "?";
            case TABLE -> index < module.allTables().size() ? describe(module.allTables().get(index)) : "?";
            case GLOBAL -> index < module.allGlobals().size() ? module.allGlobals().get(index).toString() : "?";
        };
    }

    private static String typeAt(Module module, int index) {
        if (index < 0 || index >= module.types().size()) {
            return "?";
        }
        CompositeType type = module.types().get(index).composite();
        return type.toString();
    }

    private static String describe(MemoryType type) {
        return describe(type.limits(), "page") + " of " + pages(type);
    }

    private static String pages(MemoryType type) {
        var size = ByteSizeConverter.format(type.pageSize());
        return size + (type.addressType() == AddressType.I64 ? ", 64-bit" : "") + (type.shared() ? ", shared" : "");
    }

    private static String describe(TableType type) {
        return describe(type.limits(), "element") + " of " + type.elementType();
    }

    private static String describe(Limits limits, String unit) {
        var max = limits.hasMax() ? "at most " + Long.toUnsignedString(limits.max()) : "no maximum";
        return Long.toUnsignedString(limits.min()) + " " + unit + (limits.min() == 1 ? "" : "s") + " (" + max + ")";
    }

    private static <T> List<Size> sizes(
            List<T> all, int imported, java.util.function.Function<T, Limits> limits, java.util.function.Function<T, String> type) {
        return IntStream.range(0, all.size())
                .mapToObj(i -> {
                    var range = limits.apply(all.get(i));
                    var max = range.hasMax() ? Long.toUnsignedString(range.max()) : null;
                    return new Size(i, i < imported, Long.toUnsignedString(range.min()), max, type.apply(all.get(i)));
                })
                .toList();
    }

    private static Functions functions(Module module, int largest) {
        var names = functionNames(module);
        var bodies = new ArrayList<Body>();
        long total = 0;
        for (int i = 0; i < module.functions().size(); i++) {
            int index = module.importedFunctions() + i;
            var body = module.functions().get(i).body();
            total += body.length();
            bodies.add(new Body(index, names.getOrDefault(index, "func[" + index + "]"), body.start(), body.length()));
        }
        bodies.sort(Comparator.comparingLong(Body::size).reversed());
        return new Functions(module.importedFunctions(), bodies.size(), total,
                List.copyOf(bodies.subList(0, Math.min(largest, bodies.size()))));
    }

    private static Map<Integer, String> functionNames(Module module) {
        var names = new HashMap<Integer, String>();
        for (var export : module.exports()) {
            if (export.kind() == ExternKind.FUNC) {
                names.putIfAbsent(export.index(), export.name());
            }
        }
        names.putAll(module.names().functions());
        return names;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
