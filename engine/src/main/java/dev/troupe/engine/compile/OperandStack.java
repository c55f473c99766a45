package dev.troupe.engine.compile;

import java.util.Arrays;

/**
 * The wasm operand stack at one point of translation, and where each entry really is.
 *
 * <p>An entry is on the JVM's operand stack, or pending: a constant, a local or a temporary that is pushed when it is needed. Within
 * the current block the JVM entries come first and the pending ones above them; everything below the current block is pending,
 * so that the JVM's stack is empty where a block begins (HotSpot replaces a running loop only if it is). A comparison whose
 * operands are on the JVM's stack may stay open at the top, waiting for the branch that uses it.
 */
final class OperandStack {
    /** Where an entry is. */
    enum Place {
        JVM,
        CONSTANT,
        LOCAL,
        TEMPORARY,
        /** Only at the top: operands on the JVM's stack, {@code comparison} not yet carried out. */
        COMPARISON
    }

    /**
     * Where an i32 came from.
     *
     * @param local the local whose value it is, or -1 for a constant
     */
    record Source(int local, int constant) {
        boolean isConstant() {
            return local < 0;
        }
    }

    /** In place of a local, for a constant i32 or vector that has been put on the JVM's stack: its bits are still known. */
    private static final int KNOWN = -2;

    private final Code code;
    private final Slots slots;
    private Kind[] kinds = new Kind[16];
    private Place[] places = new Place[16];
    /** A constant's bits, or a JVM slot. */
    private long[] values = new long[16];
    /** For vector constants: the upper eight bytes. */
    private long[] highs = new long[16];
    /** For entries that are a local's value, pending or on the JVM's stack: its wasm index; otherwise -1, or {@link #KNOWN}. */
    private int[] locals = new int[16];

    private Comparison comparison;
    /** Where the open comparison's operands came from; null if that is not known. */
    private Source first;

    private Source second;
    /** The entry that is a local plus a constant, or less another local, if nothing but constants and locals were pushed since. */
    private int sumPosition = -1;

    private int sumLocal;
    private int sumConstant;
    /** The local that was subtracted, or -1. */
    private int sumSubtrahend;
    private int height;
    private int base;

    OperandStack(Code code, Slots slots) {
        this.code = code;
        this.slots = slots;
    }

    int height() {
        return height;
    }

    /** The height at which the current block's own entries begin. */
    int base() {
        return base;
    }

    void base(int value) {
        base = value;
    }

    Kind kind(int position) {
        return kinds[position];
    }

    Kind topKind() {
        return kinds[height - 1];
    }

    /** The local whose value the entry is at this moment, or -1. */
    int origin(int position) {
        return places[position] == Place.LOCAL || places[position] == Place.JVM ? Math.max(locals[position], -1) : -1;
    }

    /** Where an i32 entry came from at this moment, or null. */
    Source source(int position) {
        int local = origin(position);
        return places[position] == Place.CONSTANT
                ? new Source(-1, (int) values[position])
                : local >= 0 && slot(position) >= 0 ? new Source(local, 0) : null;
    }

    /** Where the operands of the open comparison at the top came from. */
    Source firstCompared() {
        return first;
    }

    Source secondCompared() {
        return second;
    }

    /** The entry pushed last is a local plus a constant. */
    void noteSum(int local, int constant) {
        sumPosition = height - 1;
        sumLocal = local;
        sumConstant = constant;
        sumSubtrahend = -1;
    }

    /** The entry pushed last is a local less another one. */
    void noteDifference(int local, int subtrahend) {
        noteSum(local, 0);
        sumSubtrahend = subtrahend;
    }

    /** What was added to the local to get the top entry, or 0. */
    int step(int local) {
        return added(height - 1, local);
    }

    /** What was added to the local to get an entry, or 0. */
    int added(int position, int local) {
        return position == sumPosition && position >= 0 && local == sumLocal ? sumConstant : 0;
    }

    /** Whether an entry is a local less another one. */
    boolean isDifference(int position, int local, int subtrahend) {
        return position == sumPosition && position >= 0 && local == sumLocal && subtrahend == sumSubtrahend;
    }

    /** The local to which a constant was added to get the top entry, or -1. */
    int sumTerm() {
        return sumPosition == height - 1 && sumPosition >= 0 && sumSubtrahend < 0 ? sumLocal : -1;
    }

