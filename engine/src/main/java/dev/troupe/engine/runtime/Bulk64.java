package dev.troupe.engine.runtime;

/**
 * {@link Bulk} for memories and tables with 64-bit addresses (memory64); where two are involved, either may have 32-bit ones.
 *
 * <p>No table is as long as 2^31, so an index or length beyond is as good as the greatest 32-bit one.
 */
public final class Bulk64 {
    private Bulk64() {}

    public static int memorySize(Memory memory) {
        return (int) memory.pages();
    }

    public static long memorySize64(Memory memory) {
        return memory.pages();
    }

    public static long memoryGrow(long delta, Memory memory) {
        return memory.grow(delta);
    }

    public static void memoryFill(long address, int value, long length, Memory memory) {
        memory.fill(address, (byte) value, length);
    }

    public static void memoryCopy(long to, long from, long length, Memory destination, Memory source) {
        destination.copy(source, to, from, length);
    }

    public static void memoryCopy(long to, int from, int length, Memory destination, Memory source) {
        destination.copy(source, to, Integer.toUnsignedLong(from), Integer.toUnsignedLong(length));
    }

    public static void memoryCopy(int to, long from, int length, Memory destination, Memory source) {
        destination.copy(source, Integer.toUnsignedLong(to), from, Integer.toUnsignedLong(length));
    }

    public static void memoryInit(long to, int from, int length, Memory memory, ModuleInstance instance, int segment) {
        var bytes = Bulk.data(Integer.toUnsignedLong(from), Integer.toUnsignedLong(length), instance, segment);
        memory.write(to, bytes, from, length);
    }

    /** A table index or length as an unsigned 32-bit one that is inside exactly if it was. */
    public static int tableIndex(long index) {
        return index >>> 31 != 0 ? -1 : (int) index;
    }

    public static Object tableGet(long index, Table table) {
        return table.get(tableIndex(index));
    }

    public static void tableSet(long index, Object value, Table table) {
        table.set(tableIndex(index), value);
    }

    public static long tableSize64(Table table) {
        return table.size();
    }

    public static long tableGrow(Object init, long delta, Table table) {
        return table.grow(tableIndex(delta), init);
    }

    public static void tableFill(long start, Object value, long length, Table table) {
        table.fill(tableIndex(start), value, tableIndex(length));
    }

    public static void tableCopy(long to, long from, long length, Table destination, Table source) {
        destination.copy(source, tableIndex(to), tableIndex(from), tableIndex(length));
    }

    public static void tableCopy(long to, int from, int length, Table destination, Table source) {
        destination.copy(source, tableIndex(to), from, length);
    }

    public static void tableCopy(int to, long from, int length, Table destination, Table source) {
        destination.copy(source, to, tableIndex(from), length);
    }

    public static void tableInit(long to, int from, int length, Table table, ModuleInstance instance, int segment) {
        table.init(Bulk.elements(instance, segment), tableIndex(to), from, length);
    }
}
