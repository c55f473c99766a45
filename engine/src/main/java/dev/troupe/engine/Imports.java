package dev.troupe.engine;

import dev.troupe.engine.runtime.Global;
import dev.troupe.engine.runtime.HostFunction;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.Table;
import dev.troupe.engine.runtime.Tag;
import dev.troupe.engine.runtime.WasmFunction;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a module is given for its imports. Immutable; what is in it may not be: memories, tables, globals and functions of other
 * instances belong to a store, and the new instance joins it. Host functions and shared memories belong to nobody.
 */
public final class Imports {
    private static final Imports NONE = builder().build();
    private final Map<Key, Object> values;
    private final Store store;

    record Key(String module, String name) {}

    private Imports(Builder builder) {
        values = Map.copyOf(builder.values);
        store = builder.store;
    }

    public static Imports none() {
        return NONE;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The store that the values belong to, if any does. */
    public Optional<Store> store() {
        return Optional.ofNullable(store);
    }

    /** The value, or null. */
    Object get(String module, String name) {
        return values.get(new Key(module, name));
    }

    /** Collects imports; a later value replaces an earlier one of the same name. Not thread-safe. */
    public static final class Builder {
        private final Map<Key, Object> values = new HashMap<>();
        private Store store;

        private Builder() {}

        public Builder function(String module, String name, HostFunction function) {
            return put(module, name, function, null);
        }

        /** See {@link HostFunction#of(Class, Object)}. */
        public <T> Builder function(String module, String name, Class<T> functionalInterface, T function) {
            return function(module, name, HostFunction.of(functionalInterface, function));
        }

        /** A function of another instance. */
        public Builder function(String module, String name, WasmFunction function) {
            return put(module, name, function.resolve(), function.store);
        }

        public Builder memory(String module, String name, Memory memory) {
            return put(module, name, memory, memory.store());
        }

        public Builder table(String module, String name, Table table) {
            return put(module, name, table, table.store());
        }

        public Builder global(String module, String name, Global global) {
            return put(module, name, global, null);
        }

        public Builder tag(String module, String name, Tag tag) {
            return put(module, name, tag, null);
        }

        /** All exports of an instance under a module name. */
        public Builder instance(String module, Instance instance) {
            instance.exports().forEach((name, value) -> put(module, name, value, owner(value, instance.store())));
            return this;
        }

        /** All imports of another set. */
        public Builder addAll(Imports other) {
            other.values.forEach((key, value) -> put(key.module, key.name, value, owner(value, other.store)));
            return this;
        }

        /** A shared memory belongs to no store. */
        private static Store owner(Object value, Store store) {
            return value instanceof Memory memory ? memory.store() : store;
        }

        private Builder put(String module, String name, Object value, Store owner) {
            if (owner != null) {
                if (store != null && store != owner) {
                    throw new IllegalArgumentException(
                            "import \"" + module + "\" \"" + name + "\" belongs to another store than the imports before it");
                }
                store = owner;
            }
            values.put(new Key(module, name), value);
            return this;
        }

        public Imports build() {
            return new Imports(this);
        }
    }
}
