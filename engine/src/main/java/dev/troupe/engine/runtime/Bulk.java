package dev.troupe.engine.runtime;

/** Bulk memory and table instructions (spec 4.6.8, 4.6.9); addresses and lengths unsigned. Each checks everything before it writes. */
public final class Bulk {
    private static final byte[] NO_BYTES = {};
    private static final Object[] NO_ELEMENTS = {};

    private Bulk() {}

    public static Trap outOfBounds() {
        return new Trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
    }

    public static int memoryGrow(int delta, Memory memory) {
        return memory.grow(delta);
    }

    public static void memoryFill(int address, int value, int length, Memory memory) {
        memory.fill(address, (byte) value, length);
    }

    public static void memoryCopy(int to, int from, int length, Memory destination, Memory source) {
        destination.copy(source, to, from, length);
    }

    public static void memoryInit(int to, int from, int length, Memory memory, ModuleInstance instance, int segment) {
        Bulk64.memoryInit(Integer.toUnsignedLong(to), from, length, memory, instance, segment);
    }

    public static void dataDrop(ModuleInstance instance, int segment) {
        instance.data[segment] = null;
    }

    public static void tableInit(int to, int from, int length, Table table, ModuleInstance instance, int segment) {
        table.init(elements(instance, segment), to, from, length);
    }

    public static void elemDrop(ModuleInstance instance, int segment) {
        instance.elements[segment] = null;
    }

    public static Object tableGet(int index, Table table) {
        return table.get(index);
    }

    public static void tableSet(int index, Object value, Table table) {
        table.put(index, value);
    }

    public static int tableSize(Table table) {
        return table.size();
    }

    public static int tableGrow(Object init, int delta, Table table) {
        return table.grow(delta, init);
    }

    public static void tableFill(int start, Object value, int length, Table table) {
        table.fill(start, value, length);
    }

    public static void tableCopy(int to, int from, int length, Table destination, Table source) {
        destination.copy(source, to, from, length);
    }

    /**
     * The bytes of a data segment; of a dropped one, none.
     *
     * @throws Trap unless {@code length} of them (32 bits times an element's size) from {@code from} (32 bits) on are there
     */
    static byte[] data(long from, long length, ModuleInstance instance, int segment) {
        var bytes = instance.data[segment] == null ? NO_BYTES : instance.data[segment];
        if (from + length > bytes.length) {
            throw outOfBounds();
        }
        return bytes;
    }

    /** The references of an element segment; of a dropped one, none. */
    static Object[] elements(ModuleInstance instance, int segment) {
        return instance.elements[segment] == null ? NO_ELEMENTS : instance.elements[segment];
    }

    /**
     * {@link #elements(ModuleInstance, int)}.
     *
     * @throws Trap unless {@code length} of them from {@code from} on, both of 32 bits, are there
     */
    static Object[] elements(long from, long length, ModuleInstance instance, int segment) {
        var elements = elements(instance, segment);
        Table.checkRange(from, length, elements.length);
        return elements;
    }
}
