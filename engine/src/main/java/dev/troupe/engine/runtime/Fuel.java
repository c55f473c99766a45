package dev.troupe.engine.runtime;

/** What code compiled with fuel calls to pay for what it does; see {@link Store#setFuel}. Who cannot pay traps, and pays nothing. */
public final class Fuel {
    private Fuel() {}

    /**
     * Pays for a run of instructions out of a variable.
     *
     * @return what is left of {@code left}
     */
    public static long charge(long left, int cost, ModuleInstance instance) {
        long rest = left - cost;
        if (rest < 0) {
            throw exhausted();
        }
        return rest;
    }

    /** Pays for a run of instructions out of the store. */
    public static void charge(int cost, ModuleInstance instance) {
        var store = instance.store;
        long rest = store.fuelLeft - cost;
        if (rest < 0) {
            throw exhausted();
        }
        store.fuelLeft = rest;
    }

    /** What so many bytes cost: 1 for each started 8. */
    static long forBytes(long bytes) {
        return (bytes >>> 3) + ((bytes & 7) == 0 ? 0 : 1);
    }

    /** Pays 1 for each 8 bytes that {@code memory} has after growing, if its type and limit let it grow. */
    public static void chargeGrowth(int pages, Memory memory, ModuleInstance instance) {
        chargeGrowth(Integer.toUnsignedLong(pages), memory, instance);
    }

    /** Pays 1 for each 8 bytes that {@code memory} has after growing, if its type and limit let it grow. */
    public static void chargeGrowth(long pages, Memory memory, ModuleInstance instance) {
        long after = memory.sizeAfter(memory.pages(), pages);
        if (after >= 0 && pages != 0) {
            instance.store.consumeFuel(forBytes(after));
        }
    }

    /** Pays 1 for each element that {@code table} has after growing, if its type and limit let it grow. */
    public static void chargeGrowth(int elements, Table table, ModuleInstance instance) {
        chargeGrowth(Integer.toUnsignedLong(elements), table, instance);
    }

    /** Pays 1 for each element that {@code table} has after growing, if its type and limit let it grow. */
    public static void chargeGrowth(long elements, Table table, ModuleInstance instance) {
        if (elements != 0 && table.mayGrow(elements)) {
            instance.store.consumeFuel(table.size() + elements);
        }
    }

    static Trap exhausted() {
        return new Trap(TrapKind.OUT_OF_FUEL);
    }
}
