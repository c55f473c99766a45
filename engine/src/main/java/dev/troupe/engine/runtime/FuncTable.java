package dev.troupe.engine.runtime;

import dev.troupe.engine.module.TableType;
import dev.troupe.engine.types.DefType;
import java.util.Arrays;

/** A table of functions, which {@code call_indirect} calls through. */
public final class FuncTable extends Table {
    private WasmFunction[] elements;

    FuncTable(Store store, TableType type, int size, WasmFunction init) {
        super(store, type);
        elements = new WasmFunction[size];
        if (init != null) {
            Arrays.fill(elements, init);
        }
    }

    /** The callee of {@code call_indirect} (spec 4.6.10), for generated code, which calls it at once. */
    public static WasmFunction callee(int index, FuncTable table, DefType expected) {
        var elements = table.elements;
        if (Integer.compareUnsigned(index, elements.length) < 0) {
            var function = elements[index];
            if (function != null && function.type == expected) {
                return function;
            }
        }
        return table.slowCallee(index, expected);
    }

    private WasmFunction slowCallee(int index, DefType expected) {
        if (Integer.compareUnsigned(index, elements.length) >= 0) {
            throw new Trap(TrapKind.UNDEFINED_ELEMENT, TrapKind.UNDEFINED_ELEMENT.text() + " " + Integer.toUnsignedString(index));
        }
        var function = (WasmFunction) get(index);
        if (function == null) {
            throw new Trap(TrapKind.UNINITIALIZED_ELEMENT, TrapKind.UNINITIALIZED_ELEMENT.text() + " " + index);
        }
        if (!function.type.isSubtypeOf(expected)) {
            throw new Trap(
                    TrapKind.INDIRECT_CALL_TYPE_MISMATCH,
                    TrapKind.INDIRECT_CALL_TYPE_MISMATCH.text() + ": expected " + expected + ", got " + function.type);
        }
        return function;
    }

    @Override
    public Object get(int index) {
        var function = (WasmFunction) super.get(index);
        if (function instanceof FunctionStub) {
            function = function.resolve();
            elements[index] = function;
        }
        return function;
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
        elements = Arrays.copyOf(contents, contents.length, WasmFunction[].class);
    }

    @Override
    void replace(int newSize, Object init) {
        int before = elements.length;
        var grown = Arrays.copyOf(elements, newSize);
        Arrays.fill(grown, before, newSize, (WasmFunction) init);
        elements = grown;
    }
}
