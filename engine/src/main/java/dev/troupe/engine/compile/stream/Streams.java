package dev.troupe.engine.compile.stream;

import dev.troupe.engine.compile.stream.StreamLoop.Accumulator;
import dev.troupe.engine.compile.stream.StreamLoop.Address;
import dev.troupe.engine.compile.stream.StreamLoop.Carried;
import dev.troupe.engine.compile.stream.StreamLoop.Counted;
import dev.troupe.engine.compile.stream.StreamLoop.Counter;
import dev.troupe.engine.compile.stream.StreamLoop.Order;
import dev.troupe.engine.compile.stream.StreamLoop.Output;
import dev.troupe.engine.compile.stream.StreamLoop.Sum;
import dev.troupe.engine.module.Opcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a {@link StreamLoop} of what one turn does, if it is one. */
final class Streams {
    private static final int VECTOR = 16;
    private static final int LANES = 4;
    private static final int WORD = 4;
    /** The bytes of a turn of a loop that its compiler has unrolled a lot. */
    private static final int MAX_STEP = 256;
    /** Addresses further from each other do not belong together. */
    private static final int MAX_DISTANCE = 1 << 20;

    private final Turn turn;
    private final TurnWords words;
    private final Map<Affine, List<Long>> places = new LinkedHashMap<>();
    private final Map<Affine, Integer> constants = new LinkedHashMap<>();
    private final List<Affine> linears = new ArrayList<>();
    private final List<Carried> carried = new ArrayList<>();
    private int step;

    Streams(Turn turn) {
        this.turn = turn;
        words = new TurnWords(turn, load -> place(load.address, load.offset), load -> linears.indexOf(load.address.linear()),
                carried);
    }

    private int stepOf(Affine value) {
        return value.step(local -> turn.step(local) == null ? 0 : turn.step(local));
    }

    /** Bytes from the lowest address of those that differ by a constant. */
    private long place(Affine address, long offset) {
        return (long) address.constant() - constants.get(address.linear()) + offset;
    }

    /** Null if it is no such loop. */
    StreamLoop loop() {
        if (turn.tests.isEmpty() || turn.loads.isEmpty() || !findAddresses()) {
            return null;
        }
        var counters = new ArrayList<Counter>();
        var accumulators = new ArrayList<Accumulator>();
        if (!findChanges(counters, accumulators)) {
            return null;
        }
        var tests = tests();
        var orders = orders();
        var sums = tests == null || orders == null ? null : sums(accumulators);
        var outputs = sums == null ? null : outputs();
        if (outputs == null || sums.isEmpty() && outputs.isEmpty()) {
            return null;
        }
        var addresses = new ArrayList<Address>();
        for (var linear : linears) {
            long end = Collections.max(places.get(linear)) + VECTOR;
            addresses.add(new Address(linear.plus(Affine.of(constants.get(linear)), 1), end));
        }
        return new StreamLoop(turn.offset, step, tests, addresses, orders, words.uniforms(), sums, outputs, accumulators, carried,
                counters);
    }

    private boolean findAddresses() {
        var accessed = new ArrayList<Affine>();
        turn.loads.forEach(load -> accessed.add(load.address));
        turn.stores.forEach(store -> accessed.add(store.address()));
        for (var address : accessed) {
            constants.merge(address.linear(), address.constant(), Math::min);
        }
        linears.addAll(constants.keySet());
        step = stepOf(accessed.getFirst());
        for (var address : accessed) {
            if (stepOf(address) != step || place(address, 0) > MAX_DISTANCE) {
                return false;
            }
        }
        turn.loads.forEach(load -> addPlace(load.address, load.offset));
        turn.stores.forEach(store -> addPlace(store.address(), store.offset()));
        return step >= VECTOR && step <= MAX_STEP && Integer.bitCount(step) == 1;
    }

    private void addPlace(Affine address, long offset) {
        places.computeIfAbsent(address.linear(), linear -> new ArrayList<>()).add(place(address, offset));
    }

    /** What a turn leaves to the next one. */
    private boolean findChanges(List<Counter> counters, List<Accumulator> accumulators) {
        for (int local : turn.inherited.stream().sorted().toList()) {
            if (!turn.assigned.containsKey(local)) {
                continue;
            }
            var growth = turn.step(local);
            var opcode = turn.collects(local);
            if (growth != null) {
                counters.add(new Counter(local, growth));
            } else if (opcode != null) {
                accumulators.add(new Accumulator(local, opcode));
            } else if (!carries(local)) {
                return false;
            }
        }
        return true;
    }

    private boolean carries(int local) {
        var load = turn.carried(local);
        if (load == null) {
            return false;
        }
        long place = place(load.address, load.offset) - step;
        carried.add(new Carried(local, linears.indexOf(load.address.linear()), place));
        // What lies behind it must be known to be inside the memory.
        return place + VECTOR >= Collections.min(places.get(load.address.linear()));
    }

