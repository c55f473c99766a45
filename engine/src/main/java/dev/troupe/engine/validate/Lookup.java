package dev.troupe.engine.validate;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.ArrayType;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.GlobalType;
import dev.troupe.engine.module.HeapType;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.StructType;
import dev.troupe.engine.module.TableType;
import dev.troupe.engine.module.TypeIndex;
import dev.troupe.engine.module.TypeReader;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.types.DefType;
import java.util.List;

/** Looks up what an instruction names, and reads the types that it spells out, in closed form. */
final class Lookup {
    private static final int EMPTY_BLOCK = 0x40;
    private static final FuncType EMPTY = FuncType.of(List.of(), List.of());
    /** The types of blocks with one result of a type that has a code of one byte, at 0x40 less than the code. */
    private static final FuncType[] INLINE = new FuncType[0x40];

    static {
        for (int code = EMPTY_BLOCK + 1; code < 0x80; code++) {
            var type = TypeReader.shorthand(code);
            INLINE[code - EMPTY_BLOCK] = type == null ? null : FuncType.of(List.of(), List.of(type));
        }
    }

    private final Body body;
    private final ModuleContext context;
    /** How many globals are visible here: in the initial values of globals and tables, not all of them. */
    private int globals;

    Lookup(Body body) {
        this.body = body;
        this.context = body.context;
    }

    void start(int visibleGlobals) {
        globals = visibleGlobals;
    }

    private int index(String what, int index, int count) {
        if (Integer.compareUnsigned(index, count) >= 0) {
            throw body.fail("unknown " + what + " " + Integer.toUnsignedString(index));
        }
        return index;
    }

    DefType type(int index) {
        return context.type(index("type", index, context.typeCount()));
    }

    FuncType funcType(int index) {
        if (type(index).composite() instanceof FuncType type) {
            return type;
        }
        throw body.fail("type mismatch: non-function type " + index);
    }

    StructType structType(int index) {
        if (type(index).composite() instanceof StructType type) {
            return type;
        }
        throw body.fail("type mismatch: non-structure type " + index);
    }

    ArrayType arrayType(int index) {
        if (type(index).composite() instanceof ArrayType type) {
            return type;
        }
        throw body.fail("type mismatch: non-array type " + index);
    }

    FuncType function(int index) {
        return context.function(index("function", index, context.functionCount())).funcType();
    }

    FuncType tag(int index) {
        return context.tag(index("tag", index, context.tagCount())).funcType();
    }

    TableType table(int index) {
        return context.table(index("table", index, context.tableCount()));
    }

    MemoryType memory(int index) {
        return context.memory(index("memory", index, context.memoryCount()));
    }

    ValType memoryAddress(int index) {
        return memory(index).addressType().valType();
    }

    GlobalType global(int index) {
        return context.global(index("global", index, globals));
    }

    RefType element(int index) {
        return context.element(index("elem segment", index, context.elementCount()));
    }

    void data(int index) {
        index("data segment", index, context.dataCount());
    }

    /** The address type of lengths that must fit both of two tables or memories. */
    static ValType smaller(AddressType a, AddressType b) {
        return a == AddressType.I64 && b == AddressType.I64 ? ValType.I64 : ValType.I32;
    }

    /** A block type (spec 3.2.19). */
    FuncType blockType() {
        int code = body.in.peek();
        if (code == EMPTY_BLOCK) {
            body.in.skip(1);
            return EMPTY;
        }
        if (code < EMPTY_BLOCK || code >= 0x80) {
            var type = funcType((int) body.in.readS33());
            if (!context.features().has(Feature.MULTI_VALUE) && (!type.params().isEmpty() || type.results().size() > 1)) {
                require(Feature.MULTI_VALUE, "block type " + type);
            }
            return type;
        }
        var type = valType();
        return INLINE[code - EMPTY_BLOCK] != null ? INLINE[code - EMPTY_BLOCK] : new FuncType(List.of(), List.of(type));
    }

    ValType valType() {
        return close(TypeReader.valType(body.in));
    }

    /** The heap type of an instruction, as a reference type. */
    RefType refTo(boolean nullable) {
        return refTo(nullable, TypeReader.heapType(body.in));
    }

    RefType refTo(boolean nullable, HeapType heapType) {
        return (RefType) close(TypeReader.refTo(nullable, heapType));
    }

    /** A type of the module in closed form. */
    ValType close(ValType type) {
        var missing = context.features().missing(type);
        if (missing != null) {
            throw body.fail(FeatureGate.missing("type " + type, missing));
        }
        return type instanceof RefType ref && ref.heapType() instanceof TypeIndex index ? type(index.index()).ref(ref.nullable()) : type;
    }

    void require(Feature feature, String what) {
        if (!context.features().has(feature)) {
            throw body.fail(FeatureGate.missing(what, feature));
        }
    }
}
