package dev.troupe.engine.module;

/** A reference type (spec 2.3.4): {@code (ref null? heapType)}. */
public record RefType(boolean nullable, HeapType heapType) implements ValType {
    public static final RefType FUNCREF = new RefType(true, AbstractHeapType.FUNC);
    public static final RefType EXTERNREF = new RefType(true, AbstractHeapType.EXTERN);
    public static final RefType ANYREF = new RefType(true, AbstractHeapType.ANY);
    public static final RefType EQREF = new RefType(true, AbstractHeapType.EQ);
    public static final RefType I31REF = new RefType(true, AbstractHeapType.I31);
    public static final RefType STRUCTREF = new RefType(true, AbstractHeapType.STRUCT);
    public static final RefType ARRAYREF = new RefType(true, AbstractHeapType.ARRAY);
    public static final RefType EXNREF = new RefType(true, AbstractHeapType.EXN);
    public static final RefType NULLREF = new RefType(true, AbstractHeapType.NONE);
    public static final RefType NULLFUNCREF = new RefType(true, AbstractHeapType.NOFUNC);
    public static final RefType NULLEXTERNREF = new RefType(true, AbstractHeapType.NOEXTERN);
    public static final RefType NULLEXNREF = new RefType(true, AbstractHeapType.NOEXN);

    // By hand, as in FuncType.
    @Override
    public boolean equals(Object other) {
        return other instanceof RefType that && nullable == that.nullable && heapType.equals(that.heapType);
    }

    @Override
    public int hashCode() {
        return 31 * heapType.hashCode() + Boolean.hashCode(nullable);
    }

    @Override
    public boolean isDefaultable() {
        return nullable;
    }

    @Override
    public String toString() {
        if (nullable && heapType instanceof AbstractHeapType abstractType) {
            return abstractType.nullableShorthand();
        }
        return "(ref " + (nullable ? "null " : "") + heapType + ")";
    }
}
