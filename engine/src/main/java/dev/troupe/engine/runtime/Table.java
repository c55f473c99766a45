package dev.troupe.engine.runtime;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.TableType;
import dev.troupe.engine.types.Matching;

/** A table (spec 4.2.8) of references. Indices and lengths are unsigned. Belongs to its store's thread, which {@link #grow} checks. */
public abstract sealed class Table permits FuncTable, RefTable {
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;
    private static final int ELEMENT_BYTES = 8;

    private final Store store;
    private final TableType type;

    Table(Store store, TableType type) {
        this.store = store;
        this.type = type;
    }

    /**
     * A new table of the type's minimum size, filled with {@code init}.
     *
     * @throws Trap of kind OUT_OF_MEMORY if the store's limit or the JVM does not allow that size
     * @throws WrongArgumentsException if the initial value does not fit the element type
     */
    public static Table create(Store store, TableType type, Object init) {
        Calls.require(type.elementType(), init, "table element");
        return create(store, type, init, Matching.top(type.elementType().heapType()) == AbstractHeapType.FUNC);
    }

    /** A new table with the given elements, which are known to fit. */
    static Table of(Store store, TableType type, Object[] elements) {
        if (elements.length > store.limits().tableElements()) {
            throw new Trap(
                    TrapKind.OUT_OF_MEMORY,
                    "out of memory: the table's captured size of " + elements.length + " elements exceeds the limit of "
                            + store.limits().tableElements());
        }
        boolean functions = Matching.top(type.elementType().heapType()) == AbstractHeapType.FUNC;
        var table = functions ? new FuncTable(store, type, 0, null) : new RefTable(store, type, 0, null);
        table.restore(elements);
        return table;
    }

    private static Table create(Store store, TableType type, Object init, boolean functions) {
        long min = type.limits().min();
        if (Long.compareUnsigned(min, Math.min(MAX_ARRAY, store.limits().tableElements())) > 0) {
            throw new Trap(
                    TrapKind.OUT_OF_MEMORY,
                    "out of memory: the table's minimum of " + Long.toUnsignedString(min) + " elements exceeds the limit of "
                            + store.limits().tableElements());
        }
        try {
            return functions ? new FuncTable(store, type, (int) min, (WasmFunction) init) : new RefTable(store, type, (int) min, init);
        } catch (OutOfMemoryError e) {
            throw new Trap(TrapKind.OUT_OF_MEMORY, "out of memory: no room for a table of " + min + " elements", e);
        }
    }

    public TableType type() {
        return type;
    }

    /** The type with the current size as its minimum, which is what imports are matched against (spec 4.5.2). */
    public TableType currentType() {
        return new TableType(type.addressType(), type.elementType(), new Limits(size(), type.limits().hasMax(), type.limits().max()));
    }

    public Store store() {
        return store;
    }

    public abstract int size();

    abstract Object[] array();

    abstract void replace(int newSize, Object init);

    /** Gives this table the size and elements of an array, which are known to fit. */
    abstract void restore(Object[] contents);

    /** @throws Trap of kind OUT_OF_BOUNDS_TABLE_ACCESS */
    public Object get(int index) {
        check(index, 1);
        return array()[index];
    }

    /**
     * Changes an element.
     *
     * @throws Trap of kind OUT_OF_BOUNDS_TABLE_ACCESS
     * @throws WrongArgumentsException if the value does not fit the element type
     */
    public void set(int index, Object value) {
        Calls.require(type.elementType(), value, "table element");
        put(index, value);
    }

    /** {@link #set} of a value that validation has checked. */
    void put(int index, Object value) {
        check(index, 1);
        array()[index] = value;
    }

    /**
     * Appends elements.
     *
     * @return the size before, or -1 if a limit or the JVM's heap does not allow it
     * @throws Trap of kind CONCURRENT_USE if another thread is executing in its store
     * @throws WrongArgumentsException if the value does not fit the element type
     */
    public int grow(int delta, Object init) {
        Calls.require(type.elementType(), init, "table element");
        store.checkThread();
        int before = size();
        if (!mayGrow(Integer.toUnsignedLong(delta))) {
            return -1;
        }
        pollBefore(before + (long) delta);
        try {
            replace(before + delta, init);
        } catch (OutOfMemoryError e) {
            return -1;
        }
        return before;
    }

    /** Whether type and limit let it grow by {@code delta} (unsigned) elements. */
    final boolean mayGrow(long delta) {
        long limit = Math.min(store.limits().tableElements(), MAX_ARRAY);
        if (delta < 0 || delta > limit - size()) {
            return false;
        }
        return !type.limits().hasMax() || Long.compareUnsigned(size() + delta, type.limits().max()) <= 0;
    }

    /**
     * Changes a range of elements.
     *
     * @throws Trap of kind OUT_OF_BOUNDS_TABLE_ACCESS
     * @throws WrongArgumentsException if the value does not fit the element type
     */
    public void fill(int start, Object value, int length) {
        Calls.require(type.elementType(), value, "table element");
        check(start, length);
        var elements = array();
        ArrayBulk.inPieces(store, start, length, ELEMENT_BYTES, (from, to) -> java.util.Arrays.fill(elements, from, to, value));
    }

    /** Copies from {@code source}, which may be this table. */
    public void copy(Table source, int to, int from, int length) {
        source.check(from, length);
        check(to, length);
        ArrayBulk.copyInPieces(store, source.array(), from, array(), to, length, ELEMENT_BYTES);
    }

    private void pollBefore(long elements) {
        store.pollBefore(elements * ELEMENT_BYTES);
    }

    /** Copies elements of a segment. */
    public void init(Object[] segment, int to, int from, int length) {
        checkRange(Integer.toUnsignedLong(from), Integer.toUnsignedLong(length), segment.length);
        check(to, length);
        ArrayBulk.copyInPieces(store, segment, from, array(), to, length, ELEMENT_BYTES);
    }

    private void check(int start, int length) {
        check(Integer.toUnsignedLong(start), Integer.toUnsignedLong(length));
    }

    /** Traps unless the whole range (unsigned) is inside. */
    final void check(long start, long length) {
        checkRange(start, length, size());
    }

    /** Traps unless the whole range (unsigned) is inside what has so many elements: a table, or a segment of them. */
    static void checkRange(long start, long length, int size) {
        if (Long.compareUnsigned(length, size) > 0 || Long.compareUnsigned(start, size - length) > 0) {
            throw outOfBounds();
        }
    }

    public static Trap outOfBounds() {
        return new Trap(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS);
    }
}
