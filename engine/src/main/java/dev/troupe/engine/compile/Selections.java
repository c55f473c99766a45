package dev.troupe.engine.compile;

import dev.troupe.engine.compile.outline.OutlinePlan;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.Slice;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.validate.Contents;
import dev.troupe.engine.validate.FunctionValidator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The {@code select}s in loops that C2 leaves branches where other compilers move by condition. Wasm computes both operands, but C2 moves
 * what only one way needs to that way, and makes a conditional move only if no more than one instruction is left there (PhaseIdealLoop,
 * conditional_move). So an operand that takes several is kept in a local of its own until the next turn: then the loop's safepoint
 * needs it, too, which costs no instruction. Nor does C2 if the result is compared at once, or multiplied for an address and so are the
 * operands, as it does that before the choice then. So both are hidden from it.
 * Where one way is hardly ever taken, C2 leaves the branch in any case.
 */
final class Selections extends LoopVisitor {
    /** Instructions from which on an operand is kept. */
    private static final int DEEP = 2;

    /** An operand is kept in a variable of the whole method. */
    private static final int MAX_KEPT = 4;

    /** The bytes of a loop in which registers are left for them. */
    private static final int MAX_LOOP = 100;

    /** The depth that stands for what a select with kept operands has answered. */
    private static final int SELECTED = -1;
    /** The bytes of a loop in which what selects choose as an index is hidden. */
    private static final int MAX_INDEXED = 160;

    private static final int SELECT = 0x1B;
    private static final int FIRST_CALL = 0x10;
    private static final int LAST_CALL = 0x15;

    /**
     * Where operands are kept.
     *
     * @param first the local for the first operand, or -1
     * @param second the local for the second operand, or -1
     */
    record Kept(int first, int second) {}

    private record Select(int offset, Kind kind, boolean first, boolean second) {
        int count() {
            return (first ? 1 : 0) + (second ? 1 : 0);
        }
    }

    private final byte[] bytes;
    private final List<Kind> locals;
    /** How many locals the function has. */
    private final int own;
    private final Map<Integer, Kept> kept = new HashMap<>();
    /** The comparisons of what was selected. */
    private final Set<Integer> comparisons = new HashSet<>();
    /** The selects whose results are indices. */
    private final Set<Integer> indices = new HashSet<>();
    /** The selects in loops without further ones and calls. */
    private final Set<Integer> inner = new HashSet<>();
    /** These are of the loop begun last. */
    private final List<Select> selects = new ArrayList<>();

    private final List<Integer> compared = new ArrayList<>();
    private final List<Integer> indexing = new ArrayList<>();
    private final List<Integer> choosing = new ArrayList<>();
    /** By local: the select whose result it was given last. */
    private final Map<Integer, Integer> chosen = new HashMap<>();
    private int loopStart;

    /** Of values in the order of the stack: how many instructions they take, one behind the other. Those further below count for 0. */
    private int[] depths = new int[8];
    /** Of the same values: which select's results they are, or 0. */
    private int[] results = new int[8];
    private int height;
    private final Deque<Boolean> blocks = new ArrayDeque<>();
    /** Whether a loop was begun, no loop has ended since, and nothing was called. */
    private boolean inLoop;

    private int offset;

    private Selections(byte[] bytes, Kind[] kinds) {
        this.bytes = bytes;
        locals = new ArrayList<>(Arrays.asList(kinds));
        own = kinds.length;
    }

    /** Null if the body, which is translated as a whole, has none. */
    static Selections of(FunctionValidator validator, int function, Slice body, Contents contents, Kind[] locals) {
        if (!contents.has(Contents.Kind.LOOP) || !contents.has(Contents.Kind.SELECT)
                || locals.length + MAX_KEPT > OutlinePlan.NEAR_LOCALS) {
            return null;
        }
        var found = new Selections(body.bytes(), locals);
        validator.validate(function, found);
        return found.inner.isEmpty() ? null : found;
    }

    /** The kinds of the function's locals and, behind those, of the further ones in which operands are kept. */
    Kind[] locals() {
        return locals.toArray(new Kind[0]);
    }

    /** Where the operands are kept of the instruction at an offset; null if they are not. */
    Kept kept(int instruction) {
        return kept.get(instruction);
    }

    /** Whether the instruction at an offset compares what was selected. */
    boolean compares(int instruction) {
        return comparisons.contains(instruction);
    }

