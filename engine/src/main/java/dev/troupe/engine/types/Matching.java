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
        if (actual instanceof AbstractHeapType a) {
            return expected instanceof AbstractHeapType b ? matches(a, b) : isBottom(a) && a.top() == top(expected);
        }
        if (actual instanceof DefType a) {
            return expected instanceof DefType b ? a.isSubtypeOf(b) : expected instanceof AbstractHeapType c && matches(kind(a), c);
        }
        return false;
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
        return type.composite() instanceof FuncType
                ? AbstractHeapType.FUNC
                : type.composite() instanceof StructType ? AbstractHeapType.STRUCT : AbstractHeapType.ARRAY;
    }

    /** The top of the hierarchy that a closed heap type is in. */
    public static AbstractHeapType top(HeapType type) {
        if (type instanceof AbstractHeapType a) {
            return a.top();
        }
        if (type instanceof DefType d) {
            return kind(d).top();
        }
        throw new IllegalArgumentException("not closed: " + type);
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
        if (actual instanceof FuncType a) {
            return expected instanceof FuncType b && matches(b.params(), a.params()) && matches(a.results(), b.results());
        }
        if (actual instanceof StructType a) {
            return expected instanceof StructType b && matchesFields(a.fields(), b.fields());
        }
        return expected instanceof ArrayType b && matches(((ArrayType) actual).field(), b.field());
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
