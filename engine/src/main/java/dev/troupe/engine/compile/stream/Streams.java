package dev.troupe.engine.compile.stream;

import dev.troupe.engine.compile.stream.StreamLoop.Accumulator;
import dev.troupe.engine.compile.stream.StreamLoop.Carried;
import dev.troupe.engine.compile.stream.StreamLoop.Counted;
import dev.troupe.engine.compile.stream.StreamLoop.Counter;
import java.util.ArrayList;
import java.util.List;

/** Makes a {@link StreamLoop} of what one turn does, if it is one. */
final class Streams {
    private static final int VECTOR = 16;
    private static final int WORD = 4;

    private final Turn turn;
    private final Addresses addresses;
    private final List<Accumulator> accumulators = new ArrayList<>();
    private final List<Carried> carried = new ArrayList<>();
    private final List<Counter> counters = new ArrayList<>();

    Streams(Turn turn) {
        this.turn = turn;
        addresses = turn.tests.isEmpty() && turn.exits.isEmpty() || turn.loads.isEmpty() ? null : Addresses.of(turn);
    }

    /** Null if it is no such loop. */
    StreamLoop loop() {
        if (addresses == null || !findChanges()) {
            return null;
        }
        boolean searches = !turn.exits.isEmpty();
        if (searches && !(turn.stores.isEmpty() && accumulators.isEmpty() && carried.isEmpty())) {
            return null;
        }
        var tests = tests();
        var orders = Orders.of(turn, addresses);
        if (tests == null || orders == null) {
            return null;
        }
        // The more parts, the more of the words of a stream lie one behind the other.
        int most = Math.min(addresses.commonFactor(), Integer.highestOneBit(addresses.highestStep() / WORD));
        for (int count = most; count > 0; count /= 2) {
            for (boolean byByte : new boolean[] {false, true}) {
                // Where a part has all words of a vector, these need not be alike.
                var words = new TurnWords(turn, addresses, carried, count * VECTOR <= addresses.highestStep(), byByte);
                var parts = new Parts(turn, addresses, carried, words, count);
                var sums = searches ? parts.searches() : parts.carriesWords() ? parts.sums(accumulators) : null;
                var outputs = sums == null ? null : parts.outputs();
                if (outputs != null && !(sums.isEmpty() && outputs.isEmpty())) {
                    return new StreamLoop(turn.offset, count, tests, addresses.all(), orders, words.uniforms(), sums, outputs,
                            accumulators, carried, counters);
                }
            }
        }
        return null;
    }

    /** What a turn leaves to the next one. */
    private boolean findChanges() {
        turn.findInherited();
        for (int local : turn.inherited.stream().sorted().toList()) {
            if (!turn.assigned.containsKey(local)) {
                continue;
            }
            var growth = turn.step(local);
            var opcode = turn.collects(local);
            if (growth != null) {
                if (!counts(local, growth)) {
                    return false;
                }
            } else if (opcode != null) {
                accumulators.add(new Accumulator(local, opcode));
            } else if (!carries(local)) {
                return false;
            }
        }
        return true;
    }

    private boolean counts(int local, int growth) {
        boolean ring = turn.assigned.get(local) instanceof Turn.Ring;
        counters.add(turn.assigned.get(local) instanceof Turn.Ring(var value, int mask, int fixed)
                ? new Counter(local, growth, mask, fixed)
                : new Counter(local, growth, -1, 0));
        return !ring || growth > 0;
    }

    private boolean carries(int local) {
        var load = turn.carried(local);
        if (load == null) {
            return false;
        }
        int address = addresses.index(load);
        long place = addresses.place(load) - addresses.step(address);
        carried.add(new Carried(local, address, place));
        // What lies behind it must be known to be inside the memory.
        return place + VECTOR >= addresses.lowest(address);
    }

    /** Null if one cannot be counted. */
    private List<Counted> tests() {
        var tests = new ArrayList<Counted>();
        for (var test : turn.tests) {
            int first = turn.stepOf(test.first());
            int second = turn.stepOf(test.second());
            boolean counts = test.relation() == Test.Relation.NOT_EQUAL
                    ? first != second
                    : first >= 0 && second <= 0 && isPositive((long) first - second);
            if (!counts) {
                return null;
            }
            tests.add(new Counted(test, first, second));
        }
        return tests;
    }

    /** Steps of opposite signs may be further apart than an int tells. */
    private static boolean isPositive(long difference) {
        return difference > 0 && difference <= Integer.MAX_VALUE;
    }
}