    /** Whether the select at an offset is in a loop that has no further ones in it and no calls. */
    boolean isInner(int instruction) {
        return inner.contains(instruction);
    }

    /** Whether the result of the select at an offset is multiplied as indices are. */
    boolean isIndex(int instruction) {
        return indices.contains(instruction);
    }

    private void push(int depth) {
        push(depth, 0);
    }

    private void push(int depth, int result) {
        if (height == depths.length) {
            depths = Arrays.copyOf(depths, height * 2);
            results = Arrays.copyOf(results, height * 2);
        }
        results[height] = result;
        depths[height++] = depth;
    }

    /** Which select's result is on top, or 0. */
    private int result() {
        return height == 0 ? 0 : results[height - 1];
    }

    private int pop() {
        return height == 0 ? 0 : depths[--height];
    }

    @Override
    public void position(int at) {
        offset = at;
        int opcode = bytes[at] & 0xFF;
        if (!LaneForms.isPlain(opcode) && opcode != SELECT) {
            height = 0;
        }
        inLoop &= opcode < FIRST_CALL || opcode > LAST_CALL;
    }

    @Override
    void open(boolean loop) {
        blocks.push(loop);
        if (loop) {
            selects.clear();
            compared.clear();
            indexing.clear();
            choosing.clear();
            chosen.clear();
            loopStart = offset;
            inLoop = true;
        }
    }

    @Override
    public void end() {
        if (!blocks.isEmpty() && blocks.pop()) {
            int length = offset - loopStart;
            if (inLoop) {
                inner.addAll(choosing);
            }
            if (inLoop && length <= MAX_LOOP) {
                selects.forEach(this::keep);
                comparisons.addAll(compared);
            }
            if (inLoop && length <= MAX_INDEXED) {
                indices.addAll(indexing);
            }
            inLoop = false;
        }
    }

    private void keep(Select select) {
        if (locals.size() + select.count() <= own + MAX_KEPT) {
            kept.put(select.offset, new Kept(select.first ? keep(select.kind) : -1, select.second ? keep(select.kind) : -1));
        }
    }

    @Override
    public void i32Const(int value) {
        push(0);
    }

    @Override
    public void i64Const(long value) {
        push(0);
    }

    @Override
    public void f32Const(int bits) {
        push(0);
    }

    @Override
    public void f64Const(long bits) {
        push(0);
    }

    @Override
    public void localGet(int local, ValType type) {
        push(0, chosen.getOrDefault(local, 0));
    }

    @Override
    public void localSet(int local, ValType type) {
        choose(local);
        pop();
    }

    @Override
    public void localTee(int local, ValType type) {
        choose(local);
        int result = result();
        push(pop() == SELECTED ? SELECTED : 0, result);
    }

    private void choose(int local) {
        if (result() == 0) {
            chosen.remove(local);
        } else {
            chosen.put(local, result());
        }
    }

    @Override
    public void memoryAccess(Opcode opcode, int memory, long memoryOffset, int alignment) {
        height = 0;
    }

    @Override
    public void plain(Opcode opcode) {
        int operands = opcode.signature().indexOf(':');
        int depth = 0;
        if (opcode == Opcode.I32_SHL && height > 1 && results[height - 2] != 0) {
            indexing.add(results[height - 2]);
        }
        for (int i = 0; i < operands; i++) {
            int operand = pop();
            if (i == operands - 1 && operand == SELECTED && isEquality(opcode)) {
                compared.add(offset);
            }
            depth = Math.max(depth, operand);
        }
        // What a comparison answers is chosen between by a branch.
        push(Comparison.of(opcode) == null ? depth + 1 : 0);
    }

    static boolean isEquality(Opcode opcode) {
        return opcode == Opcode.I32_EQ || opcode == Opcode.I32_NE || opcode == Opcode.I64_EQ || opcode == Opcode.I64_NE;
    }

    @Override
    public void select(ValType type) {
        pop();
        int second = pop();
        int first = pop();
        var kind = Kind.of(type);
        choosing.add(offset);
        boolean isDeep = first >= DEEP || second >= DEEP;
        if (inLoop && isDeep && (kind == Kind.I32 || kind == Kind.I64)) {
            selects.add(new Select(offset, kind, first >= DEEP, second >= DEEP));
            push(SELECTED, offset);
        } else {
            push(1, offset);
        }
    }

    private int keep(Kind kind) {
        locals.add(kind);
        return locals.size() - 1;
    }
}
