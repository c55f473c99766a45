package dev.troupe.tests.differential;

import dev.troupe.engine.module.Export;
import dev.troupe.engine.module.ExternKind;
import dev.troupe.engine.module.Opcode;
import java.util.ArrayList;
import java.util.List;

/** Exports that pass i32 and i64 only, since not every embedding passes vectors, or the bits of a NaN, unharmed. */
final class Border {
    private Border() {}

    /** Exports a function, with a full tank of fuel, as {@code run} and its number. */
    static void exportFunction(Sketch sketch, int function) {
        var signature = sketch.functions.get(function);
        // References come as null: they have no place outside.
        var numbers = signature.params().stream().filter(Kind.NUMBERS::contains).toList();
        var body = new Body(sketch, null, new Sketch.Signature(outside(numbers), outside(signature.results())));
        int param = 0;
        body.i32(Body.FUEL).op(Opcode.GLOBAL_SET, Sketch.FUEL);
        for (var kind : signature.params()) {
            switch (kind) {
                case I32, I64 -> body.op(Opcode.LOCAL_GET, param++);
                case F32, F32_BITS -> body.op(Opcode.LOCAL_GET, param++).op(Opcode.F32_REINTERPRET_I32);
                case F64, F64_BITS -> body.op(Opcode.LOCAL_GET, param++).op(Opcode.F64_REINTERPRET_I64);
                case V128, V_F32X4, V_F64X2 -> {
                    body.op(Opcode.LOCAL_GET, param++).op(Opcode.I64X2_SPLAT);
                    body.op(Opcode.LOCAL_GET, param++).op(Opcode.I64X2_REPLACE_LANE).out().u8(1);
                }
                default -> body.zero(kind);
            }
        }
        body.op(Opcode.CALL, function);
        give(body, signature.results());
        export(sketch, body, "run" + function);
    }

    /** Exports a function that gives a global's value as {@code get} and its number. */
    static void exportGlobal(Sketch sketch, int global) {
        var kinds = List.of(sketch.globals.get(global - 1));
        var body = new Body(sketch, null, new Sketch.Signature(List.of(), outside(kinds)));
        body.op(Opcode.GLOBAL_GET, global);
        give(body, kinds);
        export(sketch, body, "get" + global);
    }

    private static void export(Sketch sketch, Body body, String name) {
        sketch.module.exports.add(new Export(name, ExternKind.FUNC, sketch.module.functions.size()));
        sketch.module.functions.add(body.finish());
    }

    private static List<Kind> outside(List<Kind> kinds) {
        var outside = new ArrayList<Kind>();
        for (var kind : kinds) {
            switch (kind) {
                case I64, F64, F64_BITS -> outside.add(Kind.I64);
                case V128, V_F32X4, V_F64X2 -> outside.addAll(List.of(Kind.I64, Kind.I64));
                default -> outside.add(Kind.I32);
            }
        }
        return outside;
    }

    /** Turns the values on the stack into what leaves the module. */
    private static void give(Body body, List<Kind> kinds) {
        var locals = kinds.stream().map(body::scratch).toList();
        for (int local : locals.reversed()) {
            body.op(Opcode.LOCAL_SET, local);
        }
        for (int i = 0; i < kinds.size(); i++) {
            body.op(Opcode.LOCAL_GET, locals.get(i));
            switch (kinds.get(i)) {
                case I32, I64 -> {}
                case F32, F32_BITS -> {
                    loose(body, kinds.get(i));
                    body.op(Opcode.I32_REINTERPRET_F32);
                }
                case F64, F64_BITS -> {
                    loose(body, kinds.get(i));
                    body.op(Opcode.I64_REINTERPRET_F64);
                }
                case V128, V_F32X4, V_F64X2 -> {
                    loose(body, kinds.get(i));
                    int vector = body.scratch(Kind.V128);
                    body.op(Opcode.LOCAL_TEE, vector).op(Opcode.I64X2_EXTRACT_LANE).out().u8(0);
                    body.op(Opcode.LOCAL_GET, vector).op(Opcode.I64X2_EXTRACT_LANE).out().u8(1);
                }
                default -> body.op(Opcode.REF_IS_NULL);
            }
        }
    }

    private static void loose(Body body, Kind kind) {
        if (kind.suitable().size() > 1) {
            Values.canonicalise(body, kind);
        }
    }
}
