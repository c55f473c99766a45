package dev.troupe.engine.validate;

import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.module.VecType;

/** Locals, globals, {@code drop} and {@code select} (spec 3.4.3, 3.4.4). */
final class VariableRules {
    private final Body body;
    private final Lookup lookup;

    VariableRules(Body body, Lookup lookup) {
        this.body = body;
        this.lookup = lookup;
    }

    void local(Opcode opcode, int index) {
        switch (opcode) {
            case LOCAL_GET -> {
                var type = body.locals.read(index);
                body.out.localGet(body.locals.number(index), type);
                body.push(type);
            }
            case LOCAL_SET -> {
                var type = body.locals.type(index);
                body.pop(type);
                body.locals.write(index);
                body.out.localSet(body.locals.number(index), type);
            }
            default -> {
                var type = body.locals.type(index);
                body.pop(type);
                body.locals.write(index);
                body.out.localTee(body.locals.number(index), type);
                body.push(type);
            }
        }
    }

    void global(Opcode opcode, int index) {
        var global = lookup.global(index);
        if (opcode == Opcode.GLOBAL_GET) {
            body.out.globalGet(index);
            body.push(global.type());
            return;
        }
        if (!global.mutable()) {
            throw body.fail("immutable global: global " + index + " cannot be set");
        }
        body.pop(global.type());
        body.out.globalSet(index);
    }

    void drop() {
        body.out.drop(body.pop());
    }

    /** Without a type, which then is that of the operands. */
    void select() {
        body.pop(ValType.I32);
        var second = body.pop();
        var first = body.pop();
        var type = first == null ? second : first;
        if (type != null && !(type instanceof NumType || type instanceof VecType)) {
            throw body.fail("type mismatch: instruction requires numeric or vector type but stack has [" + type + "]");
        }
        if (first != null && second != null && first != second) {
            throw body.fail(
                    "type mismatch: instruction requires [" + first + " " + first + "] but stack has [" + first + " " + second + "]");
        }
        body.out.select(type);
        body.push(type);
    }

    void selectTyped() {
        int count = body.in.readU32();
        if (count != 1) {
            throw body.fail("invalid result arity: " + Integer.toUnsignedString(count) + " results, only 1 is allowed");
        }
        var type = lookup.valType();
        body.pop(ValType.I32);
        body.pop(type);
        body.pop(type);
        body.out.select(type);
        body.push(type);
    }
}
