package dev.troupe.tests.differential;

import dev.troupe.engine.module.BinaryWriter;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Function;
import dev.troupe.engine.module.LocalRun;
import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.module.VecType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A function body under construction: the code so far, its locals and the labels around the place where the code goes on. */
final class Body {
    /** Where a branch may go. The loop of a counted loop is not open, for it must end. */
    record Label(List<Kind> kinds, boolean open) {}

    /** The most that one exported call may use. */
    static final int FUEL = 2000;
    private static final int CALL_COST = 25;

    final Sketch sketch;
    final Choices choices;
    final Sketch.Signature signature;
    final List<Label> labels = new ArrayList<>();
    /** Counters of the counted loops around, which nothing else may change. */
    final Deque<Integer> counters = new ArrayDeque<>();

    private final Grammar grammar;
    private final BinaryWriter out = new BinaryWriter(256);
    private final List<Kind> locals = new ArrayList<>();
    private final List<Integer> variables = new ArrayList<>();
    /** The local of each kind that was written last. */
    private final Map<Kind, Integer> written = new EnumMap<>(Kind.class);

    Body(Sketch sketch, Grammar grammar, Sketch.Signature signature) {
        this.sketch = sketch;
        this.choices = sketch.choices;
        this.grammar = grammar;
        this.signature = signature;
        locals.addAll(signature.params());
        labels.add(new Label(signature.results(), true));
        for (int i = 0; i < locals.size(); i++) {
            variables.add(i);
        }
    }

    /** Gives the function variables of its own, for any statement to read and write. */
    void declareVariables(int count) {
        var kinds = sketch.kinds();
        for (int i = 0; i < count; i++) {
            var kind = choices.pick(kinds);
            variables.add(scratch(kind));
            if (sketch.tame && Kind.AGGREGATES.contains(kind)) {
                Values.aggregate(this, kind);
                op(Opcode.LOCAL_SET, variables.getLast());
            }
        }
    }

    /**
     * Gives the function locals that hardly anybody names, so that those declared later have great numbers: an engine keeps what is beyond
     * its first thousand in another way.
     */
    void declareUnused(int count) {
        for (int rest = count; rest > 0;) {
            var kind = choices.pick(Kind.NUMBERS);
            int part = Math.min(rest, sketch.kinds().contains(kind) ? 1 + choices.below(count) : 0);
            locals.addAll(Collections.nCopies(part, kind));
            rest -= part;
        }
        variables.add(choices.below(locals.size()));
    }

    Function finish() {
        out.opcode(Opcode.END);
        var runs = new ArrayList<LocalRun>();
        for (int start = signature.params().size(), i = start; i < locals.size(); i++) {
            if (i + 1 == locals.size() || locals.get(i + 1).type != locals.get(i).type) {
                runs.add(new LocalRun(i + 1 - start, locals.get(i).type));
                start = i + 1;
            }
        }
        return new Function(sketch.typeIndex(signature.type()), runs, Slice.of(out.toByteArray()));
    }

    // Nodes of the program

    /** An expression of a kind, with about {@code size} instructions. */
    void expression(Kind kind, int size) {
        if (choices.enter()) {
            grammar.expression(kind, size, choices).emit(this, kind, size);
        } else {
            zero(kind);
        }
        choices.leave();
    }

    void statement(int size) {
        if (choices.enter()) {
            grammar.statement(choices).emit(this, null, size);
        }
        choices.leave();
    }

    void statements(int size) {
        for (int rest = size; rest > 0;) {
            int part = 1 + choices.below(Math.max(1, Math.min(rest, 30)));
            statement(part);
            rest -= part + 1;
        }
    }

    /** Several expressions, left to right; now and then they come out of a block. */
    void operands(List<Kind> kinds, int size) {
        if (kinds.size() > 1 && size > 6 && choices.oneIn(16)) {
            block(Opcode.BLOCK, List.of(), kinds);
            statements(size / 4);
            plainOperands(kinds, size * 3 / 4);
            end();
        } else if (kinds.size() == 2 && kinds.getFirst() == kinds.getLast() && choices.oneIn(20)) {
            // Both the same: what no two random values are.
            int operand = scratch(kinds.getFirst());
            expression(kinds.getFirst(), size - 2);
            op(Opcode.LOCAL_TEE, operand).op(Opcode.LOCAL_GET, operand);
        } else {
            plainOperands(kinds, size);
        }
    }

    private void plainOperands(List<Kind> kinds, int size) {
        int[] sizes = choices.divide(size, kinds.size());
        for (int i = 0; i < sizes.length; i++) {
            expression(kinds.get(i), sizes[i]);
        }
    }

    // Instructions

    Body op(Opcode opcode) {
        out.opcode(opcode);
        return this;
    }

