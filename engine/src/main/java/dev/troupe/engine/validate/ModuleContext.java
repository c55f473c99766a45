package dev.troupe.engine.validate;

import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.GlobalType;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.TableType;
import dev.troupe.engine.types.DefType;
import dev.troupe.engine.types.Types;
import java.util.BitSet;
import java.util.Set;

/**
 * What validation and compilation of bodies need to know of their module (the context C of spec 3.1.3), with all types in closed
 * form. Built once per module by {@link ModuleValidator}; immutable, shared by threads.
 */
public final class ModuleContext {
    private final Module module;
    private final FeatureGate features;
    private final DefType[] types;
    private final DefType[] functions;
    private final TableType[] tables;
    private final MemoryType[] memories;
    private final GlobalType[] globals;
    private final DefType[] tags;
    private final RefType[] elements;
    private final BitSet declared;
    private TailCallGraph tailCalls = TailCallGraph.NONE;
    private byte[] contents;

    ModuleContext(Module module, Set<Feature> features) {
        this.module = module;
        this.features = new FeatureGate(features);
        types = Types.canonicalise(module);
        functions = new DefType[module.funcTypeIndices().length];
        for (int i = 0; i < functions.length; i++) {
            functions[i] = function(module.funcTypeIndices()[i], "function " + i);
        }
        tags = new DefType[module.tagTypeIndices().length];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = function(module.tagTypeIndices()[i], "tag " + i);
        }
        tables = new TableType[module.allTables().size()];
        for (int i = 0; i < tables.length; i++) {
            var table = module.allTables().get(i);
            tables[i] = new TableType(table.addressType(), Types.close(table.elementType(), types), table.limits());
        }
        memories = module.allMemories().toArray(new MemoryType[0]);
        globals = new GlobalType[module.allGlobals().size()];
        for (int i = 0; i < globals.length; i++) {
            var global = module.allGlobals().get(i);
            globals[i] = new GlobalType(Types.close(global.type(), types), global.mutable());
        }
        elements = new RefType[module.elements().size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = Types.close(module.elements().get(i).type(), types);
        }
        declared = DeclaredFunctions.of(module);
    }

    /** Once, before anybody else sees the context. */
    void tailCalls(TailCallGraph graph) {
        tailCalls = graph;
    }

    /** The tail calls in the module's bodies. */
    public TailCallGraph tailCalls() {
        return tailCalls;
    }

    /** Once, before anybody else sees the context: by defined function, the bits of {@link Contents}. */
    void contents(byte[] bodies) {
        contents = bodies;
    }

    /** Whether bodies have been validated, and not in another process. */
    boolean knowsContents() {
        return contents != null;
    }

    Contents contents(int functionIndex) {
        return new Contents(contents[functionIndex - module.importedFunctions()]);
    }

    private DefType function(int typeIndex, String what) {
        var type = Types.at(types, typeIndex);
        if (!(type.composite() instanceof FuncType)) {
            throw new InvalidModuleException("non-function type " + typeIndex + ": the type of " + what);
        }
        return type;
    }

    public Module module() {
        return module;
    }

    FeatureGate features() {
        return features;
    }

    /** The canonical type at a type index. */
    public DefType type(int typeIndex) {
        return types[typeIndex];
    }

    public int typeCount() {
        return types.length;
    }

    DefType[] types() {
        return types;
    }

    /** The closed function type at a type index. */
    public FuncType funcType(int typeIndex) {
        return types[typeIndex].funcType();
    }

    /** The canonical type of a function, imported or defined. */
    public DefType function(int functionIndex) {
        return functions[functionIndex];
    }

    public int functionCount() {
        return functions.length;
    }

    /** A table, its element type closed. */
    public TableType table(int tableIndex) {
        return tables[tableIndex];
    }

    public int tableCount() {
        return tables.length;
    }

    public MemoryType memory(int memoryIndex) {
        return memories[memoryIndex];
    }

    public int memoryCount() {
        return memories.length;
    }

    /** A global, its type closed. */
    public GlobalType global(int globalIndex) {
        return globals[globalIndex];
    }

    public int globalCount() {
        return globals.length;
    }

    /** The canonical type of a tag. */
    public DefType tag(int tagIndex) {
        return tags[tagIndex];
    }

    public int tagCount() {
        return tags.length;
    }

    /** The closed type of an element segment. */
    public RefType element(int elementIndex) {
        return elements[elementIndex];
    }

    public int elementCount() {
        return elements.length;
    }

    public int dataCount() {
        return module.dataSegments().size();
    }

    /** Whether {@code ref.func} may name the function in a body: it is exported, or named in a segment or an initial value. */
    public boolean isDeclared(int functionIndex) {
        return declared.get(functionIndex);
    }
}
