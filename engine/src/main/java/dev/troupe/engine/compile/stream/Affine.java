package dev.troupe.engine.compile.stream;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * An i32 that is a sum of locals, as they are when a turn begins, each with a factor, and a constant; all modulo 2^32.
 *
 * @param factors by local; none is zero
 */
public record Affine(Map<Integer, Integer> factors, int constant) {
    static Affine of(int constant) {
        return new Affine(Map.of(), constant);
    }

    static Affine ofLocal(int local) {
        return new Affine(Map.of(local, 1), 0);
    }

    Affine plus(Affine other, int times) {
        var sum = new TreeMap<>(factors);
        other.factors.forEach((local, factor) -> sum.merge(local, factor * times, Integer::sum));
        sum.values().removeIf(factor -> factor == 0);
        return new Affine(sum, constant + other.constant * times);
    }

    Affine times(int factor) {
        return of(0).plus(this, factor);
    }

    /** The sum without its constant. */
    Affine linear() {
        return new Affine(factors, 0);
    }

    boolean isConstant() {
        return factors.isEmpty();
    }

    /** By how much it grows each turn if that is how its locals grow. */
    int step(IntUnaryOperator steps) {
        return factors.entrySet().stream().mapToInt(entry -> entry.getValue() * steps.applyAsInt(entry.getKey())).sum();
    }
}
