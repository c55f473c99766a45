package dev.troupe.engine.compile;

import org.objectweb.asm.Opcodes;

/**
 * How generated code gets at what an instance has: by a field of the instance each or, where a module has more than a class has room for,
 * by the arrays that are the index spaces. Each method replaces the instance on top of the JVM's stack.
 */
final class InstanceFields {
    private InstanceFields() {}

    static void memory(Layout layout, Code code, int memory) {
        get(code, layout.hasMemoryField(memory), Layout.memoryField(memory), "memories", memory, Names.MEMORY, Names.MEMORY);
    }

    /** A memory's array or segment, which changes when it grows. */
    static void memoryContents(Layout layout, Code code, int memory) {
        var access = layout.access(memory);
        if (layout.hasArrayField(memory)) {
            code.getField(Names.INSTANCE, Layout.arrayField(memory), access.contents());
        } else {
            memory(layout, code, memory);
            code.getField(Names.MEMORY, access.field(), access.contents());
        }
    }

    /** How many bytes a memory has whose array is longer, which changes when it grows. */
    static void memoryLength(Layout layout, Code code, int memory) {
        if (layout.hasArrayField(memory)) {
            code.getField(Names.INSTANCE, Layout.lengthField(memory), "I");
        } else {
            memory(layout, code, memory);
            code.getField(Names.MEMORY, "length", "I");
        }
    }

    static void table(Layout layout, Code code, int table) {
        get(code, layout.hasTableField(table), Layout.tableField(table), "tables", table, Names.TABLE, layout.tableClass(table));
    }

    static void tag(Layout layout, Code code, int tag) {
        get(code, layout.hasTagField(tag), Layout.tagField(tag), "tags", tag, Names.TAG, Names.TAG);
    }

    /** The object of a global that is not private. */
    static void global(Layout layout, Code code, int global) {
        get(code, layout.hasGlobalField(global), Layout.globalField(global), "globals", global, Names.GLOBAL, Names.GLOBAL);
    }

    private static void get(Code code, boolean field, String name, String array, int index, String element, String type) {
        if (field) {
            code.getField(Names.INSTANCE, name, Names.descriptor(type));
            return;
        }
        element(code, array, element, index);
        if (!type.equals(element)) {
            code.checkCast(type);
        }
    }

    /** An element of one of the index spaces. */
    static void element(Code code, String array, String element, int index) {
        code.getField(Names.INSTANCE, array, "[" + Names.descriptor(element));
        code.pushInt(index);
        code.op(Opcodes.AALOAD);
    }
}