    /** A local got another value: entries on the JVM's stack keep the one it had. */
    void changed(int local) {
        if (local == sumLocal || local == sumSubtrahend) {
            sumPosition = -1;
        }
        for (int i = base; i < height; i++) {
            if (locals[i] == local) {
                locals[i] = -1;
            }
        }
    }

    boolean isTemporary(int position) {
        return places[position] == Place.TEMPORARY;
    }

    /** Whether an entry is in a local that the function's methods share. */
    boolean isShared(int position) {
        return places[position] == Place.LOCAL && values[position] < 0;
    }

    int slot(int position) {
        return (int) values[position];
    }

    private void push(Kind kind, Place place, long value, int local) {
        if (height == kinds.length) {
            int size = height * 2;
            kinds = Arrays.copyOf(kinds, size);
            places = Arrays.copyOf(places, size);
            values = Arrays.copyOf(values, size);
            highs = Arrays.copyOf(highs, size);
            locals = Arrays.copyOf(locals, size);
        }
        closeComparison();
        if (place == Place.JVM || place == Place.TEMPORARY || height <= sumPosition) {
            sumPosition = -1;
        }
        kinds[height] = kind;
        places[height] = place;
        values[height] = value;
        locals[height] = local;
        height++;
    }

    void pushConstant(Kind kind, long bits) {
        push(kind, Place.CONSTANT, bits, -1);
    }

    void pushVector(long low, long high) {
        push(Kind.V128, Place.CONSTANT, low, -1);
        highs[height - 1] = high;
    }

    void pushLocal(Kind kind, int local, int slot) {
        push(kind, Place.LOCAL, slot, local);
    }

    void pushTemporary(Kind kind, int slot) {
        push(kind, Place.TEMPORARY, slot, -1);
    }

    /** The value is on the JVM's stack now, pushed by an instruction just written; nothing below may be pending. */
    void pushJvm(Kind kind) {
        push(kind, Place.JVM, 0, -1);
    }

    /** As {@link #pushJvm}, but moves the value to a temporary if entries below are pending. */
    void pushResult(Kind kind) {
        if (height > base && places[height - 1] != Place.JVM) {
            int slot = slots.temporary(height, kind);
            code.store(kind, slot);
            pushTemporary(kind, slot);
        } else {
            pushJvm(kind);
        }
    }

    /** Several values that are on the JVM's stack now, the last on top. */
    void pushResults(Kind[] results) {
        if (results.length == 0) {
            return;
        }
        if (height > base && places[height - 1] != Place.JVM) {
            for (int i = results.length - 1; i >= 0; i--) {
                code.store(results[i], slots.temporary(height + i, results[i]));
            }
            for (var kind : results) {
                pushTemporary(kind, slots.temporary(height, kind));
            }
        } else {
            for (var kind : results) {
                pushJvm(kind);
            }
        }
    }

    /** Leaves a comparison open; its operands are on the JVM's stack and no entries any more. */
    void pushComparison(Comparison value) {
        pushComparison(value, null, null);
    }

    void pushComparison(Comparison value, Source firstOperand, Source secondOperand) {
        push(Kind.I32, Place.COMPARISON, 0, -1);
        comparison = value;
        first = firstOperand;
        second = secondOperand;
    }

    /** The open comparison at the top, which is popped, or null. */
    Comparison popComparison() {
        if (height > 0 && places[height - 1] == Place.COMPARISON) {
            height--;
            return comparison;
        }
        return null;
    }

    boolean topIsComparison() {
        return height > base && places[height - 1] == Place.COMPARISON;
    }

    /** The open comparison at the top, which stays there, or null. */
    Comparison topComparison() {
        return topIsComparison() ? comparison : null;
    }

    /** The open comparison becomes a number that is calculated with. */
    void closeWithoutBranch() {
        comparison.emitFlag(code);
        places[height - 1] = Place.JVM;
    }

    private void closeComparison() {
        if (height > 0 && places[height - 1] == Place.COMPARISON) {
            comparison.emitValue(code);
            places[height - 1] = Place.JVM;
        }
    }

    boolean topIsConstant() {
        return height > 0 && places[height - 1] == Place.CONSTANT;
    }

    void replaceWithTemporary(int position, int slot) {
        places[position] = Place.TEMPORARY;
        values[position] = slot;
        locals[position] = -1;
    }

