package dev.troupe.engine.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers for terms over i64 variables: terms of one number have the same value. The order of operands makes no difference where it has
 * none.
 */
final class Terms {
    static final int LT_U = 0x54;
    static final int ADD = 0x7C;
    static final int MUL = 0x7E;
    static final int AND = 0x83;
    static final int OR = 0x84;
    static final int SHL = 0x86;
    static final int SHR_U = 0x88;
    static final int EXTEND_I32_U = 0xAD;
    static final int CONSTANT = 0x42;
    private static final int VARIABLE = 0x20;
    /** A sum that is not taken apart, which no opcode is. */
    private static final int LONG_SUM = -1;

    private static final int MOST_ADDED = 8;

    private final Map<List<Long>, Integer> numbers = new HashMap<>();
    /** By number, of sums what is added, which are no sums; otherwise the term itself. */
    private final List<int[]> added = new ArrayList<>();

    private int number(int operation, long... arguments) {
        var key = new ArrayList<Long>();
        key.add((long) operation);
        Arrays.stream(arguments).forEach(key::add);
        var known = numbers.get(key);
        if (known != null) {
            return known;
        }
        int number = added.size();
        numbers.put(key, number);
        added.add(operation == ADD ? Arrays.stream(arguments).mapToInt(term -> (int) term).toArray() : new int[] {number});
        return number;
    }

    int variable(int index) {
        return number(VARIABLE, index);
    }

    int constant(long value) {
        return number(CONSTANT, value);
    }

    /** An instruction's result, by its opcode. */
    int of(int opcode, int... operands) {
        if (opcode == ADD) {
            return sum(operands);
        }
        var arguments = Arrays.stream(operands).mapToLong(term -> term).toArray();
        if (opcode == MUL || opcode == AND || opcode == OR) {
            Arrays.sort(arguments);
        }
        return number(opcode, arguments);
    }

    int sum(int... operands) {
        int count = 0;
        for (int operand : operands) {
            count += added.get(operand).length;
        }
        if (count > MOST_ADDED) {
            // A sum with itself has twice as many.
            return number(LONG_SUM, Arrays.stream(operands).sorted().asLongStream().toArray());
        }
        return number(ADD, Arrays.stream(operands).flatMap(term -> Arrays.stream(added.get(term))).sorted().asLongStream().toArray());
    }

    int product(int first, int second) {
        return of(MUL, first, second);
    }

    int and(int term, long constant) {
        return of(AND, term, constant(constant));
    }

    /** The upper 32 bits. */
    int shift(int term) {
        return of(SHR_U, term, constant(32));
    }

    /** The lower 32 bits as the upper ones. */
    int shiftLeft(int term) {
        return of(SHL, term, constant(32));
    }

    /** Whether one is less than another, as an i64. */
    int less(int first, int second) {
        return of(EXTEND_I32_U, of(LT_U, first, second));
    }
}
