package dev.troupe.engine.compile;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.ExternKind;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.ModuleDigest;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.runtime.GuestNames;
import dev.troupe.engine.runtime.MemoryForm;
import dev.troupe.engine.types.DefType;
import dev.troupe.engine.validate.ModuleContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where a module's things are in generated code: which class holds a function, what methods and fields are called, which globals are
 * plain fields. Immutable and thread-safe.
 */
final class Layout {
    /** Functions are put into one class until their bodies reach this many bytes; a class is translated as a whole. */
    private static final int GROUP_BYTES = 4 * 1024;

    /**
     * The constants of a class are numbered up to 65535, and its fields and the code that fills them need up to three each, an import with
     * its method more. So an instance has so many of each, and modules with more pay with an access to an array.
     */
    private static final int GLOBAL_FIELDS = 4000;

    private static final int IMPORT_FIELDS = 2000;
    private static final int FIELDS = 500;

    private static final NumberedNames ARRAY_NAMES = new NumberedNames("bytes");
    private static final NumberedNames MEMORY_NAMES = new NumberedNames("memory");
    private static final NumberedNames TABLE_NAMES = new NumberedNames("table");
    private static final NumberedNames GLOBAL_NAMES = new NumberedNames("global");

    /** How many tail calls in a row may be plain calls. */
    private static final int TAIL_CALL_CHAIN = 4;

    private final ModuleContext context;
    private volatile String digest;
    private final Module module;
    private final DefType[] types;
    private final CompileOptions options;
    /** By type index and by function index, each made when first asked for; who makes one twice does no harm. */
    private final Signature[] typeSignatures;
    private final Signature[] functionSignatures;
    private final Map<String, byte[]> furtherClasses = new ConcurrentHashMap<>();
    private final String[] methodNames;
    /** For each defined function its group. */
    private final int[] groups;
    /** The first defined function of each group, and behind the last one their count. */
    private final int[] groupStarts;

    private final BitSet unboundedTailCalls;
    /** The struct and array types that code refers to, by the names of their classes. */
    private final Map<String, DefType> aggregates = new ConcurrentHashMap<>();

    private final Kind[] globalKinds;
    private final boolean[] privateGlobals;
    private final Kind[] tableKinds;

    private final MemoryForm[] forms;
    private final AccessForm[] accesses;
    private final List<OpcodeTable<AccessMethod>> accessMethods;
    /** By group. */
    private final String[] codeClasses;

    /** @param forms how the memories are held */
    Layout(ModuleContext context, CompileOptions options, List<MemoryForm> forms) {
        this.context = context;
        this.module = context.module();
        types = new DefType[context.typeCount()];
        for (int i = 0; i < types.length; i++) {
            types[i] = context.type(i);
        }
        this.options = options;
        typeSignatures = new Signature[types.length];
        functionSignatures = new Signature[context.functionCount()];
        methodNames = methodNames(module);
        unboundedTailCalls = context.tailCalls().unbounded(module.importedFunctions(), TAIL_CALL_CHAIN);
        globalKinds = new Kind[context.globalCount()];
        for (int i = 0; i < globalKinds.length; i++) {
            globalKinds[i] = Kind.of(context.global(i).type());
        }
        privateGlobals = privateGlobals(module);
        tableKinds = new Kind[context.tableCount()];
        for (int i = 0; i < tableKinds.length; i++) {
            tableKinds[i] = Kind.of(context.table(i).elementType());
        }
        this.forms = forms.toArray(new MemoryForm[0]);
        accesses = new AccessForm[this.forms.length];
        accessMethods = new ArrayList<>();
        var methodsOf = new HashMap<AccessForm, OpcodeTable<AccessMethod>>();
        for (int i = 0; i < accesses.length; i++) {
            accesses[i] = AccessForm.of(this.forms[i], context.memory(i).addressType());
            accessMethods.add(methodsOf.computeIfAbsent(accesses[i], AccessMethod::table));
        }
        groups = new int[module.functions().size()];
        var starts = new int[groups.length + 1];
        int count = 0;
        int bytes = GROUP_BYTES;
        for (int i = 0; i < groups.length; i++) {
            int size = module.functions().get(i).body().length();
            if (bytes + size > GROUP_BYTES) {
                starts[count++] = i;
                bytes = 0;
            }
            bytes += size;
            groups[i] = count - 1;
        }
        starts[count] = groups.length;
        groupStarts = Arrays.copyOf(starts, count + 1);
        codeClasses = new String[count];
        for (int i = 0; i < count; i++) {
            codeClasses[i] = Names.CODE_PREFIX + i;
        }
    }

    static boolean[] privateGlobals(Module module) {
        var result = new boolean[module.allGlobals().size()];
        int end = Math.min(result.length, GLOBAL_FIELDS);
        Arrays.fill(result, Math.min(module.importedGlobals(), end), end, true);
        for (var export : module.exports()) {
            if (export.kind() == ExternKind.GLOBAL) {
                result[export.index()] = false;
            }
        }
        return result;
    }

