package dev.troupe.engine.types;

import dev.troupe.engine.module.CompositeType;
import dev.troupe.engine.module.FuncType;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A canonical type definition (spec 3.1.2, defined types). Two type indices of any modules are equal types exactly if their
 * {@code DefType} is the same object, so generated code compares types by identity. Immutable and thread-safe.
 */
public final class DefType {
    private static final ConcurrentHashMap<CompositeType, DefType> INTERNED = new ConcurrentHashMap<>();
    private final CompositeType composite;

    private DefType(CompositeType composite) {
        this.composite = composite;
    }

    /** The type of a function whose parameters and results name no type index. */
    public static DefType of(FuncType type) {
        return INTERNED.computeIfAbsent(type, DefType::new);
    }

    /** The function type; references to defined types in it are erased to their closed form. */
    public FuncType funcType() {
        return (FuncType) composite;
    }

    public boolean isSubtypeOf(DefType other) {
        return this == other;
    }

    @Override
    public String toString() {
        return composite.toString();
    }
}
