package dev.troupe.engine.validate;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.TypeReader;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.types.Matching;
import java.util.ArrayList;
import java.util.List;

/** Blocks, branches and calls (spec 3.4.1, 3.4.2). */
final class ControlRules {
    private final Body body;
    private final ModuleContext context;
    private final Lookup lookup;

    ControlRules(Body body, Lookup lookup) {
        this.body = body;
        this.context = body.context;
        this.lookup = lookup;
    }

    void block(Opcode opcode) {
        var type = lookup.blockType();
        if (opcode == Opcode.IF) {
            body.pop(ValType.I32);
        }
        var out = body.out;
        switch (opcode) {
            case BLOCK -> body.enter(Frame.Kind.BLOCK, type);
            case LOOP -> body.enter(Frame.Kind.LOOP, type);
            case IF -> body.enter(Frame.Kind.IF, type);
            default -> body.enter(Frame.Kind.TRY, type);
        }
        switch (opcode) {
            case BLOCK -> out.block(type);
            case LOOP -> out.loop(type);
            case IF -> out.if_(type);
            default -> out.try_(type);
        }
    }

    void else_() {
        if (body.top().kind != Frame.Kind.IF) {
            throw body.fail("END opcode expected: found else outside of if");
        }
        body.finish();
        report();
        body.out.else_();
        body.next(Frame.Kind.ELSE, body.top().type.params());
    }

    void end() {
        var frame = body.top();
        body.finish();
        if (frame.kind == Frame.Kind.IF && !Matching.matches(frame.type.params(), frame.type.results())) {
            throw body.fail("type mismatch: if without else requires " + Body.text(frame.type.results()) + " but has "
                    + Body.text(frame.type.params()));
        }
        report();
        body.out.end();
        body.leave();
    }

    /** The position of an event that comes at the end of unreachable code, where it was not reported yet. */
    private void report() {
        body.out.position(body.at);
    }

    void branch(Opcode opcode, int label) {
        var target = body.frame(label).label();
        if (opcode == Opcode.BR) {
            body.pop(target);
            body.out.br(label);
            body.unreachable();
        } else {
            body.pop(ValType.I32);
            body.pop(target);
            body.out.brIf(label);
            body.push(target);
        }
    }

    void brTable() {
        int count = body.in.readU32();
        var labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = body.in.readU32();
        }
        int last = body.in.readU32();
        body.pop(ValType.I32);
        var expected = body.frame(last).label();
        body.check(expected);
        List<ValType> checked = expected;
        for (int label : labels) {
            var types = body.frame(label).label();
            if (types != checked) {
                if (types.size() != expected.size()) {
                    throw body.fail("type mismatch: br_table with labels of " + Body.text(types) + " and of " + Body.text(expected));
                }
                body.check(types);
                checked = types;
            }
        }
        body.use(expected.size());
        var cases = expected.isEmpty() ? ConstantCases.ahead(body, labels, last) : null;
        if (cases == null) {
            body.out.brTable(labels, last);
        } else {
            body.out.brTable(labels, last, cases);
        }
        body.unreachable();
    }

    void return_() {
        body.pop(results());
        body.out.return_();
        body.unreachable();
    }

    private List<ValType> results() {
        return body.frame(body.depth() - 1).label();
    }

    void call(int function) {
        var type = lookup.function(function);
        body.pop(type.params());
        body.out.call(function);
        body.push(type.results());
    }

    void returnCall(int function) {
        tailCall(lookup.function(function));
        body.out.returnCall(function);
        body.unreachable();
    }

    void callIndirect(Opcode opcode) {
        int typeIndex = body.in.readU32();
        int tableIndex = body.in.readU32();
        var table = lookup.table(tableIndex);
        if (!Matching.matches(table.elementType(), RefType.FUNCREF)) {
            throw body.fail("type mismatch: instruction requires table of function type but table has element type " + table.elementType());
        }
        var type = lookup.funcType(typeIndex);
        body.pop(table.addressType().valType());
        if (opcode == Opcode.CALL_INDIRECT) {
            body.pop(type.params());
            body.out.callIndirect(tableIndex, typeIndex);
            body.push(type.results());
        } else {
            tailCall(type);
            body.out.returnCallIndirect(tableIndex, typeIndex);
            body.unreachable();
        }
    }

    void callRef(Opcode opcode) {
        int typeIndex = body.in.readU32();
        var type = lookup.funcType(typeIndex);
        body.pop(context.type(typeIndex).ref(true));
        if (opcode == Opcode.CALL_REF) {
            body.pop(type.params());
            body.out.callRef(typeIndex);
            body.push(type.results());
        } else {
            tailCall(type);
            body.out.returnCallRef(typeIndex);
            body.unreachable();
        }
    }

    private void tailCall(FuncType type) {
        body.pop(type.params());
        if (!Matching.matches(type.results(), results())) {
            throw body.fail("type mismatch: current function requires result type " + Body.text(results()) + " but callee returns "
                    + Body.text(type.results()));
        }
    }

    // Exceptions

    void throw_(int tag) {
        var type = lookup.tag(tag);
        body.pop(type.params());
        body.out.throw_(tag);
        body.unreachable();
    }

    void throwRef() {
        body.pop(RefType.EXNREF);
        body.out.throwRef();
        body.unreachable();
    }

    void tryTable() {
        var type = lookup.blockType();
        int count = body.in.readU32();
        var clauses = new ArrayList<BodyVisitor.Catch>();
        for (int i = 0; i < count; i++) {
            int kind = body.in.readByte();
            boolean ref = (kind & 1) != 0;
            int tag = kind < 2 ? body.in.readU32() : -1;
            List<ValType> passed = kind < 2 ? lookup.tag(tag).params() : List.of();
            if (ref) {
                passed = new ArrayList<>(passed);
                passed.add(TypeReader.refTo(false, AbstractHeapType.EXN));
            }
            int label = body.in.readU32();
            var target = body.frame(label).label();
            if (!Matching.matches(passed, target)) {
                throw body.fail("type mismatch: catch clause passes " + Body.text(passed) + " but label has " + Body.text(target));
            }
            clauses.add(new BodyVisitor.Catch(tag, ref, label));
        }
        var out = body.out;
        body.enter(Frame.Kind.TRY_TABLE, type);
        out.tryTable(type, clauses.toArray(BodyVisitor.Catch[]::new));
    }

    void catch_(int tag) {
        var type = lookup.tag(tag);
        clause("catch");
        body.out.catch_(tag);
        body.next(Frame.Kind.CATCH, type.params());
    }

    void catchAll() {
        clause("catch_all");
        body.out.catchAll();
        body.next(Frame.Kind.CATCH_ALL, List.of());
    }

    private void clause(String name) {
        var kind = body.top().kind;
        if (kind != Frame.Kind.TRY && kind != Frame.Kind.CATCH) {
            throw body.fail("END opcode expected: found " + name + " outside of try");
        }
        body.finish();
        report();
    }

    void delegate(int label) {
        if (body.top().kind != Frame.Kind.TRY) {
            throw body.fail("END opcode expected: found delegate outside of try");
        }
        body.finish();
        report();
        var out = body.out;
        body.leave();
        body.frame(label);
        out.delegate(label);
    }

    void rethrow(int label) {
        var kind = body.frame(label).kind;
        if (kind != Frame.Kind.CATCH && kind != Frame.Kind.CATCH_ALL) {
            throw body.fail("invalid rethrow label");
        }
        body.out.rethrow(label);
        body.unreachable();
    }
}
