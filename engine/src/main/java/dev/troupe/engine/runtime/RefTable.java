package dev.troupe.engine.runtime;

import dev.troupe.engine.module.TableType;
import java.util.Arrays;

/** A table of anything but functions. */
public final class RefTable extends Table {
    private Object[] elements;

    RefTable(Store store, TableType type, int size, Object init) {
        super(store, type);
        elements = new Object[size];
        if (init != null) {
            Arrays.fill(elements, init);
        }
    }

    @Override
    public int size() {
        return elements.length;
    }

    @Override
    Object[] array() {
        return elements;
    }

    @Override
    void restore(Object[] contents) {
        elements = contents;
    }

    @Override
    void replace(int newSize, Object init) {
        int before = elements.length;
        var grown = Arrays.copyOf(elements, newSize);
        Arrays.fill(grown, before, newSize, init);
        elements = grown;
    }
}
