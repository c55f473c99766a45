package dev.troupe.engine.compile;

import java.util.Arrays;

/**
 * Table instructions (spec 4.6.8); each is a call into {@code Bulk}, or {@code Bulk64} for 64-bit indices, with the table as last
 * argument.
 */
final class TableOps {
    private static final String TABLE = Names.descriptor(Names.TABLE);
    private static final String INSTANCE = Names.descriptor(Names.MODULE_INSTANCE);
    private static final String OBJECT = "Ljava/lang/Object;";
    private final Body body;
    private final Code code;
    private final OperandStack stack;

    TableOps(Body body) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
    }

    void get(int table) {
        var kind = body.layout.tableKind(table);
        emit("tableGet", "(" + index(table) + TABLE + ")" + OBJECT, 1, table);
        if (kind != Kind.REF) {
            code.checkCast(kind.internalName());
        }
        stack.pushJvm(kind);
    }

    void set(int table) {
        emit("tableSet", "(" + index(table) + OBJECT + TABLE + ")V", 2, table);
    }

    void size(int table) {
        boolean wide = body.layout.isWideTable(table);
        emit(wide ? "tableSize64" : "tableSize", "(" + TABLE + ")" + index(table), 0, table);
        stack.pushJvm(wide ? Kind.I64 : Kind.I32);
    }

    void grow(int table) {
        emit("tableGrow", "(" + OBJECT + index(table) + TABLE + ")" + index(table), 2, table);
        stack.pushJvm(body.layout.isWideTable(table) ? Kind.I64 : Kind.I32);
    }

    void fill(int table) {
        body.fuel.bulk("tableFill", TABLE + INSTANCE, () -> {
            pushTable(table);
            body.pushInstance();
        }, 2, 0);
        emit("tableFill", "(" + index(table) + OBJECT + index(table) + TABLE + ")V", 3, table);
    }

    void copy(int destination, int source) {
        body.fuel.bulk("tableCopy", TABLE + TABLE + INSTANCE, () -> {
            pushTable(destination);
            pushTable(source);
            body.pushInstance();
        }, 2, 1, 0);
        boolean bothWide = body.layout.isWideTable(destination) && body.layout.isWideTable(source);
        emit("tableCopy", "(" + index(destination) + index(source) + (bothWide ? "J" : "I") + TABLE + TABLE + ")V", 3, destination, source);
    }

    void init(int element, int table) {
        Runnable targets = () -> {
            pushTable(table);
            body.pushInstance();
            code.pushInt(element);
        };
        body.fuel.bulk("tableInit", TABLE + INSTANCE + "I", targets, 2, 1, 0);
        body.mark();
        stack.flush();
        targets.run();
        code.invokeStatic(owner(table), "tableInit", "(" + index(table) + "II" + TABLE + INSTANCE + "I)V");
        stack.drop(3);
    }

    void elemDrop(int element) {
        stack.flush();
        body.pushInstance();
        code.pushInt(element);
        code.invokeStatic(Names.BULK, "elemDrop", "(" + INSTANCE + "I)V");
    }

    private void emit(String method, String descriptor, int operands, int... tables) {
        body.mark();
        stack.flush();
        for (int table : tables) {
            pushTable(table);
        }
        code.invokeStatic(owner(tables), method, descriptor);
        stack.drop(operands);
    }

    private String index(int table) {
        return body.layout.isWideTable(table) ? "J" : "I";
    }

    private String owner(int... tables) {
        return Arrays.stream(tables).anyMatch(body.layout::isWideTable) ? Names.BULK_64 : Names.BULK;
    }

    void pushTable(int table) {
        body.pushInstance();
        InstanceFields.table(body.layout, code, table);
    }
}
