package dev.troupe.tests.differential;

import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.Opcode;
import java.util.ArrayList;
import java.util.List;

/** Exceptions: of WebAssembly 3.0, or the legacy form, never both in one module. */
final class Thrown {
    private Thrown() {}

    static void add(Grammar grammar, Sketch sketch) {
        if (sketch.tags.isEmpty()) {
            return;
        }
        grammar.statement(3, Thrown::throwIf);
        if (sketch.has(Feature.EXCEPTIONS)) {
            grammar.statement(5, Thrown::tryTable);
            grammar.statement(1, (body, k, size) -> {
                body.expression(Kind.I32, size / 2);
                body.block(Opcode.IF, List.of(), List.of());
                body.expression(Kind.EXN, size / 2);
                body.op(Opcode.THROW_REF);
                body.end();
            });
        } else {
            grammar.statement(6, Thrown::tryCatch);
            grammar.statement(1, Thrown::delegate);
        }
    }

    private static void throwIf(Body body, Kind ignored, int size) {
        int tag = body.choices.below(body.sketch.tags.size());
        body.expression(Kind.I32, size / 2);
        body.block(Opcode.IF, List.of(), List.of());
        body.operands(body.sketch.tags.get(tag), size / 2);
        body.op(Opcode.THROW, tag);
        body.end();
    }

    /** What handlers are around: mostly something is thrown in the middle. Gives a local that changes before and behind that. */
    private static int tried(Body body, int size) {
        int changing = Idioms.variable(body);
        body.statements(size / 3);
        if (!body.choices.oneIn(3)) {
            body.expression(Kind.I32, size / 6);
            body.op(Opcode.LOCAL_SET, changing);
            throwIf(body, null, size / 6);
            body.expression(Kind.I32, size / 6);
            body.op(Opcode.LOCAL_SET, changing);
        }
        body.statements(size / 3);
        return changing;
    }

    /** Behind all handlers: what they find in that local is for everybody to see. */
    private static void show(Body body, int changing) {
        if (body.choices.oneIn(2)) {
            body.op(Opcode.LOCAL_GET, changing).op(Opcode.GLOBAL_GET, 1).op(Opcode.I32_XOR).op(Opcode.GLOBAL_SET, 1);
        }
    }

    /** A clause of a {@code try_table}: its code, its tag or -1 for all, and what it puts on the stack. */
    private record Clause(int code, int tag, List<Kind> kinds) {
        static Clause random(Sketch sketch) {
            int code = sketch.choices.below(4);
            int tag = code < 2 ? sketch.choices.below(sketch.tags.size()) : -1;
            var kinds = new ArrayList<Kind>(tag < 0 ? List.of() : sketch.tags.get(tag));
            if (code % 2 == 1) {
                kinds.add(Kind.EXN);
            }
            return new Clause(code, tag, kinds);
        }

        void write(Body body, int depth) {
            body.out().u8(code);
            if (tag >= 0) {
                body.out().u32(tag);
            }
            body.out().u32(depth);
        }
    }

    private static void tryTable(Body body, Kind ignored, int size) {
        var clauses = new ArrayList<Clause>();
        clauses.add(Clause.random(body.sketch));
        var kinds = clauses.getFirst().kinds();
        body.block(Opcode.BLOCK, List.of(), kinds);
        var depths = new ArrayList<Integer>(List.of(0));
        for (int i = body.choices.below(3); i > 0; i--) {
            var clause = Clause.random(body.sketch);
            var labels = body.openLabels().stream().filter(label -> label.kinds().equals(clause.kinds())).toList();
            if (!labels.isEmpty()) {
                clauses.add(clause);
                depths.add(body.depth(body.choices.pick(labels)));
            }
        }
        var results = body.choices.oneIn(2) ? kinds : List.<Kind>of();
        body.block(Opcode.TRY_TABLE, List.of(), results);
        body.out().u32(clauses.size());
        for (int i = 0; i < clauses.size(); i++) {
            clauses.get(i).write(body, depths.get(i));
        }
        int changing = tried(body, size);
        body.operands(results, size / 4);
        body.end();
        if (results.isEmpty()) {
            body.operands(kinds, size / 4);
        }
        body.end();
        body.store(kinds);
        show(body, changing);
    }

    private static void tryCatch(Body body, Kind ignored, int size) {
        body.block(Opcode.TRY, List.of(), List.of());
        var label = body.labels.getLast();
        int changing = tried(body, size / 2);
        for (int i = body.choices.below(3); i > 0; i--) {
            int tag = body.choices.below(body.sketch.tags.size());
            body.op(Opcode.CATCH, tag);
            body.store(body.sketch.tags.get(tag));
            handler(body, label, size / 4);
        }
        if (body.choices.oneIn(2)) {
            body.op(Opcode.CATCH_ALL);
            handler(body, label, size / 4);
        }
        body.end();
        show(body, changing);
    }

    private static void handler(Body body, Body.Label label, int size) {
        body.statements(size);
        if (body.choices.oneIn(3)) {
            body.expression(Kind.I32, size / 2);
            body.block(Opcode.IF, List.of(), List.of());
            body.op(Opcode.RETHROW, body.depth(label));
            body.end();
        }
    }

    private static void delegate(Body body, Kind ignored, int size) {
        var label = body.choices.pick(body.labels);
        body.block(Opcode.TRY, List.of(), List.of());
        body.statements(size);
        body.labels.removeLast();
        body.op(Opcode.DELEGATE, body.depth(label));
    }
}
