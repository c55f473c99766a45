package dev.troupe.engine.types;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.ArrayType;
import dev.troupe.engine.module.CompositeType;
import dev.troupe.engine.module.FieldType;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.HeapType;
import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.StorageType;
import dev.troupe.engine.module.StructType;
import dev.troupe.engine.module.ValType;
import java.util.List;

/** Subtyping (spec 3.3) of closed types: is a value, or an import, of one type good where another is asked for? */
public final class Matching {
    private Matching() {}

    /** Spec 3.3.5. */
    public static boolean matches(ValType actual, ValType expected) {
        return actual == expected || actual instanceof RefType a && expected instanceof RefType b && matches(a, b);
    }

    /** Spec 3.3.4. */
    public static boolean matches(RefType actual, RefType expected) {
        return (expected.nullable() || !actual.nullable()) && matches(actual.heapType(), expected.heapType());
    }

    /** Spec 3.3.3. */
    public static boolean matches(HeapType actual, HeapType expected) {
        if (actual == expected) {
            return true;
        }
        return switch (actual) {
            case AbstractHeapType a when expected instanceof AbstractHeapType b -> matches(a, b);
            case AbstractHeapType a -> isBottom(a) && a.top() == top(expected);
            case DefType a when expected instanceof DefType b -> a.isSubtypeOf(b);
            case DefType a when expected instanceof AbstractHeapType b -> matches(kind(a), b);
            default -> false;
        };
    }

    private static boolean matches(AbstractHeapType actual, AbstractHeapType expected) {
        if (actual == expected || actual.top() == expected) {
            return true;
        }
        return switch (actual) {
            case I31, STRUCT, ARRAY -> expected == AbstractHeapType.EQ;
            default -> isBottom(actual) && actual.top() == expected.top();
        };
    }

    private static boolean isBottom(AbstractHeapType type) {
        return switch (type) {
            case NONE, NOFUNC, NOEXTERN, NOEXN -> true;
            default -> false;
        };
    }

    private static AbstractHeapType kind(DefType type) {
        return switch (type.composite()) {
            case FuncType f -> AbstractHeapType.FUNC;
            case StructType s -> AbstractHeapType.STRUCT;
            case ArrayType a -> AbstractHeapType.ARRAY;
        };
    }

    /** The top of the hierarchy that a closed heap type is in. */
    public static AbstractHeapType top(HeapType type) {
        return switch (type) {
            case AbstractHeapType a -> a.top();
            case DefType d -> kind(d).top();
            default -> throw new IllegalArgumentException("not closed: " + type);
        };
    }

    /** Spec 3.3.7: result types match element by element. */
    public static boolean matches(List<ValType> actual, List<ValType> expected) {
        if (actual.size() != expected.size()) {
            return false;
        }
        for (int i = 0; i < actual.size(); i++) {
            if (!matches(actual.get(i), expected.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Spec 3.3.9 and 3.3.10. */
    public static boolean matches(CompositeType actual, CompositeType expected) {
        return switch (actual) {
            case FuncType a -> expected instanceof FuncType b && matches(b.params(), a.params()) && matches(a.results(), b.results());
            case ArrayType a -> expected instanceof ArrayType b && matches(a.field(), b.field());
            case StructType a -> expected instanceof StructType b && matchesFields(a.fields(), b.fields());
        };
    }

    private static boolean matchesFields(List<FieldType> actual, List<FieldType> expected) {
        if (actual.size() < expected.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!matches(actual.get(i), expected.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(FieldType actual, FieldType expected) {
        return actual.mutable() == expected.mutable()
                && (actual.mutable() ? actual.type().equals(expected.type()) : matches(actual.type(), expected.type()));
    }

    /** Spec 3.3.8: packed types match themselves only. */
    public static boolean matches(StorageType actual, StorageType expected) {
        return actual == expected || actual instanceof ValType a && expected instanceof ValType b && matches(a, b);
    }

    /** Spec 3.3.12, for imports: the actual minimum is the present size of what is given. */
    public static boolean matches(Limits actual, Limits expected) {
        return Long.compareUnsigned(actual.min(), expected.min()) >= 0
                && (!expected.hasMax() || actual.hasMax() && Long.compareUnsigned(actual.max(), expected.max()) <= 0);
    }
}