    Body op(Opcode opcode, int... immediates) {
        out.opcode(opcode);
        for (int immediate : immediates) {
            out.u32(immediate);
        }
        if (opcode == Opcode.LOCAL_SET || opcode == Opcode.LOCAL_TEE) {
            written.put(locals.get(immediates[0]), immediates[0]);
        }
        return this;
    }

    BinaryWriter out() {
        return out;
    }

    Body i32(int value) {
        out.opcode(Opcode.I32_CONST).signed(value);
        return this;
    }

    Body i64(long value) {
        out.opcode(Opcode.I64_CONST).signed(value);
        return this;
    }

    Body f32(int bits) {
        out.opcode(Opcode.F32_CONST).fixed32(bits);
        return this;
    }

    Body f64(long bits) {
        out.opcode(Opcode.F64_CONST).fixed64(bits);
        return this;
    }

    Body v128(long low, long high) {
        out.opcode(Opcode.V128_CONST).fixed64(low).fixed64(high);
        return this;
    }

    /** The default value of a kind. */
    void zero(Kind kind) {
        zero(out, kind.type);
    }

    static void zero(BinaryWriter out, ValType type) {
        switch (type) {
            case NumType.I32 -> out.opcode(Opcode.I32_CONST).signed(0);
            case NumType.I64 -> out.opcode(Opcode.I64_CONST).signed(0);
            case NumType.F32 -> out.opcode(Opcode.F32_CONST).fixed32(0);
            case NumType.F64 -> out.opcode(Opcode.F64_CONST).fixed64(0);
            case VecType v -> out.opcode(Opcode.V128_CONST).fixed64(0).fixed64(0);
            case RefType r -> out.opcode(Opcode.REF_NULL).heapType(r.heapType());
        }
    }

    /** A fresh local, for the caller alone. */
    int scratch(Kind kind) {
        locals.add(kind);
        return locals.size() - 1;
    }

    /** The variables whose values may stand for a kind. */
    List<Integer> readable(Kind kind) {
        return variables.stream().filter(local -> kind.suitable().contains(locals.get(local))).toList();
    }

    /** The local that was written last of those whose values may stand for a kind; -1 if none was. */
    int written(Kind kind) {
        return kind.suitable().stream().map(written::get).filter(Objects::nonNull).findFirst().orElse(-1);
    }

    /** The variables that take values of a kind. */
    List<Integer> writable(Kind kind) {
        return variables.stream().filter(local -> locals.get(local) == kind).toList();
    }

    Kind kindOf(int local) {
        return locals.get(local);
    }

    List<Integer> variables() {
        return variables;
    }

    /** Takes values off the stack, into variables where there are fitting ones. */
    void store(List<Kind> kinds) {
        for (var kind : kinds.reversed()) {
            var targets = writable(kind);
            if (targets.isEmpty() || choices.oneIn(4)) {
                op(Opcode.DROP);
            } else {
                op(Opcode.LOCAL_SET, choices.pick(targets));
            }
        }
    }

    // Blocks and branches

    /** Begins a block, whose label is open unless it is a counted loop's. */
    void block(Opcode opcode, List<Kind> params, List<Kind> results) {
        op(opcode);
        blockType(params, results);
        labels.add(new Label(opcode == Opcode.LOOP ? params : results, true));
    }

    void blockType(List<Kind> params, List<Kind> results) {
        if (params.isEmpty() && results.isEmpty()) {
            out.u8(0x40);
        } else if (params.isEmpty() && results.size() == 1) {
            out.storageType(results.getFirst().type);
        } else {
            out.signed(sketch.typeIndex(FuncType.of(Kind.types(params), Kind.types(results))));
        }
    }

    void end() {
        op(Opcode.END);
        labels.removeLast();
    }

    /** The number of a label as branches at this place count. */
    int depth(Label label) {
        for (int i = labels.size() - 1; i >= 0; i--) {
            if (labels.get(i) == label) {
                return labels.size() - 1 - i;
            }
        }
        throw new IllegalStateException("no such label");
    }

    List<Label> openLabels() {
        return labels.stream().filter(Label::open).toList();
    }

    /** Returns default values if the fuel does not suffice for {@code cost}. */
    void burn(int cost) {
        op(Opcode.GLOBAL_GET, Sketch.FUEL).i32(cost).op(Opcode.I32_SUB).op(Opcode.GLOBAL_SET, Sketch.FUEL);
        op(Opcode.GLOBAL_GET, Sketch.FUEL).i32(0).op(Opcode.I32_LT_S).op(Opcode.IF);
        out.u8(0x40);
        signature.results().forEach(this::zero);
        op(Opcode.RETURN).op(Opcode.END);
    }

    void burnCall() {
        burn(CALL_COST);
    }
}
