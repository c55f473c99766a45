package dev.troupe.engine.compile.stream;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.module.VecType;
import dev.troupe.engine.validate.SilentVisitor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reads a body and finds its loops over streams of vectors: those without other blocks inside whose turns calculate addresses, load,
 * calculate and store vectors, and ask whether to go on.
 */
public final class LoopReader extends SilentVisitor {
    private static final int MAX_INSTRUCTIONS = 400;
    /** Expressions with shared parts can be much larger as trees, which they are to all that follows. */
    private static final int MAX_SIZE = 500;
    private static final int VECTOR = 16;
    private static final int WORD = 4;

    private final List<StreamLoop> found = new ArrayList<>();
    private final List<Object> stack = new ArrayList<>();
    private Turn turn;
    private int offset;
    private int instructions;
    /** Whether the instruction before is one of those that are understood. */
    private boolean understood = true;

    /** The loops, in order. */
    public List<StreamLoop> found() {
        return found;
    }

    @Override
    public void position(int at) {
        if (!understood || ++instructions > MAX_INSTRUCTIONS) {
            turn = null;
        }
        understood = false;
        offset = at;
    }

    private void push(Object value) {
        stack.add(value);
    }

    /** The top value, or null if nothing is known of it. */
    private Object pop() {
        return stack.isEmpty() ? null : stack.removeLast();
    }

    private Affine popNumber() {
        return pop() instanceof Affine number ? number : null;
    }

    private Vector popVector() {
        return pop() instanceof Vector vector ? vector : null;
    }

    @Override
    public void loop(FuncType type) {
        understood = true;
        instructions = 0;
        stack.clear();
        turn = type.params().isEmpty() ? new Turn(offset) : null;
    }

    @Override
    public void end() {
        turn = null;
    }

    @Override
    public void br(int label) {
        if (turn != null && label == 0) {
            finish();
        }
        turn = null;
    }

    @Override
    public void brIf(int label) {
        if (turn == null) {
            return;
        }
        understood = true;
        var value = pop();
        if (value instanceof Turn.Question(var vector, boolean ifNone, var _)) {
            leave(vector, ifNone == (label == 0), label == 0);
            return;
        }
        var condition = value instanceof Affine number ? new Condition(Opcode.I32_NE, number, Affine.of(0), false) : value;
        var test = condition instanceof Condition known ? known.stays(label == 0, label == 0) : null;
        if (test == null) {
            turn = null;
            return;
        }
        turn.tests.add(test);
        if (label == 0) {
            finish();
        }
    }

    /** Ends the loop where a vector has a bit set. */
    private void leave(Vector vector, boolean known, boolean atEnd) {
        if (!known) {
            turn = null;
            return;
        }
        turn.exits.add(vector);
        if (atEnd) {
            finish();
        }
    }

    private void finish() {
        var loop = new Streams(turn).loop();
        if (loop != null) {
            found.add(loop);
        }
        turn = null;
    }

    // Variables and constants

    @Override
    public void localGet(int local, ValType type) {
        understood = true;
        if (turn == null) {
            return;
        }
        if (turn.assigned.containsKey(local)) {
            push(turn.assigned.get(local));
            return;
        }
        if (type instanceof VecType) {
            push(new Vector.Local(local));
            return;
        }
        turn.inherited.add(local);
        push(type == NumType.I32 || type == NumType.F32 ? Affine.ofLocal(local) : null);
    }

    @Override
    public void localSet(int local, ValType type) {
        understood = true;
        if (turn != null) {
            var value = pop();
            boolean followed = value instanceof Vector || (value instanceof Affine || value instanceof Turn.Ring) && type != NumType.F32;
            turn.assigned.put(local, followed ? value : null);
            if (value instanceof Turn.Lane lane) {
                turn.extracted.add(lane.vector());
            } else if (value instanceof Turn.Question question) {
                turn.extracted.add(question.vector());
            }
        }
    }