    void replaceConstant(int position, long bits) {
        values[position] = bits;
    }

    boolean isConstant(int position) {
        return places[position] == Place.CONSTANT;
    }

    /** Whether an entry is a constant i32, wherever it is now. */
    boolean isKnown(int position) {
        return kinds[position] == Kind.I32 && (isConstant(position) || places[position] == Place.JVM && locals[position] == KNOWN);
    }

    boolean isZero(int position) {
        return isKnown(position) && values[position] == 0;
    }

    /** The low and the high half of a vector that is constant, wherever it is now; otherwise null. */
    long[] constantVector(int position) {
        boolean known = kinds[position] == Kind.V128
                && (isConstant(position) || places[position] == Place.JVM && locals[position] == KNOWN);
        return known ? new long[] {values[position], highs[position]} : null;
    }

    long constant(int position) {
        return values[position];
    }

    /** Removes the top entry, a constant, and returns its bits. */
    long popConstant() {
        return values[--height];
    }

    /** Puts every entry of the current block on the JVM's stack. */
    void flush() {
        closeComparison();
        int first = firstPending();
        for (int i = first; i < height; i++) {
            load(i);
            locals[i] = places[i] == Place.CONSTANT && (kinds[i] == Kind.I32 || kinds[i] == Kind.V128) ? KNOWN : locals[i];
            places[i] = Place.JVM;
        }
    }

    private int firstPending() {
        int i = height;
        while (i > base && places[i - 1] != Place.JVM) {
            i--;
        }
        return i;
    }

    /** Pushes a pending entry's value to the JVM's stack; the entry stays as it is. */
    void load(int position) {
        var kind = kinds[position];
        long value = values[position];
        if (places[position] != Place.CONSTANT) {
            code.load(kind, (int) value);
            return;
        }
        switch (kind) {
            case I32 -> code.pushInt((int) value);
            case I64 -> code.pushLong(value);
            case F32 -> code.pushFloat((int) value);
            case F64 -> code.pushDouble(value);
            case V128 -> {
                code.pushLong(value);
                code.pushLong(highs[position]);
            }
            default -> code.pushDefault(kind);
        }
    }

    /** Pushes the low (0) or high (1) half of a pending vector. */
    void loadHalf(int position, int half) {
        if (places[position] == Place.CONSTANT) {
            code.pushLong(constantHalf(position, half));
        } else {
            VectorParts.loadHalf(kinds[position], slot(position), half, code);
        }
    }

    /** Pushes a pending entry's value; of a vector, the low (0) or high (1) half. */
    void load(int position, int half) {
        if (kinds[position] == Kind.V128 || kinds[position].isLanes()) {
            loadHalf(position, half);
        } else {
            load(position);
        }
    }

    /** Pushes both halves of a pending vector. */
    void loadPair(int position) {
        loadHalf(position, 0);
        loadHalf(position, 1);
    }

    /** Pushes a part of a pending vector as it would be if the vector were of the given kind. */
    void loadPart(int position, Kind kind, int part) {
        if (places[position] == Place.CONSTANT) {
            int perHalf = kind.parts() / 2;
            VectorParts.pushConstant(kind, constantHalf(position, part / perHalf) >>> part % perHalf * (64 / perHalf), code);
        } else {
            VectorParts.load(kinds[position], slot(position), kind, part, code);
        }
    }

    /** Gives the top entry, a vector, the form of another kind. */
    void convertTop(Kind kind) {
        if (topKind() != kind) {
            makePending(1);
            for (int part = 0; part < kind.parts(); part++) {
                loadPart(height - 1, kind, part);
            }
            drop(1);
            pushResult(kind);
        }
    }

    /** Makes pairs of longs of all vectors of the current block. */
    void toPairs() {
        int first = base;
        while (first < height && !kinds[first].isLanes()) {
            first++;
        }
        if (first == height) {
            return;
        }
        makePending(height - first);
        for (int i = first; i < height; i++) {
            if (kinds[i].isLanes()) {
                loadPair(i);
                int slot = slots.temporary(i, Kind.V128);
                code.store(Kind.V128, slot);
                kinds[i] = Kind.V128;
                replaceWithTemporary(i, slot);
            }
        }
    }

    long constantHalf(int position, int half) {
        return half == 0 ? values[position] : highs[position];
    }

