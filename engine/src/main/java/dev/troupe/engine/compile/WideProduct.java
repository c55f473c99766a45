package dev.troupe.engine.compile;

import dev.troupe.engine.module.BinaryReader;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Function;
import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.validate.BodyVisitor;
import java.util.List;

/**
 * A function that multiplies 128-bit integers by halves of 64-bit ones: what compilers call {@code __multi3}, for which wasm has no
 * instruction (without wide arithmetic), and any other that computes the same in one of the same ways. The JVM has an instruction.
 *
 * <p>The function takes an address and two integers of two i64 each, the low one first, and stores the two of their product. Where all
 * callers give zero for a high half, optimisers leave that out.
 *
 * @param factors the parameters that are the integers
 * @param highFirst whether the high half is stored first
 * @param stores where the two stores are, for traces
 */
record WideProduct(Factors factors, boolean highFirst, int[] stores) {
    private static final int NONE = -1;

    /** The parameters with the halves of both factors; high ones may be {@link #NONE}. */
    private record Factors(int low, int high, int otherLow, int otherHigh) {
        int params() {
            return Math.max(Math.max(low, high), Math.max(otherLow, otherHigh)) + 1;
        }
    }

    private static final List<Factors> ALL_FACTORS = List.of(
            new Factors(1, 2, 3, 4), new Factors(1, 2, 3, NONE), new Factors(1, NONE, 2, 3), new Factors(1, NONE, 2, NONE));
    private static final int MOST_BYTES = 400;
    private static final int MOST_LOCALS = 32;
    private static final long LOWER = 0xFFFFFFFFL;

    /** Null if the function is something else. */
    static WideProduct of(FuncType type, Function function) {
        int params = type.params().size();
        boolean fits = params >= 3 && params <= 5 && type.results().isEmpty() && function.body().length() <= MOST_BYTES
                && type.params().getFirst() == NumType.I32
                && type.params().subList(1, params).stream().allMatch(param -> param == NumType.I64);
        return fits ? new Reading(function, params).product() : null;
    }

    /** Reports another body to a visitor: the product of the low halves, to whose high half the other two products are added. */
    void report(BodyVisitor to, int start) {
        to.position(start);
        to.localGet(factors.low, NumType.I64);
        to.localGet(factors.otherLow, NumType.I64);
        to.plain(Opcode.I64_MUL_WIDE_U);
        addProduct(to, factors.high, factors.otherLow);
        addProduct(to, factors.otherHigh, factors.low);
        to.localSet(factors.otherLow, NumType.I64);
        to.localSet(factors.low, NumType.I64);
        store(to, stores[0], highFirst);
        store(to, stores[1], !highFirst);
        to.end();
    }

    private static void addProduct(BodyVisitor to, int first, int second) {
        if (first == NONE) {
            return;
        }
        to.localGet(first, NumType.I64);
        to.localGet(second, NumType.I64);
        to.plain(Opcode.I64_MUL);
        to.plain(Opcode.I64_ADD);
    }

    private void store(BodyVisitor to, int position, boolean high) {
        to.position(position);
        to.localGet(0, NumType.I32);
        to.localGet(high ? factors.otherLow : factors.low, NumType.I64);
        to.memoryAccess(Opcode.I64_STORE, 0, high ? 8 : 0, 0);
    }

    /** Runs a straight body on terms. */
    private static final class Reading {
        private static final int UNKNOWN = -1;

        private static final int END = 0x0B;
        private static final int LOCAL_GET = 0x20;
        private static final int LOCAL_SET = 0x21;
        private static final int LOCAL_TEE = 0x22;
        private static final int I64_STORE = 0x37;

        private final int params;
        private final BinaryReader in;
        private final Terms terms = new Terms();
        private final int[] locals = new int[MOST_LOCALS];
        private final int[] stack = new int[MOST_BYTES];
        private int height;
        private final int[] stored = {UNKNOWN, UNKNOWN};
        private final int[] stores = new int[2];
        private boolean highFirst;
        private int count;

        Reading(Function function, int params) {
            this.params = params;
            in = new BinaryReader(function.body());
            for (int i = 0; i < locals.length; i++) {
                locals[i] = i < params ? terms.variable(i) : UNKNOWN;
            }
        }