    @Override
    public void localTee(int local, ValType type) {
        var value = stack.isEmpty() ? null : stack.getLast();
        localSet(local, type);
        if (turn != null) {
            push(value instanceof Turn.Question ? value : turn.assigned.get(local));
        }
    }

    @Override
    public void i32Const(int value) {
        understood = true;
        push(Affine.of(value));
    }

    /** Stands for its bits, as a local does: nothing but a splat takes it. */
    @Override
    public void f32Const(int bits) {
        i32Const(bits);
    }

    @Override
    public void v128Const(long low, long high) {
        understood = true;
        push(new Vector.Constant(low, high));
    }

    // Calculations

    @Override
    public void plain(Opcode opcode) {
        if (turn == null) {
            return;
        }
        int count = opcode.signature().indexOf(':');
        if (opcode.signature().equals("ii:i") || opcode == Opcode.I32_EQZ) {
            understood = number(opcode);
        } else if (WordOps.has(opcode)) {
            understood = vector(opcode, count);
        } else if (opcode.signature().equals("v:i") && popVector() instanceof Vector vector) {
            var question = Turn.Question.of(opcode, vector);
            push(question);
            understood = question != null;
        }
    }

    private boolean number(Opcode opcode) {
        if (opcode != Opcode.I32_EQZ && stack.size() > 1 && stack.get(stack.size() - 2) instanceof Turn.Question question) {
            stack.set(stack.size() - 2, null);
            var both = question.with(opcode, pop());
            pop();
            push(both);
            return both != null;
        }
        if (opcode == Opcode.I32_AND || opcode == Opcode.I32_OR) {
            var ring = ring(opcode, pop(), pop());
            push(ring);
            return ring != null;
        }
        var value = pop();
        if (opcode == Opcode.I32_EQZ && value instanceof Turn.Question question) {
            push(question.negate());
            return true;
        }
        if (opcode == Opcode.I32_EQZ) {
            push(value instanceof Condition condition
                    ? condition.negate()
                    : value instanceof Affine number ? new Condition(Opcode.I32_EQ, number, Affine.of(0), false) : null);
            return value != null;
        }
        var first = popNumber();
        if (first == null || !(value instanceof Affine second)) {
            return false;
        }
        if (Condition.compares(opcode)) {
            push(new Condition(opcode, first, second, false));
            return true;
        }
        var result = switch (opcode) {
            case I32_ADD -> first.plus(second, 1);
            case I32_SUB -> first.plus(second, -1);
            case I32_MUL -> second.isConstant() ? first.times(second.constant()) : null;
            case I32_SHL -> second.isConstant() ? first.times(1 << second.constant()) : null;
            default -> null;
        };
        push(result);
        return result != null;
    }

    /** The lower bits of a number, with upper ones that stay the same; null if it is something else. */
    private static Turn.Ring ring(Opcode opcode, Object second, Object first) {
        if (!(second instanceof Affine(var factors, int constant)) || !factors.isEmpty()) {
            return null;
        } else if (opcode == Opcode.I32_AND && first instanceof Affine number && constant > 0 && (constant & constant + 1) == 0) {
            return new Turn.Ring(number, constant, 0);
        }
        return opcode == Opcode.I32_OR && first instanceof Turn.Ring(var number, int mask, int fixed) && (constant & mask) == 0
                ? new Turn.Ring(number, mask, fixed | constant)
                : null;
    }

