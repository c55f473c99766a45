package dev.troupe.engine.compile;

import dev.troupe.engine.runtime.Atomics;
import dev.troupe.engine.runtime.Bulk;
import dev.troupe.engine.runtime.Bulk64;
import dev.troupe.engine.runtime.Flags;
import dev.troupe.engine.runtime.FuncTable;
import dev.troupe.engine.runtime.Global;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.MemoryAccess;
import dev.troupe.engine.runtime.ModuleInstance;
import dev.troupe.engine.runtime.Numeric;
import dev.troupe.engine.runtime.Opaque;
import dev.troupe.engine.runtime.RoomyAccess;
import dev.troupe.engine.runtime.SegmentAccess;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.Table;
import dev.troupe.engine.runtime.Tag;
import dev.troupe.engine.runtime.Traps;
import dev.troupe.engine.runtime.WasmException;
import dev.troupe.engine.runtime.WasmFunction;
import dev.troupe.engine.types.DefType;
import org.objectweb.asm.Type;

/** Internal names of the classes that generated code touches, and of the generated classes. */
final class Names {
    static final String WASM_FUNCTION = Type.getInternalName(WasmFunction.class);
    static final String WASM_EXCEPTION = Type.getInternalName(WasmException.class);
    static final String MODULE_INSTANCE = Type.getInternalName(ModuleInstance.class);
    static final String PARTS = Type.getInternalName(ModuleInstance.Parts.class);
    static final String STORE = Type.getInternalName(Store.class);
    static final String MEMORY = Type.getInternalName(Memory.class);
    static final String MEMORY_ACCESS = Type.getInternalName(MemoryAccess.class);
    static final String ROOMY_ACCESS = Type.getInternalName(RoomyAccess.class);
    static final String SEGMENT_ACCESS = Type.getInternalName(SegmentAccess.class);
    static final String ATOMICS = Type.getInternalName(Atomics.class);
    static final String TABLE = Type.getInternalName(Table.class);
    static final String FUNC_TABLE = Type.getInternalName(FuncTable.class);
    static final String GLOBAL = Type.getInternalName(Global.class);
    static final String TAG = Type.getInternalName(Tag.class);
    static final String NUMERIC = Type.getInternalName(Numeric.class);
    static final String FLAGS = Type.getInternalName(Flags.class);
    static final String BULK = Type.getInternalName(Bulk.class);
    static final String BULK_64 = Type.getInternalName(Bulk64.class);
    static final String OPAQUE = Type.getInternalName(Opaque.class);
    static final String RARE = "dev/troupe/engine/runtime/Rare";
    static final String TRAPS = Type.getInternalName(Traps.class);
    static final String DEF_TYPE = Type.getInternalName(DefType.class);

    /** What the names of all generated classes begin with, as {@code Class} has them. */
    static final String PACKAGE = "wasm.";

    /** The generated subclass of {@code ModuleInstance}; each module's loader has its own. */
    static final String INSTANCE = "wasm/Instance";
    /** Followed by a group number: static methods, one per function. */
    static final String CODE_PREFIX = "wasm/Code";
    /** Between the name of a class of code and what tells apart the further classes that were generated with it. */
    static final String FURTHER_CODE = "_";
    /** Followed by a group number: the wrappers of functions with tail calls. */
    static final String TAIL_PREFIX = "wasm/Tail";
    /** Behind that, and followed by a function's index or an expression's number: its locals, if its methods share them. */
    static final String LOCALS = "Locals";
    /** Followed by a function index: the function as a value. */
    static final String FUNCTION_PREFIX = "wasm/Function";
    /** Followed by a group number: makes functions as values. */
    static final String MAKERS_PREFIX = "wasm/Makers";

    /** Followed by a group number: calls of imported functions that the instance's class has no room for. */
    static final String IMPORTS_PREFIX = "wasm/Imports";
    /** Followed by a group number: constant expressions. */
    static final String CONSTANTS_PREFIX = "wasm/Constants";

    private Names() {}

    static String descriptor(String internalName) {
        return "L" + internalName + ";";
    }
}
