package dev.troupe.engine.module;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A decoded or parsed, not yet validated module (spec 2.5). Immutable and thread-safe.
 *
 * <p>The index-space views ({@link #funcTypeIndices()} and its neighbours) put imports first, as the specification does.
 * They do not check that a type index exists: that is validation's task.
 */
public final class Module {
    private final List<RecType> recTypes;
    private final List<SubType> types;
    private final List<Import> imports;
    private final List<Function> functions;
    private final List<Table> tables;
    private final List<MemoryType> memories;
    private final List<Integer> tags;
    private final List<Global> globals;
    private final List<Export> exports;
    private final OptionalInt start;
    private final List<ElementSegment> elements;
    private final List<DataSegment> dataSegments;
    private final boolean hasDataCount;
    private final List<CustomSection> customSections;
    private final Names names;

    private final int[] funcTypeIndices;
    private final List<TableType> allTables;
    private final List<MemoryType> allMemories;
    private final List<GlobalType> allGlobals;
    private final int[] tagTypeIndices;
    private final int importedFunctions;
    private final int importedTables;
    private final int importedMemories;
    private final int importedGlobals;
    private final int importedTags;

    private Module(Builder b) {
        recTypes = List.copyOf(b.recTypes);
        types = flatten(recTypes);
        imports = List.copyOf(b.imports);
        functions = List.copyOf(b.functions);
        tables = List.copyOf(b.tables);
        memories = List.copyOf(b.memories);
        tags = List.copyOf(b.tags);
        globals = List.copyOf(b.globals);
        exports = List.copyOf(b.exports);
        start = b.start;
        elements = List.copyOf(b.elements);
        dataSegments = List.copyOf(b.dataSegments);
        hasDataCount = b.hasDataCount;
        customSections = List.copyOf(b.customSections);
        names = b.names;

        var funcs = new ArrayList<Integer>();
        var tableTypes = new ArrayList<TableType>();
        var memoryTypes = new ArrayList<MemoryType>();
        var globalTypes = new ArrayList<GlobalType>();
        var tagTypes = new ArrayList<Integer>();
        for (var item : imports) {
            var desc = item.desc();
            if (desc instanceof ImportDesc.Func f) {
                funcs.add(f.typeIndex());
            } else if (desc instanceof ImportDesc.Table t) {
                tableTypes.add(t.type());
            } else if (desc instanceof ImportDesc.Memory m) {
                memoryTypes.add(m.type());
            } else if (desc instanceof ImportDesc.Global g) {
                globalTypes.add(g.type());
            } else if (desc instanceof ImportDesc.Tag t) {
                tagTypes.add(t.typeIndex());
            }
        }
        importedFunctions = funcs.size();
        importedTables = tableTypes.size();
        importedMemories = memoryTypes.size();
        importedGlobals = globalTypes.size();
        importedTags = tagTypes.size();
        for (var function : functions) {
            funcs.add(function.typeIndex());
        }
        for (var table : tables) {
            tableTypes.add(table.type());
        }
        memoryTypes.addAll(memories);
        for (var global : globals) {
            globalTypes.add(global.type());
        }
        tagTypes.addAll(tags);
        funcTypeIndices = toArray(funcs);
        allTables = List.copyOf(tableTypes);
        allMemories = List.copyOf(memoryTypes);
        allGlobals = List.copyOf(globalTypes);
        tagTypeIndices = toArray(tagTypes);
    }

    private static List<SubType> flatten(List<RecType> groups) {
        var types = new ArrayList<SubType>(groups.size());
        for (var group : groups) {
            types.addAll(group.types());
        }
        return List.copyOf(types);
    }

    private static int[] toArray(List<Integer> numbers) {
        var array = new int[numbers.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = numbers.get(i);
        }
        return array;
    }

    public List<RecType> recTypes() {
        return recTypes;
    }

    /** The type index space: all definitions of all recursive groups, flattened. */
    public List<SubType> types() {
        return types;
    }

    public List<Import> imports() {
        return imports;
    }

    /** The functions that the module defines, without the imported ones. */
    public List<Function> functions() {
        return functions;
    }

    /** The tables that the module defines. */
    public List<Table> tables() {
        return tables;
    }

    /** The memories that the module defines. */
    public List<MemoryType> memories() {
        return memories;
    }

    /** The type indices of the tags that the module defines. */
    public List<Integer> tags() {
        return tags;
    }

    /** The globals that the module defines. */
    public List<Global> globals() {
        return globals;
    }

    public List<Export> exports() {
        return exports;
    }

    /** The index of the start function. */
    public OptionalInt start() {
        return start;
    }

    public List<ElementSegment> elements() {
        return elements;
    }

    public List<DataSegment> dataSegments() {
        return dataSegments;
    }

    /** Whether the binary has a data count section, without which {@code memory.init} and {@code data.drop} are malformed. */
    public boolean hasDataCount() {
        return hasDataCount;
    }

    public List<CustomSection> customSections() {
        return customSections;
    }

    public Names names() {
        return names;
    }

    /** The function index space, imports first: each function's type index. Do not modify. */
    public int[] funcTypeIndices() {
        return funcTypeIndices;
    }

    /** The table index space, imports first. */
    public List<TableType> allTables() {
        return allTables;
    }

    /** The memory index space, imports first. */
    public List<MemoryType> allMemories() {
        return allMemories;
    }

    /** The global index space, imports first. */
    public List<GlobalType> allGlobals() {
        return allGlobals;
    }

    /** The tag index space, imports first: each tag's type index. Do not modify. */
    public int[] tagTypeIndices() {
        return tagTypeIndices;
    }

    public int importedFunctions() {
        return importedFunctions;
    }

    public int importedTables() {
        return importedTables;
    }

    public int importedMemories() {
        return importedMemories;
    }

    public int importedGlobals() {
        return importedGlobals;
    }

    public int importedTags() {
        return importedTags;
    }

    /** The function type at a type index that validation has found to be one. */
    public FuncType funcType(int typeIndex) {
        return (FuncType) types.get(typeIndex).composite();
    }

    /** The function type of a function index, after validation. */
    public FuncType funcTypeOf(int functionIndex) {
        return funcType(funcTypeIndices[functionIndex]);
    }

    /** Collects a module's parts in any order. Not thread-safe; all lists are the builder's own and open for adding. */
    public static final class Builder {
        public final List<RecType> recTypes = new ArrayList<>();
        public final List<Import> imports = new ArrayList<>();
        public final List<Function> functions = new ArrayList<>();
        public final List<Table> tables = new ArrayList<>();
        public final List<MemoryType> memories = new ArrayList<>();
        public final List<Integer> tags = new ArrayList<>();
        public final List<Global> globals = new ArrayList<>();
        public final List<Export> exports = new ArrayList<>();
        public OptionalInt start = OptionalInt.empty();
        public final List<ElementSegment> elements = new ArrayList<>();
        public final List<DataSegment> dataSegments = new ArrayList<>();
        public boolean hasDataCount;
        public final List<CustomSection> customSections = new ArrayList<>();
        public Names names = Names.NONE;

        public Module build() {
            return new Module(this);
        }
    }
}
