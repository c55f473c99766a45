package dev.troupe.engine.runtime;

import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.TableType;
import dev.troupe.engine.module.UnlinkableModuleException;
import dev.troupe.engine.types.DefType;
import java.util.Map;

/**
 * The state of an instance at one moment, free of everything that belongs to that instance: memories as images, functions by their
 * index. Immutable; any number of instances may start from it, on any threads.
 *
 * @see #of what can be captured
 */
public final class Snapshot {
    /**
     * Stands for a function of the instance.
     *
     * @param type what an imported one had, which may be more than the import asks for; null for others
     */
    private record FunctionIndex(int index, DefType type) {
        WasmFunction orStub(ModuleInstance instance) {
            var function = instance.functionOrStub(index);
            if (type != null && !function.type.isSubtypeOf(type)) {
                throw new UnlinkableModuleException("incompatible import type: the captured instance was given function " + index
                        + " as " + type + " and refers to it, given now is " + function.type);
            }
            return function;
        }
    }

    private final MemoryImage[] memories;
    /** Null at the places of imported ones. */
    private final Object[] globals;
    private final int importedGlobals;
    private final Object[][] tables;
    private final Object[][] elements;
    private final byte[][] data;

    private Snapshot(ModuleInstance instance, Module module) {
        var indices = instance.functionIndices();
        memories = new MemoryImage[instance.memories.length];
        for (int i = 0; i < memories.length; i++) {
            memories[i] = image(instance, i, module.importedMemories());
        }
        importedGlobals = module.importedGlobals();
        globals = new Object[instance.globals.length];
        for (int i = 0; i < globals.length; i++) {
            globals[i] = global(instance, indices, i, module.importedGlobals());
        }
        tables = new Object[instance.tables.length][];
        for (int i = 0; i < tables.length; i++) {
            if (i < module.importedTables()) {
                throw new NotCapturableException("table " + i + " is imported: its elements are not the instance's alone");
            }
            tables[i] = encode(instance.tables[i].array(), instance, indices, "table " + i);
        }
        elements = new Object[instance.elements.length][];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = instance.elements[i] == null ? null : encode(instance.elements[i], instance, indices, "element segment " + i);
        }
        data = instance.data.clone();
    }

    /**
     * Captures an instance that is not running. Private globals must have been written to their cells before.
     *
     * @throws NotCapturableException if it has a shared memory, an imported memory, table or mutable global, or a reference to anything
     *     but its own functions and plain i31 numbers
     */
    public static Snapshot of(ModuleInstance instance, Module module) {
        return new Snapshot(instance, module);
    }

    private static MemoryImage image(ModuleInstance instance, int index, int imported) {
        var memory = instance.memories[index];
        if (memory.type().shared()) {
            throw new NotCapturableException("memory " + index + " is shared: other threads may be writing to it");
        }
        if (index < imported) {
            throw new NotCapturableException("memory " + index + " is imported: it is not the instance's alone");
        }
        return new MemoryImage(memory);
    }

    private static Object global(ModuleInstance instance, Map<WasmFunction, Integer> indices, int index, int imported) {
        var global = instance.globals[index];
        if (index < imported) {
            if (global.type().mutable()) {
                throw new NotCapturableException("global " + index + " is imported and mutable: it is not the instance's alone");
            }
            return null;
        }
        if (!(global.type().type() instanceof RefType)) {
            return global.get();
        }
        return encode(global.get(), instance, indices, "global " + index);
    }

    private static Object[] encode(Object[] values, ModuleInstance instance, Map<WasmFunction, Integer> indices, String where) {
        var encoded = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            encoded[i] = encode(values[i], instance, indices, where);
        }
        return encoded;
    }

    /** References only. */
    private static Object encode(Object value, ModuleInstance instance, Map<WasmFunction, Integer> indices, String where) {
        return switch (value) {
            case null -> null;
            case I31 number -> number;
            case WasmFunction function -> {
                int index = function instanceof FunctionStub stub ? stub.indexIn(instance) : indices.getOrDefault(function, -1);
                if (index < 0) {
                    throw new NotCapturableException(where + " refers to a function of another instance or of the host");
                }
                yield new FunctionIndex(index, index < instance.importedFunctions() ? function.type : null);
            }
            default -> throw new NotCapturableException(where + " refers to " + describe(value) + ", which belongs to the one instance");
        };
    }

    private static String describe(Object value) {
        return switch (value) {
            case GcObject object -> "a structure or array";
            case WasmException exception -> "an exception";
            default -> "an object of the host (" + value.getClass().getName() + ")";
        };
    }

    private static Object[] decode(Object[] values, ModuleInstance instance) {
        var decoded = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            decoded[i] = values[i] instanceof FunctionIndex function ? function.orStub(instance) : values[i];
        }
        return decoded;
    }

    /** New memories with the captured contents. */
    public void fillMemories(Memory[] present, Store store, Module module, GrowthHistory history) {
        for (int i = 0; i < memories.length; i++) {
            present[i] = Memory.create(store, module.allMemories().get(i), history, memories[i]);
        }
    }

    /** Whether the global is one that the instance itself has. */
    boolean hasGlobal(int index) {
        return index >= importedGlobals;
    }

    /** The value that a global had; null for an imported one. */
    public Object global(int index, ModuleInstance instance) {
        return globals[index] instanceof FunctionIndex function ? function.orStub(instance).resolve() : globals[index];
    }

    /** A new table with the captured elements. */
    public Table newTable(int index, Store store, TableType type, ModuleInstance instance) {
        return Table.of(store, type, decode(tables[index], instance));
    }

    /** Gives an instance the segments as they were. */
    public void fillSegments(ModuleInstance instance) {
        for (int i = 0; i < elements.length; i++) {
            instance.elements[i] = elements[i] == null ? null : decode(elements[i], instance);
        }
        System.arraycopy(data, 0, instance.data, 0, data.length);
    }

    /** Puts the instance itself back: the same memories and tables with the contents that were captured. Globals are not touched. */
    public void restore(ModuleInstance instance) {
        for (int i = 0; i < memories.length; i++) {
            instance.memories[i].restore(memories[i]);
        }
        for (int i = 0; i < tables.length; i++) {
            instance.tables[i].restore(decode(tables[i], instance));
        }
        fillSegments(instance);
    }

    /** Bytes of memories that are kept, for those who wonder. */
    public long keptBytes() {
        long sum = 0;
        for (var image : memories) {
            sum += image.keptBytes();
        }
        return sum;
    }
}