    private static String[] methodNames(Module module) {
        var names = new String[module.funcTypeIndices().length];
        for (var entry : module.names().functions().entrySet()) {
            int index = entry.getKey();
            if (index >= 0 && index < names.length) {
                names[index] = entry.getValue();
            }
        }
        for (var export : module.exports()) {
            if (export.kind() == ExternKind.FUNC && names[export.index()] == null) {
                names[export.index()] = export.name();
            }
        }
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < names.length; i++) {
            var name = names[i] == null || names[i].isEmpty() ? "func[" + i + "]" : names[i];
            var encoded = GuestNames.encode(name);
            while (!taken.add(encoded)) {
                encoded += "#" + i;
            }
            names[i] = encoded;
        }
        return names;
    }

    ModuleContext context() {
        return context;
    }

    /** The canonical types by type index; do not modify. */
    DefType[] types() {
        return types;
    }

    /** The signature of a function type of the module. */
    Signature signatureOfType(int typeIndex) {
        var signature = typeSignatures[typeIndex];
        if (signature == null) {
            signature = Signature.of(types[typeIndex].funcType());
            typeSignatures[typeIndex] = signature;
        }
        return signature;
    }

    /** The signature of a function, imported or defined. */
    Signature signature(int function) {
        var signature = functionSignatures[function];
        if (signature == null) {
            signature = signatureOfType(module.funcTypeIndices()[function]);
            functionSignatures[function] = signature;
        }
        return signature;
    }

    /** The type index of a type that the module defines. */
    int typeIndex(DefType type) {
        for (int i = 0; i < types.length; i++) {
            if (types[i] == type) {
                return i;
            }
        }
        throw new IllegalArgumentException("not a type of this module: " + type);
    }

    /** The internal name of the class of a struct or array type, for code that refers to it. */
    String aggregateName(DefType type) {
        var name = AggregateLoader.name(type);
        aggregates.putIfAbsent(name, type);
        return name;
    }

    /** The type of this module whose class has the name; null if there is none. */
    DefType aggregate(String internalName) {
        var known = aggregates.get(internalName);
        if (known == null) {
            // Code out of a store names classes that nothing here has named before.
            for (var type : types) {
                if (!(type.composite() instanceof FuncType)) {
                    aggregateName(type);
                }
            }
            known = aggregates.get(internalName);
        }
        return known;
    }

    Module module() {
        return module;
    }

    /** The SHA-256 digest of the module. */
    String digest() {
        if (digest == null) {
            digest = module.functions().isEmpty() ? "" : ModuleDigest.of(module.functions().getFirst().body().bytes());
        }
        return digest;
    }

    CompileOptions options() {
        return options;
    }

    /** By internal name: classes that were generated with another one and that nobody has asked for yet. Thread-safe. */
    Map<String, byte[]> furtherClasses() {
        return furtherClasses;
    }

    int groupCount() {
        return groupStarts.length - 1;
    }

    /** Index among defined functions. */
    int groupStart(int group) {
        return groupStarts[group];
    }

    int groupEnd(int group) {
        return groupStarts[group + 1];
    }

    /** The class that holds the static method by which a function is called. */
    String owner(int function) {
        return unboundedTailCalls.get(function) ? Names.TAIL_PREFIX + group(function) : bodyOwner(function);
    }

    /** The class that holds a function's translation. */
    String bodyOwner(int function) {
        if (function >= module.importedFunctions()) {
            return codeClasses[group(function)];
        }
        return hasImportField(function) ? Names.INSTANCE : Names.IMPORTS_PREFIX + function / ImportClass.GROUP;
    }

    /** The group that holds a function's translation. */
    int group(int function) {
        return groups[function - module.importedFunctions()];
    }

    /** Whether tail calls of the function may be plain calls: it is known, and does not itself go on with tail calls for long. */
    boolean isBounded(int function) {
        return function >= module.importedFunctions() && !unboundedTailCalls.get(function);
    }

    String methodName(int function) {
        return methodNames[function];
    }

    /** Whether the array of memory 0 may be replaced, and only by this instance's thread. */
    boolean memoryMayGrow() {
        return forms.length > 0 && forms[0] != MemoryForm.SHARED;
    }

    MemoryForm form(int memory) {
        return forms[memory];
    }

    AccessForm access(int memory) {
        return accesses[memory];
    }

    /** How the memory is accessed by a plain load or store. */
    AccessMethod accessMethod(int memory, Opcode opcode) {
        return accessMethods.get(memory).get(opcode);
    }

    boolean isWideTable(int table) {
        return context.table(table).addressType() == AddressType.I64;
    }

    Kind globalKind(int global) {
        return globalKinds[global];
    }

    /** Whether only this instance's code can see the global, so that its value is a field of the instance. */
    boolean isPrivate(int global) {
        return privateGlobals[global];
    }

    /** Whether the instance has a field for a global, or else only an element of its index space; the same for what follows. */
    boolean hasGlobalField(int global) {
        return global < GLOBAL_FIELDS;
    }

    boolean hasMemoryField(int memory) {
        return memory < FIELDS;
    }

    /** Whether the instance has a field for the contents of a memory. */
    boolean hasArrayField(int memory) {
        return hasMemoryField(memory) && forms[memory] != MemoryForm.SHARED;
    }

    boolean hasTableField(int table) {
        return table < FIELDS;
    }

    boolean hasTagField(int tag) {
        return tag < FIELDS;
    }

    /** Whether the instance has a field for an imported function, and a method that calls it. */
    boolean hasImportField(int function) {
        return function < IMPORT_FIELDS;
    }

    Kind tableKind(int table) {
        return tableKinds[table];
    }

    String tableClass(int table) {
        return tableKinds[table] == Kind.FUNC ? Names.FUNC_TABLE : Names.TABLE;
    }

    static String arrayField(int memory) {
        return ARRAY_NAMES.of(memory);
    }

    static String lengthField(int memory) {
        return "length" + memory;
    }

    static String memoryField(int memory) {
        return MEMORY_NAMES.of(memory);
    }

    static String tableField(int table) {
        return TABLE_NAMES.of(table);
    }

    static String globalField(int global) {
        return GLOBAL_NAMES.of(global);
    }

    static String globalHighField(int global) {
        return "global" + global + "high";
    }

    static String tagField(int tag) {
        return "tag" + tag;
    }

    static String importField(int function) {
        return "import" + function;
    }
}
