package dev.troupe.tests.differential;

import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.HeapType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import java.util.List;

/** References to functions, structures, arrays and small integers: making, reading, writing, telling apart. */
final class References {
    private static final int LENGTH = 15;
    private static final List<Kind> STRUCTS = List.of(Kind.STRUCT, Kind.SUB_STRUCT);
    private static final List<Kind> ARRAYS = List.of(Kind.SHORTS, Kind.LONGS);

    private References() {}

    static void add(Grammar grammar, Sketch sketch) {
        if (sketch.has(Feature.REFERENCE_TYPES)) {
            grammar.leaf(10, Kind.FUNC, (body, k, size) -> body.op(Opcode.REF_FUNC, body.choices.below(sketch.functions.size())));
            grammar.expression(4, Kind.I32, (body, k, size) -> {
                var kinds = sketch.kinds().stream().filter(kind -> kind.type instanceof RefType).toList();
                body.expression(body.choices.pick(kinds), size - 1);
                body.op(Opcode.REF_IS_NULL);
            });
        }
        if (!sketch.has(Feature.GC)) {
            return;
        }
        for (var kind : STRUCTS) {
            grammar.leaf(12, kind, (body, k, size) -> body.op(Opcode.STRUCT_NEW_DEFAULT, Aggregates.type(kind)));
            grammar.expression(12, kind, References::newStruct);
            for (int i = 0; i < sketch.aggregates.fields(kind).size(); i++) {
                int field = i;
                grammar.expression(4, sketch.aggregates.fields.get(i).kind(), (body, k, size) -> getField(body, kind, field, size));
            }
            grammar.statement(4, (body, k, size) -> setField(body, kind, size));
        }
        for (var kind : ARRAYS) {
            grammar.leaf(6, kind,
                    (body, k, size) -> body.i32(body.choices.below(LENGTH)).op(Opcode.ARRAY_NEW_DEFAULT, Aggregates.type(kind)));
            grammar.expression(12, kind, References::newArray);
            grammar.expression(4, sketch.aggregates.element(kind).kind(), (body, k, size) -> getElement(body, kind, size));
            grammar.expression(2, Kind.I32, (body, k, size) -> {
                body.expression(kind, size - 1);
                body.op(Opcode.ARRAY_LEN);
            });
            grammar.statement(4, (body, k, size) -> changeArray(body, kind, size));
        }
        grammar.leaf(8, Kind.I31, (body, k, size) -> body.i32(Constants.i32(body.choices)).op(Opcode.REF_I31));
        grammar.expression(12, Kind.I31, (body, k, size) -> {
            body.expression(Kind.I32, size - 1);
            body.op(Opcode.REF_I31);
        });
        grammar.expression(4, Kind.I32, (body, k, size) -> {
            body.expression(Kind.I31, size - 1);
            body.op(body.choices.oneIn(2) ? Opcode.I31_GET_S : Opcode.I31_GET_U);
        });
        grammar.expression(30, Kind.EQ, (body, k, size) -> body.expression(body.choices.pick(Kind.AGGREGATES.subList(1, 6)), size));
        grammar.expression(6, Kind.STRUCT, (body, k, size) -> body.expression(Kind.SUB_STRUCT, size));
        grammar.expression(3, Kind.EQ, References::throughExtern);
        grammar.expression(4, Kind.I32, (body, k, size) -> {
            body.operands(List.of(Kind.EQ, Kind.EQ), size - 1);
            body.op(Opcode.REF_EQ);
        });
        grammar.expression(4, Kind.I32, (body, k, size) -> {
            body.expression(Kind.EQ, size - 1);
            body.op(body.choices.oneIn(2) ? Opcode.REF_TEST : Opcode.REF_TEST_NULL).out().heapType(heapType(target(body)));
        });
        for (var kind : Kind.AGGREGATES.subList(1, 6)) {
            grammar.expression(2, kind, (body, k, size) -> {
                body.expression(Kind.EQ, size - 1);
                body.op(body.choices.oneIn(2) ? Opcode.REF_CAST : Opcode.REF_CAST_NULL).out().heapType(heapType(kind));
            });
            grammar.expression(5, kind, References::branchOnCast);
        }
        for (var kind : Kind.AGGREGATES) {
            grammar.expression(2, kind, (body, k, size) -> {
                body.expression(kind, size - 1);
                body.op(Opcode.REF_AS_NON_NULL);
            });
            grammar.expression(3, kind, References::orElse);
        }
    }

    private static HeapType heapType(Kind kind) {
        return ((RefType) kind.type).heapType();
    }

    private static Kind target(Body body) {
        return body.choices.pick(Kind.AGGREGATES.subList(1, 6));
    }

    private static void newStruct(Body body, Kind kind, int size) {
        body.operands(body.sketch.aggregates.fields(kind).stream().map(Aggregates.Field::kind).toList(), size - 1);
        body.op(Opcode.STRUCT_NEW, Aggregates.type(kind));
    }

