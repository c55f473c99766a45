package dev.troupe.engine.types;

import dev.troupe.engine.module.ArrayType;
import dev.troupe.engine.module.CanonicalType;
import dev.troupe.engine.module.CompositeType;
import dev.troupe.engine.module.FieldType;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.StorageType;
import dev.troupe.engine.module.StructType;
import dev.troupe.engine.module.TypeIndex;
import dev.troupe.engine.module.ValType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A canonical type definition (spec 3.1.2, defined types). Two type indices of any modules are equal types exactly if their
 * {@code DefType} is the same object, so generated code compares types by identity. Immutable and thread-safe; lives as long as
 * somebody refers to it.
 *
 * <p>All types reachable from here are closed: where a module's type has a {@link TypeIndex}, they have a {@code DefType}.
 */
public final class DefType implements CanonicalType {
    /** The deepest hierarchy of declared supertypes; the limit that browsers have. */
    public static final int MAX_DEPTH = 63;

    private final boolean isFinal;
    private final DefType[] group;
    private final int groupIndex;
    private final RefType nullableRef = new RefType(true, this);
    private final RefType ref = new RefType(false, this);

    // Set once, before the group is published: members of a group refer to one another.
    private CompositeType composite;
    /** The chain of supertypes from the root to this type itself, by which a subtype test is one comparison. */
    private DefType[] display;

    /** What the compiler derived from the group; only in its first member. */
    private volatile Object companion;

    /** See {@link GroupDigest}; only in a group's first member. */
    private volatile String groupDigest;

    DefType(boolean isFinal, DefType[] group, int groupIndex) {
        this.isFinal = isFinal;
        this.group = group;
        this.groupIndex = groupIndex;
    }

    void complete(DefType supertype, CompositeType closed) {
        composite = closed;
        int depth = supertype == null ? 0 : supertype.display.length;
        display = supertype == null ? new DefType[1] : Arrays.copyOf(supertype.display, depth + 1);
        display[depth] = this;
    }

    /**
     * The type of a function on its own: final, without supertypes.
     *
     * @throws IllegalArgumentException if the type is not closed
     */
    public static DefType of(FuncType type) {
        return Canon.single(type);
    }

    public boolean isFinal() { return isFinal; }

    /** The definition in closed form. */
    public CompositeType composite() {
        return composite;
    }

    /** The function type in closed form. */
    public FuncType funcType() {
        return (FuncType) composite;
    }

    public StructType structType() {
        return (StructType) composite;
    }

    public ArrayType arrayType() {
        return (ArrayType) composite;
    }

    /** The declared supertype, or null. */
    public DefType supertype() {
        return display.length == 1 ? null : display[display.length - 2];
    }

    /** The number of supertypes above this one. */
    public int depth() {
        return display.length - 1;
    }

    /** Whether this is the other type or has it among its declared supertypes, in constant time. */
    public boolean isSubtypeOf(DefType other) {
        return this == other || depth() > other.depth() && display[other.depth()] == other;
    }

    /** The reference type to this type; always the same object. */
    public RefType ref(boolean nullable) {
        return nullable ? nullableRef : ref;
    }

    /** The recursive group that this type was defined in, as a new array: unequal groups make unequal types. */
    public DefType[] group() {
        return group.clone();
    }

    /** The position of this type in {@link #group}. */
    public int groupIndex() {
        return groupIndex;
    }

    /**
     * One object per group, which lives as long as the group: for the compiler's classes.
     *
     * @param derive makes it from the group at the first call; the losers of a race are dropped
     */
    public Object companion(Function<DefType[], Object> derive) {
        var first = group[0];
        if (first.companion == null) {
            var made = derive.apply(group.clone());
            synchronized (first) {
                if (first.companion == null) {
                    first.companion = made;
                }
            }
        }
        return first.companion;
    }

    /** Null until {@link GroupDigest} has calculated it. */
    String groupDigest() {
        return group[0].groupDigest;
    }

    void setGroupDigest(String value) {
        group[0].groupDigest = value;
    }

    /** The definition's text; references to defined types in it are cut short, since they may lead back here. */
    @Override
    public String toString() {
        return switch (composite) {
            case FuncType func -> "(func" + values(" (param", func.params()) + values(" (result", func.results()) + ")";
            case StructType struct -> "(struct" + fields(struct.fields()) + ")";
            case ArrayType array -> "(array" + fields(List.of(array.field())) + ")";
        };
    }

    private static String values(String before, List<ValType> types) {
        return types.isEmpty() ? "" : types.stream().map(DefType::text).collect(Collectors.joining(" ", before + " ", ")"));
    }

    private static String fields(List<FieldType> fields) {
        return fields.stream()
                .map(field -> field.mutable() ? " (mut " + text(field.type()) + ")" : " " + text(field.type()))
                .collect(Collectors.joining());
    }

    private static String text(StorageType type) {
        if (type instanceof RefType ref && ref.heapType() instanceof DefType target) {
            var kind = switch (target.composite) {
                case FuncType f -> "func";
                case StructType s -> "struct";
                case ArrayType a -> "array";
            };
            return "(ref " + (ref.nullable() ? "null " : "") + "(" + kind + " ..))";
        }
        return type.toString();
    }
}
