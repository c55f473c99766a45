package dev.troupe.engine.compile.stream;

import dev.troupe.engine.compile.stream.StreamLoop.Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where a turn accesses memory: addresses that differ by a constant are one, with places behind the lowest of them. */
final class Addresses {
    /** The bytes of a turn of a loop that its compiler has unrolled a lot. */
    private static final int MAX_STEP = 256;
    /** Addresses further from each other do not belong together. */
    private static final int MAX_DISTANCE = 1 << 20;

    private final List<Affine> linears;
    private final int[] constants;
    private final int[] steps;
    private final long[] lowest;
    private final long[] ends;

    private Addresses(Turn turn, List<Affine> linears) {
        this.linears = linears;
        constants = new int[linears.size()];
        Arrays.fill(constants, Integer.MAX_VALUE);
        steps = linears.stream().mapToInt(turn::stepOf).toArray();
        lowest = new long[linears.size()];
        Arrays.fill(lowest, Long.MAX_VALUE);
        ends = new long[linears.size()];
    }

    /** Null if they are not what loops over streams have. */
    static Addresses of(Turn turn) {
        var accesses = new ArrayList<Turn.Access>(turn.loads);
        accesses.addAll(turn.stores);
        var result = new Addresses(turn, accesses.stream().map(access -> access.address().linear()).distinct().toList());
        for (var access : accesses) {
            int index = result.index(access);
            result.constants[index] = Math.min(result.constants[index], access.address().constant());
        }
        for (var access : accesses) {
            int index = result.index(access);
            if (result.place(access) - access.offset() > MAX_DISTANCE) {
                return null;
            }
            result.lowest[index] = Math.min(result.lowest[index], result.place(access));
            result.ends[index] = Math.max(result.ends[index], result.place(access) + access.bytes());
        }
        return Arrays.stream(result.steps).allMatch(step -> step > 0 && step <= MAX_STEP) ? result : null;
    }

    int index(Turn.Access access) {
        return linears.indexOf(access.address().linear());
    }

    /** Bytes from the lowest address of those that differ by a constant. */
    long place(Turn.Access access) {
        return (long) access.address().constant() - constants[index(access)] + access.offset();
    }

    /** The lowest place of an address. */
    long lowest(int index) {
        return lowest[index];
    }

    /** Where the highest access of an address ends. */
    long end(int index) {
        return ends[index];
    }

    /** By how much an address grows each turn. */
    int step(int index) {
        return steps[index];
    }

    int highestStep() {
        return Arrays.stream(steps).max().getAsInt();
    }

    /** The largest power of two by which all steps can be divided. */
    int commonFactor() {
        return Integer.lowestOneBit(Arrays.stream(steps).reduce(0, (a, b) -> a | b));
    }

    List<Address> all() {
        var all = new ArrayList<Address>();
        for (int i = 0; i < steps.length; i++) {
            all.add(new Address(new Affine(linears.get(i).factors(), constants[i]), ends[i], steps[i]));
        }
        return all;
    }
}
