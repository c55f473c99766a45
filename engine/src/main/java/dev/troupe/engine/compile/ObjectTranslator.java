package dev.troupe.engine.compile;

import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.validate.BodyVisitor;

/** The part of {@link BodyTranslator} that deals with things that are not numbers: tables, references, structs and arrays. */
abstract class ObjectTranslator implements BodyVisitor {
    final Body body;
    private final TableOps tables;
    private final References references;
    private final Guards guards;
    private final StructOps structs;
    private final ArrayOps arrays;

    ObjectTranslator(Body body) {
        this.body = body;
        tables = new TableOps(body);
        references = new References(body);
        guards = new Guards(body);
        structs = new StructOps(body, guards);
        arrays = new ArrayOps(body, guards);
    }

    /** Whether the JVM would reach what is written now, and it was not written with an instruction before. */
    final boolean live() {
        return body.reachable && !body.done;
    }

    final Guards guards() {
        return guards;
    }

    /** To be called behind all code of a method. */
    final void finishGuards() {
        guards.finish();
    }

    @Override
    public void tableGet(int table) {
        if (live()) {
            tables.get(table);
        }
    }

    @Override
    public void tableSet(int table) {
        if (live()) {
            tables.set(table);
        }
    }

    @Override
    public void tableSize(int table) {
        if (live()) {
            tables.size(table);
        }
    }

    @Override
    public void tableGrow(int table) {
        if (live()) {
            body.fuel.grow(body.layout.isWideTable(table), Names.TABLE, () -> tables.pushTable(table));
            tables.grow(table);
        }
    }

    @Override
    public void tableFill(int table) {
        if (live()) {
            tables.fill(table);
        }
    }

    @Override
    public void tableCopy(int destination, int source) {
        if (live()) {
            tables.copy(destination, source);
        }
    }

    @Override
    public void tableInit(int element, int table) {
        if (live()) {
            tables.init(element, table);
        }
    }

    @Override
    public void elemDrop(int element) {
        if (live()) {
            tables.elemDrop(element);
        }
    }

    @Override
    public void refNull(RefType type) {
        if (live()) {
            references.refNull(type);
        }
    }

    @Override
    public void refIsNull(RefType type) {
        if (live()) {
            references.refIsNull();
        }
    }

    @Override
    public void refFunc(int function) {
        if (live()) {
            references.refFunc(function);
        }
    }

    @Override
    public void structNew(int type, boolean defaults) {
        if (live()) {
            structs.structNew(type, defaults);
        }
    }

    @Override
    public void structGet(Opcode opcode, int type, int field) {
        if (live()) {
            structs.structGet(opcode, type, field);
        }
    }

    @Override
    public void structSet(int type, int field) {
        if (live()) {
            structs.structSet(type, field);
        }
    }

    @Override
    public void arrayNew(int type, boolean defaults) {
        if (live()) {
            body.fuel.array();
            arrays.arrayNew(type, defaults);
        }
    }

    @Override
    public void arrayNewFixed(int type, int count) {
        if (live()) {
            arrays.arrayNewFixed(type, count);
        }
    }

    @Override
    public void arrayNewData(int type, int data) {
        if (live()) {
            arrays.arrayNewData(type, data);
        }
    }

    @Override
    public void arrayNewElem(int type, int element) {
        if (live()) {
            arrays.arrayNewElem(type, element);
        }
    }

    @Override
    public void arrayGet(Opcode opcode, int type) {
        if (live()) {
            arrays.arrayGet(opcode, type);
        }
    }

    @Override
    public void arraySet(int type) {
        if (live()) {
            arrays.arraySet(type);
        }
    }

    @Override
    public void arrayLen(RefType operand) {
        if (live()) {
            arrays.arrayLen(operand);
        }
    }

    @Override
    public void arrayFill(int type) {
        if (live()) {
            arrays.arrayFill(type);
        }
    }

    @Override
    public void arrayCopy(int destination, int source) {
        if (live()) {
            arrays.arrayCopy();
        }
    }

    @Override
    public void arrayInitData(int type, int data) {
        if (live()) {
            arrays.arrayInitData(type, data);
        }
    }

    @Override
    public void arrayInitElem(int type, int element) {
        if (live()) {
            arrays.arrayInitElem(element);
        }
    }
}
