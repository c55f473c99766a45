package dev.troupe.engine.binary;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.ArrayType;
import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.CompositeType;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.FieldType;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.GlobalType;
import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.module.PackedType;
import dev.troupe.engine.module.RecType;
import dev.troupe.engine.module.StorageType;
import dev.troupe.engine.module.StructType;
import dev.troupe.engine.module.SubType;
import dev.troupe.engine.module.TableType;
import dev.troupe.engine.module.TypeReader;
import dev.troupe.engine.module.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the types that sections declare: recursive types, and the types of tables, memories and globals (spec 5.3.8 to 5.3.14). */
final class DefinitionReader {
    private static final int REC = 0x4E;
    private static final int SUB_FINAL = 0x4F;
    private static final int SUB = 0x50;
    private static final int ARRAY = 0x5E;
    private static final int STRUCT = 0x5F;
    private static final int FUNC = 0x60;
    private static final int I16 = 0x77;
    private static final int I8 = 0x78;

    private static final int HAS_MAX = 1;
    private static final int SHARED = 2;
    private static final int ADDRESS_64 = 4;
    private static final int PAGE_SIZE = 8;

    private DefinitionReader() {}

    /** A vector of value types. */
    static List<ValType> valTypes(BinaryReader in) {
        int count = in.readLength();
        var types = new ArrayList<ValType>();
        for (int i = 0; i < count; i++) {
            types.add(TypeReader.valType(in));
        }
        return types;
    }

    /** A recursive type (spec 5.3.11). */
    static RecType recType(BinaryReader in) {
        if (in.peek() != REC) {
            return new RecType(List.of(subType(in)));
        }
        in.skip(1);
        int count = in.readLength();
        var types = new ArrayList<SubType>();
        for (int i = 0; i < count; i++) {
            types.add(subType(in));
        }
        return new RecType(types);
    }

    private static SubType subType(BinaryReader in) {
        int code = in.peek();
        if (code != SUB && code != SUB_FINAL) {
            return SubType.plain(compositeType(in));
        }
        in.skip(1);
        int count = in.readLength();
        var supertypes = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            supertypes.add(in.readU32());
        }
        return new SubType(code == SUB_FINAL, supertypes, compositeType(in));
    }

    private static CompositeType compositeType(BinaryReader in) {
        int at = in.position();
        int code = in.readByte();
        return switch (code) {
            case FUNC -> new FuncType(valTypes(in), valTypes(in));
            case ARRAY -> new ArrayType(fieldType(in));
            case STRUCT -> {
                int count = in.readLength();
                var fields = new ArrayList<FieldType>();
                for (int i = 0; i < count; i++) {
                    fields.add(fieldType(in));
                }
                yield new StructType(fields);
            }
            // The codes are signed seven-bit integers.
            default -> throw Malformed.found(code < 0x80 ? "malformed definition type" : "integer representation too long", code, at);
        };
    }

    private static FieldType fieldType(BinaryReader in) {
        return new FieldType(storageType(in), mutable(in));
    }

    private static StorageType storageType(BinaryReader in) {
        int code = in.peek();
        if (code == I8 || code == I16) {
            in.skip(1);
            return code == I8 ? PackedType.I8 : PackedType.I16;
        }
        return TypeReader.valType(in);
    }

    private static boolean mutable(BinaryReader in) {
        int at = in.position();
        int code = in.readByte();
        if (code > 1) {
            throw Malformed.found("malformed mutability", code, at);
        }
        return code == 1;
    }

    static GlobalType globalType(BinaryReader in) {
        return new GlobalType(TypeReader.valType(in), mutable(in));
    }

    static TableType tableType(BinaryReader in) {
        var element = TypeReader.refType(in);
        int flags = limitsFlags(in, HAS_MAX | ADDRESS_64);
        return new TableType(addressType(flags), element, limits(in, flags));
    }

    static MemoryType memoryType(BinaryReader in, Set<Feature> features) {
        int start = in.position();
        int flags = limitsFlags(in, HAS_MAX | ADDRESS_64 | SHARED | PAGE_SIZE);
        require(features, Feature.THREADS, flags, SHARED, start);
        require(features, Feature.CUSTOM_PAGE_SIZES, flags, PAGE_SIZE, start);
        var limits = limits(in, flags);
        int pageSize = MemoryType.DEFAULT_PAGE_SIZE_LOG2;
        if ((flags & PAGE_SIZE) != 0) {
            int at = in.position();
            pageSize = in.readU32();
            if (Integer.compareUnsigned(pageSize, 64) > 0) {
                throw MalformedModuleException.atOffset(
                        "invalid custom page size: 2^" + Integer.toUnsignedString(pageSize) + " bytes do not fit 64 bits", at);
            }
        }
        return new MemoryType(addressType(flags), limits, (flags & SHARED) != 0, pageSize);
    }

    private static int limitsFlags(BinaryReader in, int known) {
        int at = in.position();
        int flags = in.readByte();
        if ((flags & ~known) != 0) {
            throw Malformed.found("malformed limits flags", flags, at);
        }
        return flags;
    }

    /** A flag that no earlier language has is malformed in them (spec 5.3.10). */
    private static void require(Set<Feature> features, Feature feature, int flags, int flag, int at) {
        if ((flags & flag) != 0 && !features.contains(feature)) {
            throw Malformed.found("malformed limits flags: the feature " + feature + " is off", flags, at);
        }
    }

    private static AddressType addressType(int flags) {
        return (flags & ADDRESS_64) != 0 ? AddressType.I64 : AddressType.I32;
    }

    private static Limits limits(BinaryReader in, int flags) {
        long min = in.readU64();
        return (flags & HAS_MAX) != 0 ? Limits.of(min, in.readU64()) : Limits.atLeast(min);
    }
}
