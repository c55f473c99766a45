package dev.troupe.engine.validate;

import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.TableType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.types.Matching;

/** Table instructions (spec 3.4.8). */
final class TableRules {
    private final Body body;
    private final Lookup lookup;

    TableRules(Body body, Lookup lookup) {
        this.body = body;
        this.lookup = lookup;
    }

    private static ValType address(TableType table) {
        return table.addressType().valType();
    }

    void table(Opcode opcode, int index) {
        var table = lookup.table(index);
        switch (opcode) {
            case TABLE_GET -> {
                body.pop(address(table));
                body.out.tableGet(index);
                body.push(table.elementType());
            }
            case TABLE_SET -> {
                body.pop(table.elementType());
                body.pop(address(table));
                body.out.tableSet(index);
            }
            case TABLE_SIZE -> {
                body.out.tableSize(index);
                body.push(address(table));
            }
            case TABLE_GROW -> {
                body.pop(address(table));
                body.pop(table.elementType());
                body.out.tableGrow(index);
                body.push(address(table));
            }
            default -> {
                body.pop(address(table));
                body.pop(table.elementType());
                body.pop(address(table));
                body.out.tableFill(index);
            }
        }
    }

    void copy(int destination, int source) {
        var to = lookup.table(destination);
        var from = lookup.table(source);
        requireElements(from.elementType(), to.elementType());
        body.pop(Lookup.smaller(to.addressType(), from.addressType()));
        body.pop(address(from));
        body.pop(address(to));
        body.out.tableCopy(destination, source);
    }

    void init(int element, int index) {
        var table = lookup.table(index);
        requireElements(lookup.element(element), table.elementType());
        body.pop(ValType.I32);
        body.pop(ValType.I32);
        body.pop(address(table));
        body.out.tableInit(element, index);
    }

    private void requireElements(RefType actual, RefType expected) {
        if (!Matching.matches(actual, expected)) {
            throw body.fail("type mismatch: source element type " + actual + " does not match destination element type " + expected);
        }
    }

    void elemDrop(int element) {
        lookup.element(element);
        body.out.elemDrop(element);
    }
}
