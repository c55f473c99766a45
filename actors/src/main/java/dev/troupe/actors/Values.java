package dev.troupe.actors;

import dev.troupe.engine.runtime.V128;
import dev.troupe.protocol.Value;
import java.util.ArrayList;
import java.util.List;

/** The protocol's values as the engine's boxed ones, and back. */
final class Values {
    private Values() {}

    static Object[] toEngine(List<Value> values) {
        var boxed = new Object[values.size()];
        for (int i = 0; i < boxed.length; i++) {
            boxed[i] = values.get(i) instanceof Value.V128 vector ? new V128(vector.low(), vector.high()) : values.get(i).boxed();
        }
        return boxed;
    }

    /** @return null if one of them is a reference, which means nothing outside its store */
    static List<Value> fromEngine(Object[] results) {
        var values = new ArrayList<Value>(results.length);
        for (var result : results) {
            var value = switch (result) {
                case Integer v -> Value.i32(v);
                case Long v -> Value.i64(v);
                case Float v -> Value.f32(v);
                case Double v -> Value.f64(v);
                case V128 v -> Value.v128(v.low(), v.high());
                case null, default -> null;
            };
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return values;
    }
}
