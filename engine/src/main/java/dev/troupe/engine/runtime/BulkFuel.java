package dev.troupe.engine.runtime;

/**
 * What code compiled with fuel calls before a bulk instruction. Each looks whether the instruction traps, and else pays for it: 1 for each
 * element, or for each started 8 bytes of a memory. What is out of bounds is never out of fuel, whatever the guest asked for.
 *
 * <p>All addresses, indices and lengths are unsigned; those of 32 bits have been widened.
 */
public final class BulkFuel {
    private BulkFuel() {}

    public static void memoryFill(long address, long length, Memory memory, ModuleInstance instance) {
        memory.check(address, length);
        instance.store.consumeFuel(Fuel.forBytes(length));
    }

    public static void memoryCopy(long to, long from, long length, Memory destination, Memory source, ModuleInstance instance) {
        source.check(from, length);
        destination.check(to, length);
        instance.store.consumeFuel(Fuel.forBytes(length));
    }

    public static void memoryInit(long to, long from, long length, Memory memory, ModuleInstance instance, int segment) {
        Bulk.data(from, length, instance, segment);
        memory.check(to, length);
        instance.store.consumeFuel(Fuel.forBytes(length));
    }

    public static void tableFill(long start, long length, Table table, ModuleInstance instance) {
        table.check(start, length);
        instance.store.consumeFuel(length);
    }

    public static void tableCopy(long to, long from, long length, Table destination, Table source, ModuleInstance instance) {
        source.check(from, length);
        destination.check(to, length);
        instance.store.consumeFuel(length);
    }

    public static void tableInit(long to, long from, long length, Table table, ModuleInstance instance, int segment) {
        Bulk.elements(from, length, instance, segment);
        table.check(to, length);
        instance.store.consumeFuel(length);
    }

    /** Pays for an array of {@code length} elements (unsigned); whether the JVM can make it is seen afterwards. */
    public static void arrayNew(int length, ModuleInstance instance) {
        instance.store.consumeFuel(Integer.toUnsignedLong(length));
    }

    public static void arrayNewData(long from, long length, ModuleInstance instance, int segment, int elementBytes) {
        Bulk.data(from, length * elementBytes, instance, segment);
        instance.store.consumeFuel(length);
    }

    public static void arrayNewElem(long from, long length, ModuleInstance instance, int segment) {
        Bulk.elements(from, length, instance, segment);
        instance.store.consumeFuel(length);
    }

    public static void arrayFill(Object array, long start, long length, ModuleInstance instance) {
        ArrayBulk.check(array, start, length);
        instance.store.consumeFuel(length);
    }

    public static void arrayCopy(Object destination, long to, Object source, long from, long length, ModuleInstance instance) {
        ArrayBulk.check(destination, to, length);
        ArrayBulk.check(source, from, length);
        instance.store.consumeFuel(length);
    }

    public static void arrayInitData(
            Object array, long to, long from, long length, ModuleInstance instance, int segment, int elementBytes) {
        ArrayBulk.check(array, to, length);
        Bulk.data(from, length * elementBytes, instance, segment);
        instance.store.consumeFuel(length);
    }

    public static void arrayInitElem(Object array, long to, long from, long length, ModuleInstance instance, int segment) {
        ArrayBulk.check(array, to, length);
        Bulk.elements(from, length, instance, segment);
        instance.store.consumeFuel(length);
    }
}
