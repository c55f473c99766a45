package dev.troupe.engine.validate;

import dev.troupe.engine.module.ArrayType;
import dev.troupe.engine.module.FieldType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.PackedType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.StorageType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.types.Matching;

/** Structs and arrays (spec 3.4.6). */
final class AggregateRules {
    private final Body body;
    private final Lookup lookup;

    AggregateRules(Body body, Lookup lookup) {
        this.body = body;
        this.lookup = lookup;
    }

    private RefType ref(int type, boolean nullable) {
        return lookup.type(type).ref(nullable);
    }

    private static ValType unpacked(FieldType field) {
        return field.type() instanceof ValType type ? type : ValType.I32;
    }

    private void requireDefault(FieldType field) {
        if (field.type() instanceof ValType type && !type.isDefaultable()) {
            throw body.fail("type mismatch: field type is not defaultable: " + type);
        }
    }

    void structNew(int type, boolean defaults) {
        var fields = lookup.structType(type).fields();
        if (defaults) {
            fields.forEach(this::requireDefault);
        } else {
            for (int i = fields.size() - 1; i >= 0; i--) {
                body.pop(unpacked(fields.get(i)));
            }
        }
        body.out.structNew(type, defaults);
        body.push(ref(type, false));
    }

    private FieldType field(int type, int index) {
        var fields = lookup.structType(type).fields();
        if (Integer.compareUnsigned(index, fields.size()) >= 0) {
            throw body.fail("unknown field " + Integer.toUnsignedString(index));
        }
        return fields.get(index);
    }

    private void requirePacking(FieldType field, boolean plain) {
        boolean packed = field.type() instanceof PackedType;
        if (packed == plain) {
            throw body.fail("type mismatch: field is " + (packed ? "packed" : "unpacked"));
        }
    }

    void structField(Opcode opcode, int type, int index) {
        var field = field(type, index);
        if (opcode == Opcode.STRUCT_SET) {
            if (!field.mutable()) {
                throw body.fail("immutable field " + index + " of type " + type);
            }
            body.pop(unpacked(field));
            body.pop(ref(type, true));
            body.out.structSet(type, index);
            return;
        }
        requirePacking(field, opcode == Opcode.STRUCT_GET);
        body.pop(ref(type, true));
        body.out.structGet(opcode, type, index);
        body.push(unpacked(field));
    }

    /** Array instructions whose only immediate is a type. */
    void array(Opcode opcode, int type) {
        var field = lookup.arrayType(type).field();
        switch (opcode) {
            case ARRAY_NEW -> {
                body.pop(ValType.I32);
                body.pop(unpacked(field));
                body.out.arrayNew(type, false);
                body.push(ref(type, false));
            }
            case ARRAY_NEW_DEFAULT -> {
                requireDefault(field);
                body.pop(ValType.I32);
                body.out.arrayNew(type, true);
                body.push(ref(type, false));
            }
            case ARRAY_SET -> {
                requireMutable(type, field);
                body.pop(unpacked(field));
                body.pop(ValType.I32);
                body.pop(ref(type, true));
                body.out.arraySet(type);
            }
            case ARRAY_FILL -> {
                requireMutable(type, field);
                body.pop(ValType.I32);
                body.pop(unpacked(field));
                body.pop(ValType.I32);
                body.pop(ref(type, true));
                body.out.arrayFill(type);
            }
            default -> {
                requirePacking(field, opcode == Opcode.ARRAY_GET);
                body.pop(ValType.I32);
                body.pop(ref(type, true));
                body.out.arrayGet(opcode, type);
                body.push(unpacked(field));
            }
        }
    }

    private void requireMutable(int type, FieldType field) {
        if (!field.mutable()) {
            throw body.fail("immutable array: type " + type);
        }
    }

    void arrayNewFixed(int type, int count) {
        var element = unpacked(lookup.arrayType(type).field());
        // More than the operand stack has is popped in unreachable code only, where it ends on the bottom at once.
        for (long left = Integer.toUnsignedLong(count); left > 0; left--) {
            if (body.pop(element) == null && body.isExhausted()) {
                break;
            }
        }
        body.out.arrayNewFixed(type, count);
        body.push(ref(type, false));
    }

    /** {@code array.new_data} and {@code array.init_data}. */
    void arrayData(Opcode opcode, int type, int data) {
        var array = lookup.arrayType(type);
        if (opcode == Opcode.ARRAY_INIT_DATA) {
            requireMutable(type, array.field());
        }
        if (array.field().type() instanceof RefType) {
            throw body.fail("array type is not numeric or vector: type " + type);
        }
        lookup.data(data);
        if (opcode == Opcode.ARRAY_NEW_DATA) {
            popRange();
            body.out.arrayNewData(type, data);
            body.push(ref(type, false));
        } else {
            popRangeOf(type);
            body.out.arrayInitData(type, data);
        }
    }

    /** {@code array.new_elem} and {@code array.init_elem}. */
    void arrayElem(Opcode opcode, int type, int element) {
        var array = lookup.arrayType(type);
        if (opcode == Opcode.ARRAY_INIT_ELEM) {
            requireMutable(type, array.field());
        }
        requireElements(lookup.element(element), array);
        if (opcode == Opcode.ARRAY_NEW_ELEM) {
            popRange();
            body.out.arrayNewElem(type, element);
            body.push(ref(type, false));
        } else {
            popRangeOf(type);
            body.out.arrayInitElem(type, element);
        }
    }

    private void requireElements(RefType actual, ArrayType array) {
        StorageType expected = array.field().type();
        if (!Matching.matches(actual, expected)) {
            throw body.fail("type mismatch: element segment of type " + actual + " does not match array of " + expected);
        }
    }

    /** Offset in the segment and length. */
    private void popRange() {
        body.pop(ValType.I32);
        body.pop(ValType.I32);
    }

    private void popRangeOf(int type) {
        popRange();
        body.pop(ValType.I32);
        body.pop(ref(type, true));
    }

    void arrayLen() {
        var operand = body.pop(RefType.ARRAYREF);
        body.out.arrayLen(operand instanceof RefType type ? type : RefType.ARRAYREF);
        body.push(ValType.I32);
    }

    void arrayCopy(int destination, int source) {
        var to = lookup.arrayType(destination).field();
        var from = lookup.arrayType(source).field();
        requireMutable(destination, to);
        if (!Matching.matches(from.type(), to.type())) {
            throw body.fail("array types do not match: " + from.type() + " and " + to.type());
        }
        body.pop(ValType.I32);
        body.pop(ValType.I32);
        body.pop(ref(source, true));
        body.pop(ValType.I32);
        body.pop(ref(destination, true));
        body.out.arrayCopy(destination, source);
    }
}
