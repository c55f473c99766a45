package dev.troupe.engine.compile;

import org.objectweb.asm.Opcodes;

/** Results beyond the first, in the store's fields by position; the same for callers and callees, so they stand together here. */
final class Results {
    /** Positions from here on are in arrays. */
    private static final int FIELDS = 16;

    private Results() {}

    /**
     * Writes one result.
     *
     * @param pushStore pushes the store
     * @param pushValue pushes the value
     */
    static void put(int position, Kind kind, Code code, Runnable pushStore, Runnable pushValue) {
        boolean reference = kind.isReference();
        pushStore.run();
        if (position >= FIELDS) {
            code.getField(Names.STORE, reference ? "as" : "xs", reference ? "[Ljava/lang/Object;" : "[J");
            code.pushInt(position);
        }
        pushValue.run();
        Bits.toLong(kind, code);
        if (position >= FIELDS) {
            code.op(reference ? Opcodes.AASTORE : Opcodes.LASTORE);
        } else {
            code.putField(Names.STORE, (reference ? "a" : "x") + position, reference ? "Ljava/lang/Object;" : "J");
        }
    }

    /** Pushes one result. */
    static void get(int position, Kind kind, Code code, Runnable pushStore) {
        boolean reference = kind.isReference();
        pushStore.run();
        if (position >= FIELDS) {
            code.getField(Names.STORE, reference ? "as" : "xs", reference ? "[Ljava/lang/Object;" : "[J");
            code.pushInt(position);
            code.op(reference ? Opcodes.AALOAD : Opcodes.LALOAD);
        } else {
            code.getField(Names.STORE, (reference ? "a" : "x") + position, reference ? "Ljava/lang/Object;" : "J");
        }
        if (reference && kind != Kind.REF) {
            code.checkCast(kind.internalName());
        }
        Bits.fromLong(kind, code);
    }

    /** Makes room for positions below {@code count} in the arrays, if that takes any. */
    static void reserve(int count, Code code, Runnable pushStore) {
        if (count > FIELDS) {
            pushStore.run();
            code.pushInt(count);
            code.invokeVirtual(Names.STORE, "reserveResults", "(I)V");
        }
    }
}