    private static void getField(Body body, Kind kind, int field, int size) {
        body.expression(kind, size - 1);
        boolean packed = body.sketch.aggregates.fields.get(field).isPacked();
        body.op(!packed ? Opcode.STRUCT_GET : body.choices.oneIn(2) ? Opcode.STRUCT_GET_S : Opcode.STRUCT_GET_U, Aggregates.type(kind),
                field);
    }

    private static void setField(Body body, Kind kind, int size) {
        int field = body.choices.below(body.sketch.aggregates.fields(kind).size());
        body.operands(List.of(kind, body.sketch.aggregates.fields.get(field).kind()), size - 1);
        body.op(Opcode.STRUCT_SET, Aggregates.type(kind), field);
    }

    private static void newArray(Body body, Kind kind, int size) {
        int type = Aggregates.type(kind);
        var element = body.sketch.aggregates.element(kind).kind();
        switch (body.choices.below(kind == Kind.SHORTS ? 3 : 2)) {
            case 0 -> {
                body.expression(element, size / 2);
                // Never large: how large an array may be is the engine's choice.
                body.expression(Kind.I32, size / 2);
                body.i32(LENGTH).op(Opcode.I32_AND).op(Opcode.ARRAY_NEW, type);
            }
            case 1 -> {
                // Rarely more than an instruction has room for on the JVM's stack.
                int count = size > 20 && body.choices.oneIn(12) ? body.choices.below(400) : body.choices.below(5);
                body.operands(java.util.Collections.nCopies(count, element), size);
                body.op(Opcode.ARRAY_NEW_FIXED, type, count);
            }
            default -> {
                Computations.index(body, false, size / 2, LENGTH);
                body.expression(Kind.I32, size / 2);
                body.i32(LENGTH).op(Opcode.I32_AND).op(Opcode.ARRAY_NEW_DATA, type, body.choices.below(Sketch.DATA_SEGMENTS));
            }
        }
    }

    private static void getElement(Body body, Kind kind, int size) {
        body.expression(kind, size / 2);
        Computations.index(body, false, size / 2, LENGTH / 2);
        boolean packed = body.sketch.aggregates.element(kind).isPacked();
        body.op(!packed ? Opcode.ARRAY_GET : body.choices.oneIn(2) ? Opcode.ARRAY_GET_S : Opcode.ARRAY_GET_U, Aggregates.type(kind));
    }

    private static void changeArray(Body body, Kind kind, int size) {
        int type = Aggregates.type(kind);
        var element = body.sketch.aggregates.element(kind).kind();
        body.expression(kind, size / 4);
        Computations.index(body, false, size / 4, LENGTH / 2);
        switch (body.choices.below(kind == Kind.SHORTS ? 4 : 3)) {
            case 0 -> {
                body.expression(element, size / 4);
                body.op(Opcode.ARRAY_SET, type);
            }
            case 1 -> {
                body.expression(element, size / 4);
                Computations.index(body, false, size / 4, 3);
                body.op(Opcode.ARRAY_FILL, type);
            }
            case 2 -> {
                body.expression(kind, size / 4);
                Computations.index(body, false, size / 4, 3);
                Computations.index(body, false, size / 4, 3);
                body.op(Opcode.ARRAY_COPY, type, type);
            }
            default -> {
                Computations.index(body, false, size / 4, LENGTH);
                Computations.index(body, false, size / 4, 3);
                body.op(Opcode.ARRAY_INIT_DATA, type, body.choices.below(Sketch.DATA_SEGMENTS));
            }
        }
    }

    private static void throughExtern(Body body, Kind kind, int size) {
        body.expression(Kind.EQ, size - 3);
        body.op(Opcode.EXTERN_CONVERT_ANY).op(Opcode.ANY_CONVERT_EXTERN).op(Opcode.REF_CAST_NULL).out().heapType(heapType(Kind.EQ));
    }

    private static void branchOnCast(Body body, Kind kind, int size) {
        boolean fail = body.choices.oneIn(2);
        body.block(Opcode.BLOCK, List.of(), List.of(kind));
        if (fail) {
            body.block(Opcode.BLOCK, List.of(), List.of(Kind.EQ));
        }
        body.expression(Kind.EQ, size / 2);
        body.op(fail ? Opcode.BR_ON_CAST_FAIL : Opcode.BR_ON_CAST).out().u8(3).u32(0).heapType(heapType(Kind.EQ)).heapType(heapType(kind));
        if (fail) {
            body.op(Opcode.BR, 1);
            body.end();
        }
        body.op(Opcode.DROP);
        body.expression(kind, size / 2);
        body.end();
    }

    /** A value, or another if it is null. */
    private static void orElse(Body body, Kind kind, int size) {
        body.block(Opcode.BLOCK, List.of(), List.of(kind));
        if (body.choices.oneIn(2)) {
            body.expression(kind, size / 2);
            body.op(Opcode.BR_ON_NON_NULL, 0);
        } else {
            body.block(Opcode.BLOCK, List.of(), List.of());
            body.expression(kind, size / 2);
            body.op(Opcode.BR_ON_NULL, 0);
            body.op(Opcode.BR, 1);
            body.end();
        }
        body.expression(kind, size / 2);
        body.end();
    }
}
