package dev.troupe.tests.differential;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.Opcode;
import java.util.List;

/**
 * What the engine recognises and translates in a way of its own: loops by their last comparison, interpreters' switches, addresses that are
 * known to be good. Each comes with everything random around and inside that could make the way wrong, above all with other
 * instructions that write the same locals.
 */
final class Idioms {
    private static final List<Opcode> COMPARISONS = List.of(Opcode.I32_NE, Opcode.I32_EQ, Opcode.I32_LT_S, Opcode.I32_LT_U, Opcode.I32_GT_S,
            Opcode.I32_GT_U, Opcode.I32_LE_S, Opcode.I32_LE_U, Opcode.I32_GE_S, Opcode.I32_GE_U);
    private static final List<Opcode> LOADS = List.of(Opcode.I32_LOAD, Opcode.I32_LOAD8_U, Opcode.I32_LOAD8_S, Opcode.I32_LOAD16_U,
            Opcode.I32_LOAD16_S);
    private static final List<Opcode> STORES = List.of(Opcode.I32_STORE, Opcode.I32_STORE8, Opcode.I32_STORE16);

    /** Turns of a loop that its last comparison might not end. */
    private static final int TURNS = 30;
    private static final int MOST_CASES = 40;

    private Idioms() {}

    static void add(Grammar grammar, Sketch sketch) {
        grammar.statement(5, Idioms::loop);
        grammar.statement(1, Idioms::interpreter);
        grammar.expression(3, Kind.I32, Idioms::heldComparison);
        if (hasAddresses(sketch)) {
            grammar.statement(5, Idioms::heldAddress);
            grammar.expression(3, Kind.I32, Idioms::field);
        }
    }

    private static boolean hasAddresses(Sketch sketch) {
        return sketch.memories.getFirst() == AddressType.I32;
    }

    /** An i32 that other statements write, too; a fresh one if there is none. */
    static int variable(Body body) {
        var variables = body.writable(Kind.I32);
        return variables.isEmpty() || body.choices.oneIn(4) ? body.scratch(Kind.I32) : body.choices.pick(variables);
    }

    /** Leaves the block around the loop after so many turns. */
    private static int limit(Body body) {
        int left = body.scratch(Kind.I32);
        body.burn(TURNS);
        body.i32(TURNS).op(Opcode.LOCAL_SET, left);
        return left;
    }

    private static void count(Body body, int left) {
        body.op(Opcode.LOCAL_GET, left).i32(1).op(Opcode.I32_SUB).op(Opcode.LOCAL_TEE, left);
        body.op(Opcode.I32_EQZ).op(Opcode.BR_IF, 1);
    }

    /** A loop that ends by any comparison of a counter with a limit, both of which anything inside may write. */
    private static void loop(Body body, Kind ignored, int size) {
        var choices = body.choices;
        int counter = variable(body);
        int end = variable(body);
        int step = (1 + choices.below(4)) * (choices.oneIn(3) ? -1 : 1) * (choices.oneIn(8) ? 0x1000_0000 : 1);
        int start = choices.oneIn(3) ? Constants.i32(choices) : choices.below(2000);
        int left = limit(body);
        body.i32(start).op(Opcode.LOCAL_SET, counter);
        body.i32(start + step * (1 + choices.below(TURNS)) + (choices.oneIn(4) ? 1 : 0)).op(Opcode.LOCAL_SET, end);
        body.block(Opcode.BLOCK, List.of(), List.of());
        body.block(Opcode.LOOP, List.of(), List.of());
        count(body, left);
        if (hasAddresses(body.sketch) && choices.oneIn(2)) {
            access(body, counter, size / 4);
        }
        if (choices.oneIn(2)) {
            body.statements(size / 2);
        }
        lastComparison(body, counter, end, step);
        body.op(Opcode.BR_IF, 0);
        body.end();
        body.end();
    }

    private static void lastComparison(Body body, int counter, int end, int step) {
        var choices = body.choices;
        if (choices.oneIn(8)) {
            advance(body, counter, step);
            if (choices.oneIn(3)) {
                body.op(Opcode.I32_EQZ);
            }
            return;
        }
        boolean limitFirst = choices.oneIn(4);
        if (limitFirst) {
            limitOfLoop(body, end);
        }
        if (choices.oneIn(6)) {
            // The counter goes on elsewhere, or not at all.
            body.op(Opcode.LOCAL_GET, counter);
        } else {
            advance(body, counter, step);
        }
        if (choices.oneIn(4)) {
            change(body, choices.oneIn(2) ? counter : end);
        }
        if (!limitFirst) {
            limitOfLoop(body, end);
        }
        body.op(choices.pick(COMPARISONS));
        if (choices.oneIn(4)) {
            body.op(Opcode.I32_EQZ);
        }
    }

    private static void advance(Body body, int local, int step) {
        body.op(Opcode.LOCAL_GET, local);
        if (body.choices.oneIn(3)) {
            body.i32(-step).op(Opcode.I32_SUB);
        } else {
            body.i32(step).op(Opcode.I32_ADD);
        }
        body.op(Opcode.LOCAL_TEE, local);
    }

    private static void limitOfLoop(Body body, int end) {
        var choices = body.choices;
        switch (choices.below(6)) {
            case 0 -> body.i32(Constants.i32(choices));
            case 1, 2 -> advance(body, end, choices.below(9) - 4);
            default -> body.op(Opcode.LOCAL_GET, end);
        }
    }

