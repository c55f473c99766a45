package dev.troupe.tests.differential;

import dev.troupe.engine.module.Opcode;
import java.util.List;

/** Constants, locals, globals, {@code select}, and the step from a float to one whose bits are determined. */
final class Values {
    private Values() {}

    static void add(Grammar grammar, Sketch sketch) {
        for (var kind : sketch.kinds()) {
            grammar.leaf(4, kind, Values::constant);
            grammar.leaf(10, kind, Values::read);
            grammar.leaf(3, kind, Values::readGlobal);
        }
        grammar.expression(8, Values::tee);
        grammar.expression(6, Values::select);
        for (var kind : List.of(Kind.F32_BITS, Kind.F64_BITS)) {
            grammar.expression(60, kind, Values::canonical);
        }
        grammar.expression(300, Kind.V128, Values::canonicalLanes);
        for (var kind : Kind.NUMBERS) {
            if (kind.suitable().size() > 1) {
                grammar.expression(40, kind, (body, k, size) -> body.expression(kind.suitable().getLast(), size - 1));
            }
        }
        grammar.statement(30, Values::assign);
        grammar.statement(8, Values::assignGlobal);
        grammar.statement(6, (body, k, size) -> {
            body.expression(body.choices.pick(sketch.kinds()), size);
            body.op(Opcode.DROP);
        });
        grammar.statement(1, (body, k, size) -> body.op(Opcode.NOP));
    }

    static void constant(Body body, Kind kind, int size) {
        var choices = body.choices;
        switch (kind) {
            case I32 -> body.i32(Constants.i32(choices));
            case I64 -> body.i64(Constants.i64(choices));
            case F32, F32_BITS -> body.f32(Constants.f32(choices));
            case F64, F64_BITS -> body.f64(Constants.f64(choices));
            case V128, V_F32X4, V_F64X2 -> {
                long low = Constants.half(choices);
                body.v128(low, choices.oneIn(3) ? low : Constants.half(choices));
            }
            default -> {
                if (body.sketch.tame && Kind.AGGREGATES.contains(kind)) {
                    aggregate(body, kind);
                } else {
                    body.zero(kind);
                }
            }
        }
    }

    /** A constant that is not null. */
    static void aggregate(Body body, Kind kind) {
        switch (kind) {
            case STRUCT, SUB_STRUCT -> body.op(Opcode.STRUCT_NEW_DEFAULT, Aggregates.type(kind));
            case SHORTS, LONGS -> body.i32(8).op(Opcode.ARRAY_NEW_DEFAULT, Aggregates.type(kind));
            default -> body.i32(Constants.i32(body.choices)).op(Opcode.REF_I31);
        }
    }

    private static void read(Body body, Kind kind, int size) {
        var sources = body.readable(kind);
        if (kind == Kind.I32 && !body.counters.isEmpty() && body.choices.oneIn(2)) {
            body.op(Opcode.LOCAL_GET, body.choices.pick(List.copyOf(body.counters)));
        } else if (body.written(kind) >= 0 && body.choices.oneIn(4)) {
            // So that much of what is written is read, on whatever way the code goes there.
            body.op(Opcode.LOCAL_GET, body.written(kind));
        } else if (sources.isEmpty()) {
            constant(body, kind, size);
        } else {
            body.op(Opcode.LOCAL_GET, body.choices.pick(sources));
        }
    }

    private static void readGlobal(Body body, Kind kind, int size) {
        var globals = body.sketch.globals;
        int start = body.choices.below(globals.size());
        for (int i = 0; i < globals.size(); i++) {
            int index = (start + i) % globals.size();
            if (kind.suitable().contains(globals.get(index))) {
                body.op(Opcode.GLOBAL_GET, index + 1);
                return;
            }
        }
        constant(body, kind, size);
    }

    private static void tee(Body body, Kind kind, int size) {
        body.expression(kind, size - 1);
        var targets = body.writable(kind);
        if (!targets.isEmpty()) {
            body.op(Opcode.LOCAL_TEE, body.choices.pick(targets));
        }
    }

    private static void select(Body body, Kind kind, int size) {
        body.operands(List.of(kind, kind, Kind.I32), size - 1);
        if (kind.ordinal() > Kind.V_F64X2.ordinal() || body.choices.oneIn(3)) {
            body.op(Opcode.SELECT_T).out().u32(1).storageType(kind.type);
        } else {
            body.op(Opcode.SELECT);
        }
    }

    /** A float with any NaN replaced by the canonical one. */
    private static void canonical(Body body, Kind kind, int size) {
        boolean single = kind == Kind.F32_BITS;
        body.expression(single ? Kind.F32 : Kind.F64, size - 1);
        canonicalise(body, single ? Kind.F32 : Kind.F64);
    }

    private static void canonicalLanes(Body body, Kind kind, int size) {
        var loose = body.choices.oneIn(2) ? Kind.V_F32X4 : Kind.V_F64X2;
        body.expression(loose, size - 1);
        canonicalise(body, loose);
    }

    /** Turns any NaN in the value on the stack into the canonical one. */
    static void canonicalise(Body body, Kind kind) {
        int value = body.scratch(kind);
        body.op(Opcode.LOCAL_TEE, value);
        switch (kind) {
            case F32 -> body.f32(Constants.NAN_32);
            case F64 -> body.f64(Constants.NAN_64);
            case V_F32X4 -> {
                long lanes = (long) Constants.NAN_32 << 32 | Constants.NAN_32;
                body.v128(lanes, lanes);
            }
            case V_F64X2 -> body.v128(Constants.NAN_64, Constants.NAN_64);
            default -> throw new IllegalArgumentException(kind.toString());
        }
        body.op(Opcode.LOCAL_GET, value).op(Opcode.LOCAL_GET, value);
        switch (kind) {
            case F32 -> body.op(Opcode.F32_EQ).op(Opcode.SELECT);
            case F64 -> body.op(Opcode.F64_EQ).op(Opcode.SELECT);
            case V_F32X4 -> body.op(Opcode.F32X4_EQ).op(Opcode.V128_BITSELECT);
            default -> body.op(Opcode.F64X2_EQ).op(Opcode.V128_BITSELECT);
        }
    }

    private static void assign(Body body, Kind ignored, int size) {
        if (body.variables().isEmpty()) {
            return;
        }
        int local = body.choices.pick(body.variables());
        body.expression(body.kindOf(local), size);
        body.op(Opcode.LOCAL_SET, local);
    }

    private static void assignGlobal(Body body, Kind ignored, int size) {
        int index = body.choices.below(body.sketch.globals.size());
        body.expression(body.sketch.globals.get(index), size);
        body.op(Opcode.GLOBAL_SET, index + 1);
    }
}
