package dev.troupe.engine.types;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.ArrayType;
import dev.troupe.engine.module.CompositeType;
import dev.troupe.engine.module.FieldType;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.HeapType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.StorageType;
import dev.troupe.engine.module.StructType;
import dev.troupe.engine.module.TypeIndex;
import dev.troupe.engine.module.ValType;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The process-wide table of recursive groups (spec 3.1.2: two groups are equal if they are after rolling up). A group's key has
 * {@code DefType}s for what is outside it, and {@link TypeIndex} for what is inside, relative to its start; so keys are finite trees.
 *
 * <p>Groups are held weakly. A key refers to other groups but never to its own, so that an unused group goes, then its key, then
 * the groups that only the key held.
 */
final class Canon {
    private static final ConcurrentHashMap<List<Definition>, Entry> GROUPS = new ConcurrentHashMap<>();
    private static final ReferenceQueue<DefType[]> UNUSED = new ReferenceQueue<>();

    private Canon() {}

    /** One type definition of a group in the form of a key; {@code supertype} is null if there is none. */
    record Definition(boolean isFinal, HeapType supertype, CompositeType composite) {
        // By hand: the JVM generates a record's methods when they are first called, which a first module would wait for.
        @Override
        public boolean equals(Object other) {
            return other instanceof Definition that && isFinal == that.isFinal && Objects.equals(supertype, that.supertype)
                    && composite.equals(that.composite);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * Boolean.hashCode(isFinal) + Objects.hashCode(supertype)) + composite.hashCode();
        }
    }

    /** The members of a group; each refers to the array, so that it lives as long as any of them. */
    private static final class Entry extends WeakReference<DefType[]> {
        private final List<Definition> key;

        private Entry(List<Definition> key, DefType[] group) {
            super(group, UNUSED);
            this.key = key;
        }
    }

    static DefType single(FuncType type) {
        return intern(List.of(new Definition(true, null, map(type, Canon::requireClosed))))[0];
    }

    private static HeapType requireClosed(HeapType type) {
        if (type instanceof TypeIndex) {
            throw new IllegalArgumentException("type index " + type + " has no meaning outside its module");
        }
        return type;
    }

    /** The canonical types of a group. */
    static DefType[] intern(List<Definition> key) {
        for (var unused = UNUSED.poll(); unused != null; unused = UNUSED.poll()) {
            var entry = (Entry) unused;
            GROUPS.remove(entry.key, entry);
        }
        DefType[] fresh = null;
        while (true) {
            var entry = GROUPS.get(key);
            var group = entry == null ? null : entry.get();
            if (group != null) {
                return group;
            }
            if (fresh == null) {
                fresh = build(key);
            }
            var freshEntry = new Entry(key, fresh);
            if (entry == null ? GROUPS.putIfAbsent(key, freshEntry) == null : GROUPS.replace(key, entry, freshEntry)) {
                return fresh;
            }
        }
    }

    private static DefType[] build(List<Definition> key) {
        var members = new DefType[key.size()];
        for (int i = 0; i < members.length; i++) {
            members[i] = new DefType(key.get(i).isFinal, members, i);
        }
        Function<HeapType, HeapType> close = type -> type instanceof TypeIndex index ? members[index.index()] : type;
        for (int i = 0; i < members.length; i++) {
            var definition = key.get(i);
            var supertype = definition.supertype == null ? null : (DefType) close.apply(definition.supertype);
            members[i].complete(supertype, map(definition.composite, close));
        }
        return members;
    }

    /** A composite type with every heap type in it replaced. */
    static CompositeType map(CompositeType type, Function<HeapType, HeapType> heapTypes) {
        if (type instanceof FuncType func) {
            return new FuncType(map(func.params(), heapTypes), map(func.results(), heapTypes));
        }
        if (type instanceof StructType struct) {
            return new StructType(struct.fields().stream().map(field -> map(field, heapTypes)).toList());
        }
        return new ArrayType(map(((ArrayType) type).field(), heapTypes));
    }

    private static List<ValType> map(List<ValType> types, Function<HeapType, HeapType> heapTypes) {
        var mapped = new ArrayList<ValType>(types.size());
        for (var type : types) {
            mapped.add(map(type, heapTypes));
        }
        return mapped;
    }

    private static FieldType map(FieldType field, Function<HeapType, HeapType> heapTypes) {
        StorageType storage = field.type() instanceof ValType type ? map(type, heapTypes) : field.type();
        return storage == field.type() ? field : new FieldType(storage, field.mutable());
    }

    static ValType map(ValType type, Function<HeapType, HeapType> heapTypes) {
        return type instanceof RefType ref ? map(ref, heapTypes) : type;
    }

    static RefType map(RefType type, Function<HeapType, HeapType> heapTypes) {
        if (type.heapType() instanceof AbstractHeapType) {
            return type;
        }
        var heapType = heapTypes.apply(type.heapType());
        return heapType instanceof DefType defType ? defType.ref(type.nullable()) : new RefType(type.nullable(), heapType);
    }
}