    /** Makes sure that the top entry's value is on top of the JVM's stack; the entry stays as it is. */
    void loadTop() {
        closeComparison();
        if (places[height - 1] != Place.JVM) {
            load(height - 1);
        }
    }

    /** Forgets entries whose values the instruction just written has consumed, or that are no longer needed. */
    void drop(int count) {
        height -= count;
    }

    /** Removes the top entry; a value on the JVM's stack is popped there too. */
    void discardTop() {
        closeComparison();
        height--;
        if (places[height] == Place.JVM) {
            code.pop(kinds[height]);
        }
    }

    /** Moves all entries of the current block to where a block may begin: nothing on the JVM's stack, no locals pending. */
    void spill() {
        spill(base);
    }

    /** As {@link #spill()}, for the entries from {@code from} on. */
    void spill(int from) {
        closeComparison();
        for (int i = height - 1; i >= from; i--) {
            if (places[i] == Place.JVM) {
                toTemporary(i);
            }
        }
        for (int i = from; i < height; i++) {
            if (places[i] == Place.LOCAL) {
                load(i);
                toTemporary(i);
            }
        }
    }

    /** Makes the top {@code count} entries pending, so that something can be pushed below them. */
    void makePending(int count) {
        closeComparison();
        for (int i = height - 1; i >= height - count; i--) {
            if (places[i] == Place.JVM) {
                toTemporary(i);
            }
        }
    }

    /**
     * Stores an entry's value, which is on top of the JVM's stack. No local is its origin any more: inner blocks may change the local, and
     * {@link #changed} looks at the current block only.
     */
    private void toTemporary(int position) {
        int slot = slots.temporary(position, kinds[position]);
        code.store(kinds[position], slot);
        replaceWithTemporary(position, slot);
        sumPosition = -1;
    }

    /** Puts the entries below the top {@code count}, which are pending, on the JVM's stack. */
    void flushBelow(int count) {
        closeComparison();
        int limit = height - count;
        int first = Math.min(firstPending(), limit);
        for (int i = first; i < limit; i++) {
            load(i);
            places[i] = Place.JVM;
        }
    }

    /** Pops the top entry into a JVM variable. */
    void popTo(int slot) {
        closeComparison();
        height--;
        if (places[height] != Place.JVM) {
            load(height);
        }
        code.store(kinds[height], slot);
    }

    /** Whether a pending entry of the current block is the given wasm local. */
    boolean isPending(int local) {
        for (int i = height - 1; i >= base && places[i] != Place.JVM; i--) {
            if (places[i] == Place.LOCAL && locals[i] == local) {
                return true;
            }
        }
        return false;
    }

    /** The locals of the entries from {@code from} up to the base, which rest there. */
    int[] resting(int from) {
        return Arrays.copyOfRange(locals, from, base);
    }

    /** The topmost entries below the base, which rest in locals, belong to the current block again. */
    void resume(int count) {
        makePending(height - base);
        base -= count;
    }

    /** The wasm local that an entry is, or -1. */
    int local(int position) {
        return position >= base && places[position] == Place.LOCAL ? locals[position] : -1;
    }

    /** How many entries of the current block are on the JVM's stack. */
    int jvmCount() {
        return Math.max(0, firstPending() - base);
    }

    /**
     * Leaves exactly the top {@code count} values on the JVM's stack and nothing below them, on a path that leaves the block; the
     * entries themselves stay as they are only as far as the caller goes on with a saved state.
     */
    void leaveWith(int count) {
        closeComparison();
        int jvm = jvmCount();
        int below = height - count - base;
        int extra = Math.min(jvm, Math.max(0, below));
        int onStack = jvm - extra;
        if (extra > 0 && onStack > 0) {
            makePending(count);
            onStack = 0;
        }
        for (int i = 0; i < extra; i++) {
            code.pop(kinds[base + extra - 1 - i]);
        }
        for (int i = height - count + onStack; i < height; i++) {
            load(i);
        }
    }

    /** Sets the height, dropping entries above without writing anything. */
    void truncate(int newHeight) {
        height = newHeight;
    }

    /** The verification types of the current block's entries on the JVM's stack. */
    Object[] jvmTypes() {
        int count = jvmCount();
        return Body.frameTypes(Arrays.copyOfRange(kinds, base, base + count));
    }
}
