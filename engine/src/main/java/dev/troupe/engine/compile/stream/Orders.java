package dev.troupe.engine.compile.stream;

import dev.troupe.engine.compile.stream.StreamLoop.Order;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What must be known of the addresses of a turn's stores and of its other accesses for these to be done in another order. */
final class Orders {
    private final Addresses addresses;
    private final Map<List<Object>, Order> found = new LinkedHashMap<>();

    private Orders(Addresses addresses) {
        this.addresses = addresses;
    }

    /** Null if some stores and other accesses cannot be exchanged. */
    static List<Order> of(Turn turn, Addresses addresses) {
        var orders = new Orders(addresses);
        for (int i = 0; i < turn.stores.size(); i++) {
            var store = turn.stores.get(i);
            for (int j = 0; j < turn.loads.size(); j++) {
                if (!orders.load(store, turn.loads.get(j), j >= store.loads())) {
                    return null;
                }
            }
            for (var other : turn.stores.subList(0, i)) {
                if (!orders.store(store, other)) {
                    return null;
                }
            }
        }
        return List.copyOf(orders.found.values());
    }

    private long distance(Turn.Access from, Turn.Access to) {
        return addresses.place(from) - addresses.place(to);
    }

    private boolean load(Turn.Store store, Vector.Load load, boolean behind) {
        int from = addresses.index(store);
        int to = addresses.index(load);
        int step = addresses.step(from);
        if (step != addresses.step(to)) {
            apart(store, load);
            return true;
        }
        long distance = distance(store, load);
        // A turn later, or in the same one where the load comes behind the store, it must not find what was stored.
        long atMost = behind ? -store.bytes() : step - store.bytes();
        if (from == to) {
            return distance <= atMost;
        }
        add(new Order(from, to, false, distance - atMost, Math.max(load.bytes() - step, 0) - distance));
        return true;
    }

    /** Of stores by the same address that meet in different turns, the later turn's counts, and is done later. */
    private boolean store(Turn.Store store, Turn.Store other) {
        if (addresses.index(store) != addresses.index(other)) {
            apart(store, other);
            return true;
        }
        long distance = distance(store, other);
        return distance >= other.bytes() || -distance >= store.bytes();
    }

    private void apart(Turn.Access first, Turn.Access second) {
        int from = addresses.index(first);
        int to = addresses.index(second);
        if (from > to) {
            apart(second, first);
        } else {
            long distance = distance(first, second);
            add(new Order(from, to, true, distance + first.bytes() - addresses.step(from), second.bytes() - addresses.step(to) - distance));
        }
    }

    private void add(Order order) {
        found.merge(List.of(order.store(), order.other(), order.apart()), order, (a, b) -> new Order(order.store(), order.other(),
                order.apart(), Math.max(a.below(), b.below()), Math.max(a.above(), b.above())));
    }
}
