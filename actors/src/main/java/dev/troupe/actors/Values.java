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
            var value = fromEngine(result);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return values;
    }

    private static Value fromEngine(Object result) {
        if (result instanceof Integer v) {
            return Value.i32(v);
        } else if (result instanceof Long v) {
            return Value.i64(v);
        } else if (result instanceof Float v) {
            return Value.f32(v);
        } else if (result instanceof Double v) {
            return Value.f64(v);
        } else if (result instanceof V128 v) {
            return Value.v128(v.low(), v.high());
        }
        return null;
    }
}
