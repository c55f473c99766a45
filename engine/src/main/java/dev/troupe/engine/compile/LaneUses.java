package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.module.VecType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Which form each local and each load of a body should have. Values that meet in a local, or in an instruction that knows bits only,
 * are a class; each instruction that makes or takes a value of the class votes for the form it works on, more the deeper it is in loops.
 *
 * <p>Values are followed through plain instructions. At any other the stack is forgotten, and with it some votes: then code is slower,
 * not wrong.
 */
final class LaneUses extends LoopVisitor {
    private static final int NOBODY = -1;
    private static final int KINDS = Kind.values().length;
    /** An instruction in a loop counts as much as so many outside. */
    private static final int LOOP_FACTOR = 8;
    private static final int MAX_WEIGHT = 1 << 12;

    private final byte[] bytes;
    private final int start;
    /** The class that a value belongs to, by way of other values. */
    private int[] parents;
    private long[] votes;
    private int values;
    private final int[] locals;
    /** By offset from the start: the value of the load there, or 0; locals come first, so that no load has 0 if there are any. */
    private final int[] loads;
    /** The same of loads of one number for all lanes. */
    private final int[] splats;
    private int[] stack = new int[32];
    private int height;
    private final List<Boolean> blocks = new ArrayList<>();
    private int weight = 1;
    private int offset;
    private boolean any;
    private int accesses;
    private final ConstantLocals constants = new ConstantLocals();

    LaneUses(byte[] bytes, int start, int end, Kind[] kinds, int params) {
        this.bytes = bytes;
        this.start = start;
        parents = new int[64];
        votes = new long[64 * KINDS];
        newValue();
        locals = new int[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            locals[i] = kinds[i] == Kind.V128 && i >= params ? newValue() : NOBODY;
        }
        loads = new int[end - start];
        splats = new int[end - start];
    }

    /** Whether there is any vector instruction but those on single lanes. */
    boolean any() {
        return any;
    }

    /** The form of a local that is a vector. */
    Kind local(int local) {
        return kind(locals[local]);
    }

    /** How many accesses of memories there are if a vector that should have a form takes so many. */
    int accesses(ToIntFunction<Kind> each) {
        return accesses + Arrays.stream(loads).filter(value -> value != 0).map(value -> each.applyAsInt(kind(value))).sum();
    }

    /** What the instruction there finds in a local, if that is a constant; otherwise null. */
    ConstantLocals.Constant constant(int at) {
        return constants.at(at);
    }

    /** The form of the vector that the instruction there loads. */
    Kind load(int at) {
        int value = loads[at - start] + splats[at - start];
        return value == 0 ? Kind.V128 : kind(value);
    }

    private Kind kind(int value) {
        int root = root(value);
        var best = Kind.V128;
        for (var kind : Kind.values()) {
            if (votes[root * KINDS + kind.ordinal()] > votes[root * KINDS + best.ordinal()]) {
                best = kind;
            }
        }
        return best;
    }

    private int newValue() {
        if (values == parents.length) {
            parents = Arrays.copyOf(parents, values * 2);
            votes = Arrays.copyOf(votes, votes.length * 2);
        }
        parents[values] = values;
        return values++;
    }

    private int root(int value) {
        int at = value;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }

    private int join(int a, int b) {
        if (a == NOBODY || b == NOBODY) {
            return a == NOBODY ? b : a;
        }
        int from = root(b);
        int to = root(a);
        if (from != to) {
            parents[from] = to;
            for (int kind = 0; kind < KINDS; kind++) {
                votes[to * KINDS + kind] += votes[from * KINDS + kind];
            }
        }
        return to;
    }

    private void vote(int value, Kind kind) {
        if (value != NOBODY) {
            votes[root(value) * KINDS + kind.ordinal()] += weight;
        }
    }

    private void push(int value) {
        if (height == stack.length) {
            stack = Arrays.copyOf(stack, height * 2);
        }
        stack[height++] = value;
    }

    private int pop() {
        return height == 0 ? NOBODY : stack[--height];
    }

    private void result(Kind kind) {
        int value = newValue();
        vote(value, kind);
        push(value);
    }

    // What moves values

    @Override
    public void position(int at) {
        offset = at;
        constants.position(at);
        if (!LaneForms.isPlain(bytes[at] & 0xFF)) {
            height = 0;
        }
    }

    @Override
    public void localGet(int local, ValType type) {
        constants.get(local);
        push(type instanceof VecType ? locals[local] : NOBODY);
    }

    @Override
    public void localSet(int local, ValType type) {
        constants.set(local);
        int value = pop();
        if (type instanceof VecType && locals[local] != NOBODY) {
            join(locals[local], value);
        }
    }

