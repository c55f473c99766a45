package dev.troupe.engine.validate;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.TypeReader;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.types.DefType;
import dev.troupe.engine.types.Matching;
import java.util.List;

/** References, casts and the branches on them (spec 3.4.5, 3.4.1). */
final class ReferenceRules {
    private static final RefType NON_NULL_I31 = TypeReader.refTo(false, AbstractHeapType.I31);
    private static final int FROM_NULLABLE = 1;
    private static final int TO_NULLABLE = 2;

    private final Body body;
    private final Lookup lookup;

    ReferenceRules(Body body, Lookup lookup) {
        this.body = body;
        this.lookup = lookup;
    }

    private static RefType nonNull(RefType type) {
        if (type == Body.BOTTOM_REF || !type.nullable()) {
            return type;
        }
        return type.heapType() instanceof DefType defined
                ? defined.ref(false)
                : TypeReader.refTo(false, type.heapType());
    }

    void refNull() {
        var type = lookup.refTo(true);
        body.out.refNull(type);
        body.push(type);
    }

    void refIsNull() {
        body.out.refIsNull(body.popRef());
        body.push(ValType.I32);
    }

    void refFunc(int function) {
        lookup.function(function);
        if (!body.context.isDeclared(function)) {
            throw body.fail("undeclared function reference " + function);
        }
        body.out.refFunc(function);
        body.push(body.context.function(function).ref(false));
    }

    void refEq() {
        body.pop(RefType.EQREF);
        body.pop(RefType.EQREF);
        body.out.refEq();
        body.push(ValType.I32);
    }

    void refAsNonNull() {
        var type = body.popRef();
        body.out.refAsNonNull(type);
        body.push(nonNull(type));
    }

    void brOnNull(int label) {
        var type = body.popRef();
        var target = body.frame(label).label();
        body.pop(target);
        body.out.brOnNull(label, type);
        body.push(target);
        body.push(nonNull(type));
    }

    void brOnNonNull(int label) {
        var type = body.popRef();
        var rest = passing(label, nonNull(type));
        body.pop(rest);
        body.out.brOnNonNull(label, type);
        body.push(rest);
    }

    /** What a label takes below the reference that a branch passes last. */
    private List<ValType> passing(int label, RefType passed) {
        var target = body.frame(label).label();
        if (target.isEmpty() || !Body.matches(passed, target.getLast())) {
            throw body.fail("type mismatch: instruction requires type " + passed + " but label has " + Body.text(target));
        }
        return target.subList(0, target.size() - 1);
    }

    void brOnCast(boolean onFail) {
        int flags = body.in.readByte();
        int label = body.in.readU32();
        var operand = lookup.refTo((flags & FROM_NULLABLE) != 0);
        var target = lookup.refTo((flags & TO_NULLABLE) != 0);
        if (!Matching.matches(target, operand)) {
            throw body.fail("type mismatch: instruction requires type " + target + " to match type " + operand);
        }
        var other = target.nullable() ? nonNull(operand) : operand;
        body.pop(operand);
        var rest = passing(label, onFail ? other : target);
        body.pop(rest);
        body.out.brOnCast(label, operand, target, onFail);
        body.push(rest);
        body.push(onFail ? target : other);
    }

    /** {@code ref.test} and {@code ref.cast}. */
    void castOrTest(Opcode opcode) {
        var target = lookup.refTo(opcode == Opcode.REF_TEST_NULL || opcode == Opcode.REF_CAST_NULL);
        var top = TypeReader.refTo(true, Matching.top(target.heapType()));
        var operand = body.pop(top);
        var type = operand instanceof RefType ref ? ref : top;
        if (opcode == Opcode.REF_TEST || opcode == Opcode.REF_TEST_NULL) {
            body.out.refTest(type, target);
            body.push(ValType.I32);
        } else {
            body.out.refCast(type, target);
            body.push(target);
        }
    }

    void refI31() {
        body.pop(ValType.I32);
        body.out.refI31();
        body.push(NON_NULL_I31);
    }

    void i31Get(boolean signed) {
        body.pop(RefType.I31REF);
        body.out.i31Get(signed);
        body.push(ValType.I32);
    }

    void convert(AbstractHeapType from, AbstractHeapType to) {
        var operand = body.pop(TypeReader.refTo(true, from));
        var type = operand instanceof RefType ref && ref != Body.BOTTOM_REF ? ref : TypeReader.refTo(false, from);
        if (to == AbstractHeapType.ANY) {
            body.out.anyConvertExtern(type);
        } else {
            body.out.externConvertAny(type);
        }
        body.push(TypeReader.refTo(type.nullable(), to));
    }
}
