package dev.troupe.tests.differential;

import dev.troupe.engine.module.Opcode;
import java.util.ArrayList;
import java.util.List;

/** Structured control flow. Each loop uses fuel up or counts, so that all programs end. */
final class Blocks {
    private static final int COUNTED_NESTING = 2;
    private static final int COUNT = 40;

    private Blocks() {}

    static void add(Grammar grammar, Sketch sketch) {
        grammar.expression(4, Blocks::block);
        grammar.expression(4, Blocks::ifElse);
        grammar.expression(2, Blocks::loop);
        grammar.expression(3, Blocks::branchIf);
        grammar.expression(1, Blocks::escape);
        grammar.statement(6, (body, k, size) -> {
            body.block(Opcode.BLOCK, List.of(), List.of());
            body.statements(size);
            body.end();
        });
        grammar.statement(12, Blocks::when);
        grammar.statement(4, Blocks::freeLoop);
        grammar.statement(6, Blocks::countedLoop);
        grammar.statement(8, Blocks::branchIfAway);
        grammar.statement(4, Blocks::leaveIf);
        grammar.statement(2, Blocks::choose);
        grammar.statement(3, Blocks::several);
    }

    private static void block(Body body, Kind kind, int size) {
        body.block(Opcode.BLOCK, List.of(), List.of(kind));
        body.statements(size / 2);
        body.expression(kind, size / 2);
        body.end();
    }

    private static void ifElse(Body body, Kind kind, int size) {
        body.expression(Kind.I32, size / 3);
        body.block(Opcode.IF, List.of(), List.of(kind));
        body.expression(kind, size / 3);
        body.op(Opcode.ELSE);
        body.expression(kind, size / 3);
        body.end();
    }

    private static void loop(Body body, Kind kind, int size) {
        body.block(Opcode.LOOP, List.of(), List.of(kind));
        body.burn(1);
        body.statements(size / 2);
        body.expression(kind, size / 2);
        body.end();
    }

    /** A value that may leave with a branch, where a label takes just that. */
    private static void branchIf(Body body, Kind kind, int size) {
        var labels = body.openLabels().stream().filter(label -> label.kinds().equals(List.of(kind))).toList();
        body.expression(kind, size / 2);
        if (!labels.isEmpty()) {
            body.expression(Kind.I32, size / 2);
            body.op(Opcode.BR_IF, body.depth(body.choices.pick(labels)));
        }
    }

    /** Leaves by a branch where a value is expected; what follows is never reached but must be valid. */
    private static void escape(Body body, Kind kind, int size) {
        body.expression(Kind.I32, size / 3);
        body.block(Opcode.IF, List.of(), List.of(kind));
        body.expression(kind, size / 3);
        body.op(Opcode.ELSE);
        leave(body, kind, size / 3);
        body.end();
    }

    private static void when(Body body, Kind ignored, int size) {
        body.expression(Kind.I32, size / 3);
        body.block(Opcode.IF, List.of(), List.of());
        body.statements(size / 3);
        if (body.choices.oneIn(2)) {
            body.op(Opcode.ELSE);
            body.statements(size / 3);
        }
        body.end();
    }

    /** A loop with parameters, which any branch inside may repeat while there is fuel. */
    private static void freeLoop(Body body, Kind ignored, int size) {
        var kinds = kinds(body, 3);
        body.operands(kinds, size / 4);
        body.block(Opcode.LOOP, kinds, kinds);
        body.burn(1);
        body.store(kinds);
        body.statements(size / 2);
        body.operands(kinds, size / 4);
        body.expression(Kind.I32, size / 4);
        body.op(Opcode.BR_IF, 0);
        body.end();
        body.store(kinds);
    }

