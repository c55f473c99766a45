package dev.troupe.tests.differential;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.Opcode;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** Direct and indirect calls, calls of references, and all of these as tail calls. */
final class Calls {
    private Calls() {}

    static void add(Grammar grammar, Sketch sketch) {
        for (var kind : sketch.kinds()) {
            var callees = callees(sketch, signature -> signature.results().stream().anyMatch(kind.suitable()::contains));
            if (!callees.isEmpty()) {
                grammar.expression(8, kind, (body, k, size) -> valueOfCall(body, kind, callees, size));
            }
        }
        grammar.statement(5, Calls::callAndStore);
        if (sketch.has(Feature.TAIL_CALLS)) {
            grammar.statement(2, Calls::tailCall);
        }
    }

    private static List<Integer> callees(Sketch sketch, java.util.function.Predicate<Sketch.Signature> condition) {
        return IntStream.range(0, sketch.functions.size()).filter(i -> condition.test(sketch.functions.get(i))).boxed().toList();
    }

    private static void valueOfCall(Body body, Kind kind, List<Integer> callees, int size) {
        int callee = body.choices.pick(callees);
        call(body, callee, size, false);
        var results = body.sketch.functions.get(callee).results();
        int wanted = IntStream.range(0, results.size()).filter(i -> kind.suitable().contains(results.get(i))).findFirst().orElseThrow();
        int value = -1;
        for (int i = results.size() - 1; i > 0 && i >= wanted; i--) {
            if (i == wanted) {
                value = body.scratch(results.get(i));
                body.op(Opcode.LOCAL_SET, value);
            } else {
                body.op(Opcode.DROP);
            }
        }
        for (int i = 0; i < wanted; i++) {
            body.op(Opcode.DROP);
        }
        if (value >= 0) {
            body.op(Opcode.LOCAL_GET, value);
        }
    }

    private static void callAndStore(Body body, Kind ignored, int size) {
        int callee = body.choices.below(body.sketch.functions.size());
        call(body, callee, size, false);
        body.store(body.sketch.functions.get(callee).results());
    }

    private static void tailCall(Body body, Kind ignored, int size) {
        var callees = callees(body.sketch, signature -> signature.results().equals(body.signature.results()));
        if (!callees.isEmpty()) {
            body.expression(Kind.I32, size / 2);
            body.block(Opcode.IF, List.of(), List.of());
            call(body, body.choices.pick(callees), size / 2, true);
            body.end();
        }
    }

    private static void call(Body body, int callee, int size, boolean tail) {
        var signature = body.sketch.functions.get(callee);
        body.operands(signature.params(), size - 1);
        int type = body.sketch.typeIndex(signature.type());
        BiConsumer<Opcode, Opcode> op = (plain, tailed) -> body.op(tail ? tailed : plain);
        int form = body.choices.below(8);
        if (form < 2) {
            slot(body, callee, size / 4);
            op.accept(Opcode.CALL_INDIRECT, Opcode.RETURN_CALL_INDIRECT);
            body.out().u32(type).u32(0);
        } else if (form == 2 && body.sketch.has(Feature.FUNCTION_REFERENCES)) {
            body.op(Opcode.REF_FUNC, callee);
            op.accept(Opcode.CALL_REF, Opcode.RETURN_CALL_REF);
            body.out().u32(type);
        } else {
            op.accept(Opcode.CALL, Opcode.RETURN_CALL);
            body.out().u32(callee);
        }
    }

    /** The place in the table where the function was at first, mostly. */
    private static void slot(Body body, int callee, int size) {
        boolean wide = body.sketch.table == AddressType.I64;
        if (body.choices.oneIn(4)) {
            Computations.index(body, wide, size, Sketch.TABLE_ELEMENTS - 1);
        } else if (wide) {
            body.i64(callee);
        } else {
            body.i32(callee);
        }
    }
}
