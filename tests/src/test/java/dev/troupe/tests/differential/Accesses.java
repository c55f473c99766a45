package dev.troupe.tests.differential;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.Opcode;

/** Bulk instructions on memories and tables, their sizes and growth, and single elements of tables. */
final class Accesses {
    private static final int SHORT = 0xFF;

    private Accesses() {}

    static void add(Grammar grammar, Sketch sketch) {
        for (var width : AddressType.values()) {
            var kind = width == AddressType.I64 ? Kind.I64 : Kind.I32;
            for (int memory = 0; memory < sketch.memories.size(); memory++) {
                int index = memory;
                if (sketch.memories.get(memory) == width) {
                    grammar.expression(2, kind, (body, k, size) -> body.op(Opcode.MEMORY_SIZE, index));
                    grammar.expression(1, kind, (body, k, size) -> {
                        Computations.index(body, wide(sketch, index), size - 1, 1);
                        body.op(Opcode.MEMORY_GROW, index);
                    });
                }
            }
            if (sketch.table == width && sketch.has(Feature.REFERENCE_TYPES)) {
                grammar.expression(1, kind, (body, k, size) -> body.op(Opcode.TABLE_SIZE, 0));
                grammar.expression(1, kind, (body, k, size) -> {
                    body.expression(Kind.FUNC, size / 2);
                    Computations.index(body, width == AddressType.I64, size / 2, 3);
                    body.op(Opcode.TABLE_GROW, 0);
                });
            }
        }
        if (sketch.has(Feature.BULK_MEMORY)) {
            grammar.statement(3, Accesses::fill);
            grammar.statement(3, Accesses::copy);
            grammar.statement(3, Accesses::init);
            grammar.statement(1, (body, k, size) -> body.op(Opcode.DATA_DROP, body.choices.below(Sketch.DATA_SEGMENTS)));
            grammar.statement(1, Accesses::tableCopy);
            grammar.statement(1, Accesses::tableInit);
            grammar.statement(1, (body, k, size) -> {
                if (body.choices.oneIn(8)) {
                    body.op(Opcode.ELEM_DROP, Sketch.PASSIVE_ELEMENTS);
                }
            });
        }
        if (sketch.has(Feature.REFERENCE_TYPES)) {
            grammar.statement(2, (body, k, size) -> {
                element(body, size / 2);
                body.expression(Kind.FUNC, size / 2);
                body.op(Opcode.TABLE_SET, 0);
            });
            grammar.statement(1, (body, k, size) -> {
                element(body, size / 3);
                body.expression(Kind.FUNC, size / 3);
                Computations.index(body, wideTable(body), size / 3, 3);
                body.op(Opcode.TABLE_FILL, 0);
            });
            grammar.expression(3, Kind.FUNC, (body, k, size) -> {
                element(body, size - 1);
                body.op(Opcode.TABLE_GET, 0);
            });
        }
    }

    private static boolean wide(Sketch sketch, int memory) {
        return sketch.memories.get(memory) == AddressType.I64;
    }

    private static boolean wideTable(Body body) {
        return body.sketch.table == AddressType.I64;
    }

    private static void fill(Body body, Kind ignored, int size) {
        int memory = body.choices.below(body.sketch.memories.size());
        Computations.address(body, memory, size / 3);
        body.expression(Kind.I32, size / 3);
        Computations.index(body, wide(body.sketch, memory), size / 3, SHORT);
        body.op(Opcode.MEMORY_FILL, memory);
    }

    private static void copy(Body body, Kind ignored, int size) {
        int target = body.choices.below(body.sketch.memories.size());
        int source = body.choices.below(body.sketch.memories.size());
        Computations.address(body, target, size / 3);
        Computations.address(body, source, size / 3);
        Computations.index(body, wide(body.sketch, target) && wide(body.sketch, source), size / 3, SHORT);
        body.op(Opcode.MEMORY_COPY, target, source);
    }

    private static void init(Body body, Kind ignored, int size) {
        int memory = body.choices.below(body.sketch.memories.size());
        Computations.address(body, memory, size / 3);
        Computations.index(body, false, size / 3, Sketch.DATA_BYTES / 2 - 1);
        Computations.index(body, false, size / 3, Sketch.DATA_BYTES / 2);
        body.op(Opcode.MEMORY_INIT, body.choices.below(Sketch.DATA_SEGMENTS), memory);
    }

    private static void element(Body body, int size) {
        Computations.index(body, wideTable(body), size, Sketch.TABLE_ELEMENTS - 1);
    }

    private static void tableCopy(Body body, Kind ignored, int size) {
        element(body, size / 3);
        element(body, size / 3);
        Computations.index(body, wideTable(body), size / 3, 3);
        body.op(Opcode.TABLE_COPY, 0, 0);
    }

    private static void tableInit(Body body, Kind ignored, int size) {
        element(body, size / 3);
        Computations.index(body, false, size / 3, 3);
        Computations.index(body, false, size / 3, 3);
        body.op(Opcode.TABLE_INIT, Sketch.PASSIVE_ELEMENTS, 0);
    }
}
