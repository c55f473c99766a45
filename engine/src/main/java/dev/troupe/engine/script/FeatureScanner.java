package dev.troupe.engine.script;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.ArrayType;
import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.ElementInit;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.HeapType;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.PackedType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.SegmentMode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.module.StorageType;
import dev.troupe.engine.module.StructType;
import dev.troupe.engine.module.TypeIndex;
import dev.troupe.engine.module.TypeReader;
import dev.troupe.engine.module.VecType;
import java.util.EnumSet;
import java.util.Set;

/** Finds the features that a well-formed module, valid or not, makes use of. */
final class FeatureScanner {
    private static final int EMPTY_BLOCK = 0x40;
    private static final int MEMORY_FLAG = 0x40;

    private final Module module;
    private final Set<Feature> found = EnumSet.of(Feature.MVP);

    private FeatureScanner(Module module) {
        this.module = module;
    }

    static Set<Feature> scan(Module module) {
        var scanner = new FeatureScanner(module);
        scanner.types();
        scanner.spaces();
        scanner.segments();
        module.functions().forEach(function -> {
            function.locals().forEach(run -> scanner.type(run.type()));
            scanner.instructions(function.body(), false);
        });
        return scanner.found;
    }

    private void types() {
        for (var group : module.recTypes()) {
            if (group.types().size() != 1) {
                found.add(Feature.GC);
            }
            for (var type : group.types()) {
                if (!type.isFinal() || !type.supertypes().isEmpty() || !(type.composite() instanceof FuncType)) {
                    found.add(Feature.GC);
                }
                switch (type.composite()) {
                    case FuncType f -> {
                        f.params().forEach(this::type);
                        f.results().forEach(this::type);
                    }
                    case StructType s -> s.fields().forEach(field -> type(field.type()));
                    case ArrayType a -> type(a.field().type());
                }
            }
        }
    }

    private void spaces() {
        module.allTables().forEach(table -> {
            address(table.addressType());
            type(table.elementType());
        });
        module.tables().forEach(table -> table.init().ifPresent(init -> {
            found.add(Feature.FUNCTION_REFERENCES);
            instructions(init, true);
        }));
        module.allMemories().forEach(memory -> {
            address(memory.addressType());
            add(memory.shared(), Feature.THREADS);
            add(memory.pageSizeLog2() != MemoryType.DEFAULT_PAGE_SIZE_LOG2, Feature.CUSTOM_PAGE_SIZES);
        });
        add(module.allMemories().size() > 1, Feature.MULTI_MEMORY);
        add(module.allTables().size() > 1, Feature.REFERENCE_TYPES);
        add(module.tagTypeIndices().length > 0, Feature.EXCEPTIONS);
        module.allGlobals().forEach(global -> type(global.type()));
        module.globals().forEach(global -> instructions(global.init(), true));
    }

    private void segments() {
        module.elements().forEach(segment -> {
            mode(segment.mode());
            if (segment.init() instanceof ElementInit.Expressions list) {
                type(segment.type());
                list.expressions().forEach(expression -> instructions(expression, true));
            }
        });
        module.dataSegments().forEach(segment -> mode(segment.mode()));
    }

    private void mode(SegmentMode mode) {
        if (mode instanceof SegmentMode.Active active) {
            instructions(active.offset(), true);
        } else {
            found.add(Feature.BULK_MEMORY);
        }
    }

    private void address(AddressType type) {
        add(type == AddressType.I64, Feature.MEMORY64);
    }

    private void add(boolean used, Feature feature) {
        if (used) {
            found.add(feature);
        }
    }

    private void type(StorageType type) {
        switch (type) {
            case VecType v -> found.add(Feature.SIMD);
            case PackedType p -> found.add(Feature.GC);
            case RefType r -> {
                add(!r.nullable(), Feature.FUNCTION_REFERENCES);
                heapType(r.heapType());
            }
            default -> {}
        }
    }

    private void heapType(HeapType type) {
        switch (type) {
            case AbstractHeapType.FUNC, AbstractHeapType.EXTERN -> found.add(Feature.REFERENCE_TYPES);
            case AbstractHeapType.EXN, AbstractHeapType.NOEXN -> found.add(Feature.EXCEPTIONS);
            case TypeIndex t -> found.add(Feature.FUNCTION_REFERENCES);
            default -> found.add(Feature.GC);
        }
    }

    private void instructions(Slice code, boolean constant) {
        var in = new BinaryReader(code);
        while (!in.atEnd()) {
            int first = in.readByte();
            var plain = Opcode.of(0, first);
            var opcode = plain != null ? plain : Opcode.of(first, in.readU32());
            found.add(opcode.feature());
            int start = in.position();
            immediates(opcode, in);
            if (constant) {
                constant(opcode, new BinaryReader(code.bytes(), start, code.end()));
            }
        }
    }

    private void constant(Opcode opcode, BinaryReader in) {
        switch (opcode) {
            case I32_ADD, I32_SUB, I32_MUL, I64_ADD, I64_SUB, I64_MUL -> found.add(Feature.EXTENDED_CONST);
            case GLOBAL_GET -> add(in.readU32() >= module.importedGlobals(), Feature.GC);
            default -> {}
        }
    }

    private void immediates(Opcode opcode, BinaryReader in) {
        switch (opcode.immediate()) {
            case NONE -> {}
            case BLOCK -> blockType(in);
            case TRY_TABLE -> {
                blockType(in);
                for (int count = in.readLength(); count > 0; count--) {
                    if (in.readByte() < 2) {
                        in.readU32();
                    }
                    in.readU32();
                }
            }
            case LABEL, FUNC, TYPE, TAG, LOCAL, GLOBAL, TABLE, ELEM, MEMORY, DATA -> in.readU32();
            case TYPE_TABLE, TABLE_TABLE, ELEM_TABLE, MEMORY_MEMORY, TYPE_FIELD, TYPE_COUNT, TYPE_ELEM, TYPE_TYPE, DATA_MEMORY,
                    TYPE_DATA -> {
                in.readU32();
                in.readU32();
            }
            case BR_TABLE -> {
                for (int count = in.readLength(); count >= 0; count--) {
                    in.readU32();
                }
            }
            case MEMARG -> memoryArgument(in);
            case MEMARG_LANE -> {
                memoryArgument(in);
                in.readByte();
            }
            case LANE, ZERO -> in.readByte();
            case SHUFFLE, V128 -> in.skip(16);
            case I32 -> in.readS32();
            case I64 -> in.readS64();
            case F32 -> in.skip(4);
            case F64 -> in.skip(8);
            case HEAP_TYPE -> heapType(TypeReader.heapType(in));
            case VAL_TYPES -> {
                for (int count = in.readLength(); count > 0; count--) {
                    type(TypeReader.valType(in));
                }
            }
            case BR_CAST -> {
                in.readByte();
                in.readU32();
                heapType(TypeReader.heapType(in));
                heapType(TypeReader.heapType(in));
            }
            default -> throw new IllegalStateException(opcode.text());
        }
    }

    private static void memoryArgument(BinaryReader in) {
        if ((in.readU32() & MEMORY_FLAG) != 0) {
            in.readU32();
        }
        in.readU64();
    }

    private void blockType(BinaryReader in) {
        int at = in.position();
        if (in.peek() == EMPTY_BLOCK) {
            in.readByte();
        } else if (in.readS33() < 0) {
            in.position(at);
            type(TypeReader.valType(in));
        } else {
            found.add(Feature.MULTI_VALUE);
        }
    }
}
