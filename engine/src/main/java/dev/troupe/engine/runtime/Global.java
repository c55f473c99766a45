package dev.troupe.engine.runtime;

import dev.troupe.engine.module.GlobalType;
import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.VecType;

/** A global (spec 4.2.9). Its value is in the field of its type. Belongs to its store's thread, unchecked. */
public final class Global {
    /** For generated code; others use {@link #get} and {@link #set}. */
    public int i32;
    /** Also the low half of a v128. */
    public long i64;
    /** The high half of a v128. */
    public long high;
    public float f32;
    public double f64;
    public Object ref;

    private final GlobalType type;

    public Global(GlobalType type) {
        this.type = type;
    }

    /**
     * A global with an initial value, boxed as {@link WasmFunction#call} takes arguments.
     *
     * @throws WrongArgumentsException if the value does not fit the type
     */
    public static Global of(GlobalType type, Object value) {
        var global = new Global(type);
        global.put(value);
        return global;
    }

    public GlobalType type() {
        return type;
    }

    public Object get() {
        if (type.type() instanceof NumType number) {
            return switch (number) {
                case I32 -> i32;
                case I64 -> i64;
                case F32 -> f32;
                case F64 -> f64;
            };
        }
        return type.type() instanceof VecType ? new V128(i64, high) : ref;
    }

    /**
     * Changes the value.
     *
     * @throws IllegalStateException if the global is immutable
     * @throws WrongArgumentsException if the value does not fit the type
     */
    public void set(Object value) {
        if (!type.mutable()) {
            throw new IllegalStateException("the global is immutable");
        }
        put(value);
    }

    void put(Object value) {
        Calls.require(type.type(), value, "global");
        if (type.type() instanceof NumType number) {
            switch (number) {
                case I32 -> i32 = (Integer) value;
                case I64 -> i64 = (Long) value;
                case F32 -> f32 = (Float) value;
                case F64 -> f64 = (Double) value;
                default -> throw new IllegalStateException(number.toString());
            }
        } else if (type.type() instanceof VecType) {
            var vector = (V128) value;
            i64 = vector.low();
            high = vector.high();
        } else {
            ref = value;
        }
    }
}
