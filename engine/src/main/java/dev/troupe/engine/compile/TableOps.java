package dev.troupe.engine.compile;

/** Table instructions (spec 4.6.8); each is a call into {@code Bulk} with the table as last argument. */
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
        emit("tableGet", "(I" + TABLE + ")" + OBJECT, 1, table);
        if (kind != Kind.REF) {
            code.checkCast(kind.internalName());
        }
        stack.pushJvm(kind);
    }

    void set(int table) {
        emit("tableSet", "(I" + OBJECT + TABLE + ")V", 2, table);
    }

    void size(int table) {
        emit("tableSize", "(" + TABLE + ")I", 0, table);
        stack.pushJvm(Kind.I32);
    }

    void grow(int table) {
        emit("tableGrow", "(" + OBJECT + "I" + TABLE + ")I", 2, table);
        stack.pushJvm(Kind.I32);
    }

    void fill(int table) {
        emit("tableFill", "(I" + OBJECT + "I" + TABLE + ")V", 3, table);
    }

    void copy(int destination, int source) {
        emit("tableCopy", "(III" + TABLE + TABLE + ")V", 3, destination, source);
    }

    void init(int element, int table) {
        body.mark();
        stack.flush();
        pushTable(table);
        body.pushInstance();
        code.pushInt(element);
        code.invokeStatic(Names.BULK, "tableInit", "(III" + TABLE + INSTANCE + "I)V");
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
        code.invokeStatic(Names.BULK, method, descriptor);
        stack.drop(operands);
    }

    private void pushTable(int table) {
        body.pushInstance();
        code.getField(Names.INSTANCE, Layout.tableField(table), Names.descriptor(body.layout.tableClass(table)));
    }
}