    /** The loop that compilers optimise most: a counter, a bound and nothing that changes either. */
    private static void countedLoop(Body body, Kind ignored, int size) {
        if (body.counters.size() >= COUNTED_NESTING) {
            return;
        }
        var choices = body.choices;
        int count = 1 + choices.below(COUNT);
        int step = 1 + choices.below(3);
        int start = choices.oneIn(2) ? 0 : Constants.i32(choices);
        body.burn(count);
        int counter = body.scratch(Kind.I32);
        body.i32(start).op(Opcode.LOCAL_SET, counter);
        body.op(Opcode.LOOP).blockType(List.of(), List.of());
        body.labels.add(new Body.Label(List.of(), false));
        body.counters.push(counter);
        body.statements(size);
        body.counters.pop();
        body.op(Opcode.LOCAL_GET, counter).i32(step).op(Opcode.I32_ADD).op(Opcode.LOCAL_TEE, counter);
        // The last value that the counter takes; comparisons of order only where it does not overflow.
        int end = start + step * count;
        boolean signed = (long) start + (long) step * count == end;
        boolean unsigned = Integer.compareUnsigned(start, end) < 0;
        body.i32(end).op(signed && choices.oneIn(2) ? Opcode.I32_LT_S : unsigned && choices.oneIn(2) ? Opcode.I32_LT_U : Opcode.I32_NE);
        body.op(Opcode.BR_IF, 0);
        body.end();
    }

    private static void branchIfAway(Body body, Kind ignored, int size) {
        var label = body.choices.pick(body.openLabels());
        body.operands(label.kinds(), size / 2);
        body.expression(Kind.I32, size / 2);
        body.op(Opcode.BR_IF, body.depth(label));
        body.store(label.kinds());
    }

    private static void leaveIf(Body body, Kind ignored, int size) {
        if (body.choices.oneIn(12)) {
            leave(body, ignored, size);
        } else {
            body.expression(Kind.I32, size / 2);
            body.block(Opcode.IF, List.of(), List.of());
            leave(body, ignored, size / 2);
            body.end();
        }
    }

    static void leave(Body body, Kind ignored, int size) {
        var choices = body.choices;
        if (choices.oneIn(12)) {
            body.op(Opcode.UNREACHABLE);
        } else if (choices.oneIn(3)) {
            body.operands(body.signature.results(), size);
            body.op(Opcode.RETURN);
        } else {
            var label = choices.pick(body.openLabels());
            body.operands(label.kinds(), size);
            body.op(Opcode.BR, body.depth(label));
        }
    }

    /** Nested blocks and a {@code br_table} over them and over outer labels that take the same. */
    private static void choose(Body body, Kind ignored, int size) {
        var choices = body.choices;
        var kinds = kinds(body, 1);
        int cases = 1 + choices.below(choices.oneIn(6) ? 20 : 5);
        for (int i = 0; i < cases; i++) {
            body.block(Opcode.BLOCK, List.of(), kinds);
        }
        body.operands(kinds, size / 4);
        body.expression(Kind.I32, size / 4);
        if (choices.oneIn(2)) {
            body.i32(cases < 8 ? 7 : 31).op(Opcode.I32_AND);
        }
        var labels = body.openLabels().stream().filter(label -> label.kinds().equals(kinds)).toList();
        int entries = choices.below(cases + 4);
        body.op(Opcode.BR_TABLE).out().u32(entries);
        for (int i = 0; i <= entries; i++) {
            body.out().u32(body.depth(choices.pick(labels)));
        }
        for (int i = 0; i < cases; i++) {
            body.end();
            body.store(kinds);
            body.statements(size / 2 / cases);
            if (i < cases - 1) {
                body.operands(kinds, 1);
            }
        }
    }

    /** A block with parameters and results. */
    private static void several(Body body, Kind ignored, int size) {
        var params = kinds(body, 3);
        var results = new ArrayList<>(kinds(body, 2));
        results.addAll(0, params);
        body.operands(params, size / 3);
        if (body.choices.oneIn(2)) {
            body.expression(Kind.I32, size / 3);
            body.block(Opcode.IF, params, results);
            body.operands(results.subList(params.size(), results.size()), size / 6);
            body.op(Opcode.ELSE);
            body.operands(results.subList(params.size(), results.size()), size / 6);
        } else {
            body.block(Opcode.BLOCK, params, results);
            body.statements(size / 3);
            body.operands(results.subList(params.size(), results.size()), size / 3);
        }
        body.end();
        body.store(results);
    }

    private static List<Kind> kinds(Body body, int most) {
        var kinds = new ArrayList<Kind>();
        int count = body.choices.below(most + 1);
        for (int i = 0; i < count; i++) {
            kinds.add(body.choices.pick(body.sketch.kinds()));
        }
        return kinds;
    }
}