    /** Null if one cannot be counted. */
    private List<Counted> tests() {
        var tests = new ArrayList<Counted>();
        for (var test : turn.tests) {
            int first = stepOf(test.first());
            int second = stepOf(test.second());
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

    /** Null if some stores and other accesses cannot be exchanged. */
    private List<Order> orders() {
        var orders = new LinkedHashMap<List<Object>, Order>();
        for (int i = 0; i < turn.stores.size(); i++) {
            var store = turn.stores.get(i);
            for (int j = 0; j < turn.loads.size(); j++) {
                var load = turn.loads.get(j);
                long distance = place(store.address(), store.offset()) - place(load.address, load.offset);
                // A turn later, or in the same one where the load comes behind the store, it must not find what was stored.
                long atMost = j >= store.loads() ? -VECTOR : step - VECTOR;
                int from = linears.indexOf(store.address().linear());
                int to = linears.indexOf(load.address.linear());
                if (from == to && distance > atMost) {
                    return null;
                } else if (from != to) {
                    add(orders, new Order(from, to, false, atMost - distance, -distance));
                }
            }
            for (var other : turn.stores.subList(0, i)) {
                int from = linears.indexOf(store.address().linear());
                int to = linears.indexOf(other.address().linear());
                long distance = Math.abs(place(store.address(), store.offset()) - place(other.address(), other.offset()));
                if (from == to && distance < VECTOR) {
                    return null;
                } else if (from != to) {
                    add(orders, new Order(Math.min(from, to), Math.max(from, to), true, 0, distance + VECTOR));
                }
            }
        }
        return List.copyOf(orders.values());
    }

    private static void add(Map<List<Object>, Order> orders, Order order) {
        orders.merge(List.of(order.store(), order.other(), order.apart()), order, (a, b) -> new Order(order.store(), order.other(),
                order.apart(), Math.min(a.atMost(), b.atMost()), Math.max(a.rest(), b.rest())));
    }

    // Words

    private record Collected(Opcode opcode, Word word) {}

    private List<Sum> sums(List<Accumulator> accumulators) {
        var found = new LinkedHashMap<Collected, Integer[]>();
        for (int number = 0; number < accumulators.size(); number++) {
            var accumulator = accumulators.get(number);
            var parts = turn.parts(accumulator.local(), accumulator.opcode());
            if (parts == null) {
                return null;
            }
            for (var part : parts) {
                var opcode = part.subtracted() ? WordOps.subtraction(accumulator.opcode()) : accumulator.opcode();
                if (!collect(part, opcode, number, found)) {
                    return null;
                }
            }
        }
        var sums = new ArrayList<Sum>();
        for (var entry : found.entrySet()) {
            if (Arrays.asList(entry.getValue()).contains(null)) {
                return null;
            }
            sums.add(new Sum(entry.getKey().opcode(), entry.getKey().word(), List.of(entry.getValue())));
        }
        return sums;
    }

    private boolean collect(Turn.Part part, Opcode opcode, int number, Map<Collected, Integer[]> found) {
        for (int lane = 0; lane < LANES; lane++) {
            for (var word : words.summands(part.value(), lane, opcode)) {
                var first = word == null ? null : word.firstLoad();
                if (first == null) {
                    return false;
                }
                long lowest = Collections.min(places.get(linears.get(first.index())));
                long position = Math.floorDiv(first.number() - lowest, WORD);
                if (position >= step / WORD) {
                    return false;
                }
                var key = new Collected(opcode, words.moved(word, position * WORD));
                var targets = found.computeIfAbsent(key, any -> new Integer[step / WORD]);
                if (targets[(int) position] != null) {
                    return false;
                }
                targets[(int) position] = number * LANES + lane;
            }
        }
        return true;
    }

    private List<Output> outputs() {
        var found = new LinkedHashMap<Output, boolean[]>();
        for (var store : turn.stores) {
            int address = linears.indexOf(store.address().linear());
            long lowest = turn.stores.stream().filter(other -> other.address().linear().equals(store.address().linear()))
                    .mapToLong(other -> place(other.address(), other.offset())).min().getAsLong();
            for (int lane = 0; lane < LANES; lane++) {
                var word = words.word(store.value(), lane);
                long distance = place(store.address(), store.offset()) + lane * WORD - lowest;
                if (word == null || distance % WORD != 0 || distance >= step) {
                    return null;
                }
                var done = found.computeIfAbsent(new Output(address, lowest, words.moved(word, distance)), any -> new boolean[step / WORD]);
                done[(int) distance / WORD] = true;
            }
        }
        for (var done : found.values()) {
            for (boolean word : done) {
                if (!word) {
                    return null;
                }
            }
        }
        return List.copyOf(found.keySet());
    }
}