    private boolean vector(Opcode opcode, int count) {
        if (opcode == Opcode.I32X4_SPLAT && !stack.isEmpty() && stack.getLast() instanceof Turn.Loaded(var word)) {
            pop();
            push(LoadForm.of(Opcode.V128_LOAD32_SPLAT).vector(word));
            return true;
        }
        boolean numbered = opcode.signature().charAt(count - 1) != 'v';
        var number = numbered ? popNumber() : null;
        var operands = new ArrayList<Vector>();
        for (int i = numbered ? 1 : 0; i < count; i++) {
            operands.add(popVector());
        }
        if (operands.contains(null) || numbered && number == null) {
            return false;
        }
        Collections.reverse(operands);
        boolean looksUp = opcode == Opcode.I8X16_SWIZZLE || opcode == Opcode.I8X16_RELAXED_SWIZZLE;
        Vector result = looksUp && operands.get(1) instanceof Vector.Constant indices
                ? Vector.Shuffle.swizzle(operands.get(0), indices)
                : new Vector.Operation(opcode, List.copyOf(operands), number);
        push(result);
        return result.size() <= MAX_SIZE;
    }

    @Override
    public void shuffle(long low, long high) {
        var second = popVector();
        var first = popVector();
        if (first != null && second != null) {
            var result = Vector.Shuffle.of(first, second, low, high);
            push(result);
            understood = result.size() <= MAX_SIZE;
        }
    }

    // Memory

    @Override
    public void memoryAccess(Opcode opcode, int memory, long displacement, int alignment) {
        if (turn == null || memory != 0 || displacement < 0 || displacement > Integer.MAX_VALUE) {
            return;
        }
        if (stores(opcode)) {
            var value = pop();
            var address = popNumber();
            if (address != null && value instanceof Vector vector) {
                store(address, displacement, new Turn.Lane(vector, 0, VECTOR));
            } else if (address != null && value instanceof Turn.Lane lane) {
                store(address, displacement, lane);
            }
            return;
        }
        var form = LoadForm.of(opcode);
        var address = form == null && opcode != Opcode.I32_LOAD ? null : popNumber();
        if (address != null && form == null) {
            push(new Turn.Loaded(load(address, displacement, WORD)));
            understood = true;
        } else if (address != null) {
            push(form.vector(load(address, displacement, form.bytes())));
            understood = true;
        }
    }

    private static boolean stores(Opcode opcode) {
        return opcode == Opcode.V128_STORE || opcode == Opcode.I32_STORE || opcode == Opcode.I64_STORE;
    }

    private Vector load(Affine address, long displacement, int bytes) {
        var load = new Vector.Load(address, displacement, bytes);
        turn.loads.add(load);
        return load;
    }

    private void store(Affine address, long displacement, Turn.Lane lane) {
        turn.stores.add(new Turn.Store(address, displacement, lane.bytes(), lane.vector(), lane.firstWord(), turn.loads.size()));
        understood = true;
    }

    @Override
    public void memoryAccessLane(Opcode opcode, int memory, long displacement, int alignment, int lane) {
        if (turn == null || memory != 0 || displacement < 0 || displacement > Integer.MAX_VALUE) {
            return;
        }
        var vector = popVector();
        var address = popNumber();
        int bytes = switch (opcode) {
            case V128_LOAD32_LANE, V128_STORE32_LANE -> WORD;
            case V128_LOAD64_LANE, V128_STORE64_LANE -> 2 * WORD;
            default -> 0;
        };
        if (vector == null || address == null || bytes == 0) {
            return;
        }
        if (opcode == Opcode.V128_STORE32_LANE || opcode == Opcode.V128_STORE64_LANE) {
            store(address, displacement, new Turn.Lane(vector, lane * bytes / WORD, bytes));
        } else {
            push(LoadForm.inserted(vector, load(address, displacement, bytes), bytes, lane));
            understood = true;
        }
    }

    @Override
    public void lane(Opcode opcode, int lane) {
        int bytes = opcode == Opcode.I32X4_EXTRACT_LANE ? WORD : opcode == Opcode.I64X2_EXTRACT_LANE ? 2 * WORD : 0;
        var vector = turn == null || bytes == 0 ? null : popVector();
        if (vector != null) {
            push(new Turn.Lane(vector, lane * bytes / WORD, bytes));
            understood = true;
        }
    }
}