    /** Writes a local in a block of its own, with values on the stack below. */
    private static void change(Body body, int local) {
        body.block(Opcode.BLOCK, List.of(), List.of());
        if (body.choices.oneIn(2)) {
            body.expression(Kind.I32, 2);
            body.op(Opcode.BR_IF, 0);
        }
        switch (body.choices.below(4)) {
            case 0 -> body.expression(Kind.I32, 3);
            case 1 -> body.i32(-1 - body.choices.below(40));
            case 2 -> body.op(Opcode.LOCAL_GET, local).i32(body.choices.below(9) - 4).op(Opcode.I32_ADD);
            default -> {
                body.expression(Kind.I32, 3);
                body.i32(0xFFF).op(Opcode.I32_AND);
            }
        }
        body.op(Opcode.LOCAL_SET, local);
        body.end();
    }

    private static void memarg(Body body, int offset) {
        body.out().u32(0).u64(offset);
    }

    /** Small ones, as the fields of a structure have, and now and then one near the end of a page. */
    private static int offset(Body body) {
        return body.choices.oneIn(10) ? 65_500 + body.choices.below(40) : 4 * body.choices.below(8);
    }

    private static void load(Body body, int offset) {
        body.op(body.choices.pick(LOADS));
        memarg(body, offset);
    }

    /** A load or store at a local, whatever that may be. */
    private static void access(Body body, int local, int size) {
        if (body.choices.oneIn(2)) {
            body.op(Opcode.LOCAL_GET, local);
            body.expression(Kind.I32, size);
            body.op(body.choices.pick(STORES));
            memarg(body, offset(body));
        } else {
            body.op(Opcode.LOCAL_GET, local);
            load(body, offset(body));
            body.store(List.of(Kind.I32));
        }
    }

    /** A field of what a local points to, mostly inside. */
    private static void field(Body body, Kind kind, int size) {
        int local = variable(body);
        if (!body.choices.oneIn(10)) {
            body.op(Opcode.LOCAL_GET, local).i32(0x7FFC).op(Opcode.I32_AND).op(Opcode.LOCAL_SET, local);
        }
        int count = 1 + body.choices.below(3);
        for (int i = 0; i < count; i++) {
            body.op(Opcode.LOCAL_GET, local);
            load(body, offset(body));
            if (i > 0) {
                body.op(Opcode.I32_ADD);
            }
        }
    }

    /** A local that changes while its value waits on the stack, from where it becomes an address. */
    private static void heldAddress(Body body, Kind ignored, int size) {
        int local = variable(body);
        body.op(Opcode.LOCAL_GET, local).i32(0xFFC).op(Opcode.I32_AND).op(Opcode.LOCAL_TEE, local);
        change(body, local);
        body.expression(Kind.I32, size / 2);
        body.op(body.choices.pick(STORES));
        memarg(body, offset(body));
        access(body, local, size / 2);
    }

    /** The same with a comparison. */
    private static void heldComparison(Body body, Kind kind, int size) {
        int local = variable(body);
        body.op(Opcode.LOCAL_GET, local);
        change(body, local);
        body.expression(Kind.I32, size / 2);
        body.op(body.choices.pick(COMPARISONS));
    }

    /** A loop around a switch, whose cases compute from the same few locals and go on with the next turn. */
    private static void interpreter(Body body, Kind ignored, int size) {
        var choices = body.choices;
        int cases = choices.oneIn(3) ? 2 + choices.below(10) : 20 + choices.below(MOST_CASES - 20);
        int counter = variable(body);
        int pointer = variable(body);
        int left = limit(body);
        if (choices.oneIn(2)) {
            body.i32(choices.below(2000)).op(Opcode.LOCAL_SET, pointer);
        }
        body.block(Opcode.BLOCK, List.of(), List.of());
        body.block(Opcode.LOOP, List.of(), List.of());
        count(body, left);
        for (int i = 0; i < cases; i++) {
            body.block(Opcode.BLOCK, List.of(), List.of());
        }
        if (hasAddresses(body.sketch) && choices.oneIn(2)) {
            body.op(Opcode.LOCAL_GET, counter).i32(0xFF).op(Opcode.I32_AND);
            load(body, 0);
        } else {
            advance(body, counter, 1 + choices.below(3));
        }
        body.i32(63).op(Opcode.I32_AND);
        int entries = cases + choices.below(5);
        body.op(Opcode.BR_TABLE, entries);
        for (int i = 0; i <= entries; i++) {
            // The labels behind the cases' are those of the loop and of the block around it.
            body.out().u32(choices.oneIn(8) ? choices.below(cases + 2) : i % cases);
        }
        for (int i = cases - 1; i >= 0; i--) {
            body.end();
            handler(body, pointer, size / cases);
            if (!choices.oneIn(6)) {
                body.op(Opcode.BR, i);
            }
        }
        body.end();
        body.end();
    }

    private static void handler(Body body, int pointer, int size) {
        var choices = body.choices;
        for (int i = choices.below(3); i >= 0; i--) {
            body.op(Opcode.LOCAL_GET, pointer);
            if (hasAddresses(body.sketch) && choices.oneIn(3)) {
                load(body, 4 * choices.below(3));
            } else {
                body.i32(4 * choices.below(3)).op(choices.oneIn(3) ? Opcode.I32_SUB : Opcode.I32_ADD);
            }
            body.store(List.of(Kind.I32));
        }
        if (choices.oneIn(3)) {
            body.statements(Math.max(1, size / 2));
        }
    }
}
