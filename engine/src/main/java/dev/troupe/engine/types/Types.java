package dev.troupe.engine.types;

import dev.troupe.engine.module.HeapType;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.RecType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.SubType;
import dev.troupe.engine.module.TypeIndex;
import dev.troupe.engine.module.ValType;
import java.util.ArrayList;
import java.util.function.Function;

/** Gives each entry of a module's type index space its canonical type (spec 3.1.2), and a module's types their closed form. */
public final class Types {
    private final DefType[] defined;
    private int size;

    private Types(int capacity) {
        defined = new DefType[capacity];
    }

    /**
     * The canonical types of a module, by type index. Whether a type matches its supertype is left to validation.
     *
     * @throws InvalidModuleException if a type index is unknown, or a supertype not declared before its subtype
     */
    public static DefType[] canonicalise(Module module) {
        var types = new Types(module.types().size());
        for (var group : module.recTypes()) {
            types.add(group);
        }
        return types.defined;
    }

    private void add(RecType group) {
        int start = size;
        int end = start + group.types().size();
        Function<HeapType, HeapType> rollUp = type -> type instanceof TypeIndex index ? rolledUp(index.index(), start, end) : type;
        var key = new ArrayList<Canon.Definition>(group.types().size());
        var depths = new int[group.types().size()];
        for (int i = start; i < end; i++) {
            var definition = group.types().get(i - start);
            var supertype = supertype(definition, i);
            if (supertype >= 0) {
                int depth = 1 + (supertype < start ? defined[supertype].depth() : depths[supertype - start]);
                if (depth > DefType.MAX_DEPTH) {
                    throw new InvalidModuleException("sub type hierarchy deeper than " + DefType.MAX_DEPTH + " at type " + i);
                }
                depths[i - start] = depth;
            }
            key.add(new Canon.Definition(
                    definition.isFinal(),
                    supertype < 0 ? null : rolledUp(supertype, start, end),
                    Canon.map(definition.composite(), rollUp)));
        }
        System.arraycopy(Canon.intern(key), 0, defined, start, key.size());
        size = end;
    }

    private static int supertype(SubType definition, int index) {
        if (definition.supertypes().isEmpty()) {
            return -1;
        }
        if (definition.supertypes().size() > 1) {
            throw new InvalidModuleException("sub type " + index + " has more than one super type");
        }
        int supertype = definition.supertypes().getFirst();
        if (Integer.compareUnsigned(supertype, index) >= 0) {
            throw new InvalidModuleException(
                    "unknown type " + Integer.toUnsignedString(supertype) + ": forward use in the definition of sub type " + index);
        }
        return supertype;
    }

    private HeapType rolledUp(int index, int start, int end) {
        if (Integer.compareUnsigned(index, end) >= 0) {
            throw new InvalidModuleException("unknown type " + Integer.toUnsignedString(index));
        }
        return index < start ? defined[index] : new TypeIndex(index - start);
    }

    /** A module's value type in closed form; for types without an index, the same object. */
    public static ValType close(ValType type, DefType[] types) {
        return type instanceof RefType ref ? close(ref, types) : type;
    }

    /** @throws InvalidModuleException if the type index is unknown */
    public static RefType close(RefType type, DefType[] types) {
        return type.heapType() instanceof TypeIndex index ? at(types, index.index()).ref(type.nullable()) : type;
    }

    /** @throws InvalidModuleException if the type index is unknown */
    public static DefType at(DefType[] types, int index) {
        if (Integer.compareUnsigned(index, types.length) >= 0) {
            throw new InvalidModuleException("unknown type " + Integer.toUnsignedString(index));
        }
        return types[index];
    }
}