        WideProduct product() {
            while (!in.atEnd()) {
                if (!step()) {
                    return null;
                }
            }
            for (var factors : ALL_FACTORS) {
                if (count == 2 && factors.params() == params && (isProduct(factors, false) || isProduct(factors, true))) {
                    return new WideProduct(factors, highFirst, stores);
                }
            }
            return null;
        }

        private boolean step() {
            int at = in.position();
            int opcode = in.readByte();
            switch (opcode) {
                case LOCAL_GET, LOCAL_SET, LOCAL_TEE -> {
                    int local = in.readU32();
                    if (local < 0 || local >= locals.length) {
                        return false;
                    }
                    if (opcode == LOCAL_GET) {
                        stack[height++] = locals[local];
                    } else {
                        locals[local] = stack[height - 1];
                        height -= opcode == LOCAL_SET ? 1 : 0;
                    }
                    return locals[local] != UNKNOWN;
                }
                case Terms.CONSTANT -> stack[height++] = terms.constant(in.readS64());
                case Terms.EXTEND_I32_U -> stack[height - 1] = terms.of(opcode, stack[height - 1]);
                case I64_STORE -> {
                    return store(at);
                }
                case Terms.LT_U, Terms.ADD, Terms.MUL, Terms.AND, Terms.OR, Terms.SHL, Terms.SHR_U -> {
                    height--;
                    stack[height - 1] = terms.of(opcode, stack[height - 1], stack[height]);
                }
                case END -> {
                    return in.atEnd();
                }
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean store(int at) {
            // Of another memory than the first.
            boolean elsewhere = in.readU32() >= 0x40;
            long offset = in.readU64();
            height -= 2;
            if (elsewhere || count == 2 || offset != 0 && offset != 8 || stack[height] != terms.variable(0)) {
                return false;
            }
            int half = (int) offset / 8;
            if (stored[half] != UNKNOWN) {
                return false;
            }
            stored[half] = stack[height + 1];
            highFirst |= count == 0 && half == 1;
            stores[count++] = at;
            return true;
        }

        /**
         * Whether the product of two factors is stored, in one of the ways that are known.
         *
         * @param swapped which of the products of a high and a low half comes first
         */
        private boolean isProduct(Factors factors, boolean swapped) {
            int a = terms.variable(swapped ? factors.otherLow : factors.low);
            int b = terms.variable(swapped ? factors.low : factors.otherLow);
            int aLow = terms.and(a, LOWER);
            int bLow = terms.and(b, LOWER);
            int aHigh = terms.shift(a);
            int bHigh = terms.shift(b);
            int upper = terms.product(aHigh, bHigh);
            if (factors.high != NONE) {
                upper = terms.sum(upper, terms.product(terms.variable(factors.high), terms.variable(factors.otherLow)));
            }
            if (factors.otherHigh != NONE) {
                upper = terms.sum(upper, terms.product(terms.variable(factors.otherHigh), terms.variable(factors.low)));
            }
            int lows = terms.product(aLow, bLow);
            // compiler-rt: one product of a high and a low half after the other, what is above 32 bits going on.
            int one = terms.sum(terms.shift(lows), terms.product(bLow, aHigh));
            int two = terms.sum(terms.and(one, LOWER), terms.product(bHigh, aLow));
            int high = terms.sum(upper, terms.shift(one), terms.shift(two));
            int low = terms.of(Terms.OR, terms.shiftLeft(two), terms.and(lows, LOWER));
            int lowSum = terms.sum(terms.shiftLeft(two), terms.and(lows, LOWER));
            if (stored[1] == high && (stored[0] == low || stored[0] == lowSum)) {
                return true;
            }
            // LLVM: both added, and whether that was too large for 64 bits is asked.
            int cross = terms.product(bHigh, aLow);
            int both = terms.sum(cross, terms.product(bLow, aHigh));
            int wrapped = terms.sum(lows, terms.shiftLeft(both));
            int carried = terms.of(Terms.OR, terms.shiftLeft(terms.less(both, cross)), terms.shift(both));
            return stored[0] == wrapped && stored[1] == terms.sum(upper, carried, terms.less(wrapped, lows));
        }
    }
}
