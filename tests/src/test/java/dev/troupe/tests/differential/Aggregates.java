package dev.troupe.tests.differential;

import dev.troupe.engine.module.ArrayType;
import dev.troupe.engine.module.FieldType;
import dev.troupe.engine.module.PackedType;
import dev.troupe.engine.module.RecType;
import dev.troupe.engine.module.StorageType;
import dev.troupe.engine.module.StructType;
import dev.troupe.engine.module.SubType;
import java.util.ArrayList;
import java.util.List;

/** The structures and arrays of a module: the first types in it. */
final class Aggregates {
    static final int STRUCT = 0;
    static final int SUB_STRUCT = 1;
    static final int SHORTS = 2;
    static final int LONGS = 3;

    private static final List<Kind> FIELD_KINDS = List.of(Kind.I32, Kind.I64, Kind.F32_BITS, Kind.F64_BITS, Kind.V128, Kind.EQ, Kind.FUNC,
            Kind.STRUCT, Kind.LONGS, Kind.I31);

    /** A field or element: its type, and what it reads as. */
    record Field(StorageType storage, Kind kind) {
        static Field random(Sketch sketch) {
            return sketch.choices.oneIn(3) ? packed(sketch.choices) : plain(sketch);
        }

        static Field packed(Choices choices) {
            return new Field(choices.oneIn(2) ? PackedType.I8 : PackedType.I16, Kind.I32);
        }

        static Field plain(Sketch sketch) {
            var kind = sketch.choices.pick(FIELD_KINDS.stream().filter(sketch.kinds()::contains).toList());
            return new Field(kind.type, kind);
        }

        boolean isPacked() { return storage instanceof PackedType; }

        FieldType type() {
            return new FieldType(storage, true);
        }
    }

    /** Those of the sub-structure, which begin with those of the structure. */
    final List<Field> fields = new ArrayList<>();
    final int structFields;
    final Field shorts;
    final Field longs;

    Aggregates(Sketch sketch) {
        var choices = sketch.choices;
        structFields = 1 + choices.below(5);
        int all = structFields + choices.below(4);
        for (int i = 0; i < all; i++) {
            fields.add(Field.random(sketch));
        }
        shorts = Field.packed(choices);
        longs = Field.plain(sketch);
        sketch.module.recTypes.add(new RecType(List.of(
                new SubType(false, List.of(), struct(structFields)),
                new SubType(true, List.of(STRUCT), struct(all)),
                SubType.plain(new ArrayType(shorts.type())),
                SubType.plain(new ArrayType(longs.type())))));
    }

    private StructType struct(int count) {
        return new StructType(fields.stream().limit(count).map(Field::type).toList());
    }

    List<Field> fields(Kind kind) {
        return kind == Kind.STRUCT ? fields.subList(0, structFields) : fields;
    }

    Field element(Kind kind) {
        return kind == Kind.SHORTS ? shorts : longs;
    }

    static int type(Kind kind) {
        return switch (kind) {
            case STRUCT -> STRUCT;
            case SUB_STRUCT -> SUB_STRUCT;
            case SHORTS -> SHORTS;
            case LONGS -> LONGS;
            default -> throw new IllegalArgumentException(kind.toString());
        };
    }
}