    @Override
    public void localTee(int local, ValType type) {
        localSet(local, type);
        localGet(local, type);
    }

    @Override
    public void i32Const(int value) {
        push(NOBODY);
    }

    @Override
    public void i64Const(long value) {
        push(NOBODY);
    }

    @Override
    public void f32Const(int bits) {
        push(NOBODY);
    }

    @Override
    public void f64Const(long bits) {
        push(NOBODY);
    }

    /** A constant has every form. */
    @Override
    public void v128Const(long low, long high) {
        constants.constant(low, high);
        push(NOBODY);
    }

    // What uses them

    @Override
    public void plain(Opcode opcode) {
        int count = opcode.signature().indexOf(':');
        boolean vector = opcode.signature().endsWith("v");
        any |= VectorForm.isVector(opcode);
        if (!VectorForm.isVector(opcode)) {
            other(count, opcode.signature().length() > count + 1);
        } else if (LaneForm.isBitwise(opcode)) {
            push(join(pop(), pop()));
        } else if (LaneForm.of(opcode) != null) {
            lanes(count, LaneForm.of(opcode).kind(), LaneForm.of(opcode).kind());
        } else if (LaneWidening.of(opcode) != null && LaneWidening.of(opcode).wantsLanes()) {
            lanes(count, LaneWidening.of(opcode).operand(), LaneWidening.of(opcode).result());
        } else if (vector) {
            lanes(count, Kind.V128, Kind.V128);
        } else {
            vote(pop(), Kind.V128);
            push(NOBODY);
        }
    }

    private void other(int operands, boolean result) {
        for (int i = 0; i < operands; i++) {
            pop();
        }
        if (result) {
            push(NOBODY);
        }
    }

    private void lanes(int operands, Kind operand, Kind result) {
        for (int i = 0; i < operands; i++) {
            vote(pop(), operand);
        }
        result(result);
    }

    @Override
    public void lane(Opcode opcode, int lane) {
        var kind = switch (opcode.text().substring(0, 5)) {
            case "i32x4" -> Kind.I32X4;
            case "f32x4" -> Kind.F32X4;
            case "f64x2" -> Kind.F64X2;
            default -> Kind.V128;
        };
        if (opcode.signature().endsWith("v")) {
            pop();
            int value = pop();
            vote(value, kind);
            push(value == NOBODY ? newValue() : value);
        } else {
            vote(pop(), kind);
            push(NOBODY);
        }
    }

    @Override
    public void shuffle(long low, long high) {
        int second = pop();
        int first = pop();
        if (Shuffle.movesInts(low, high)) {
            push(join(first, second));
        } else {
            vote(first, Kind.V128);
            vote(second, Kind.V128);
            result(Kind.V128);
        }
    }

    @Override
    public void memoryAccess(Opcode opcode, int memory, long displacement, int alignment) {
        if (opcode == Opcode.V128_LOAD) {
            pop();
            any = true;
            int value = newValue();
            loads[offset - start] = value;
            push(value);
        } else if (opcode == Opcode.V128_LOAD32_SPLAT || opcode == Opcode.V128_LOAD64_SPLAT) {
            pop();
            any = true;
            int value = newValue();
            splats[offset - start] = value;
            push(value);
        } else if (opcode.signature().endsWith("v")) {
            pop();
            result(Kind.V128);
        } else {
            accesses += opcode == Opcode.V128_STORE ? 2 : 1;
            other(opcode.signature().indexOf(':'), !opcode.signature().endsWith(":"));
        }
    }

    @Override
    public void memoryAccessLane(Opcode opcode, int memory, long displacement, int alignment, int lane) {
        vote(pop(), Kind.V128);
        pop();
        if (opcode.signature().endsWith("v")) {
            result(Kind.V128);
        }
    }

    // Loops

    @Override
    void open(boolean loop) {
        blocks.add(loop);
        constants.begin(loop);
        weight = loop ? Math.min(MAX_WEIGHT, weight * LOOP_FACTOR) : weight;
    }

    @Override
    public void end() {
        constants.end();
        if (!blocks.isEmpty() && blocks.removeLast()) {
            long loops = blocks.stream().filter(loop -> loop).count();
            weight = (int) Math.min(MAX_WEIGHT, Math.pow(LOOP_FACTOR, loops));
        }
    }

    // Other ways through a block, where nothing is known of what this one has done

    @Override
    public void else_() {
        constants.other();
    }

    @Override
    public void catch_(int tag) {
        constants.other();
    }

    @Override
    public void catchAll() {
        constants.other();
    }
}
