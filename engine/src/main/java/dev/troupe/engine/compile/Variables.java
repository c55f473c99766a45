package dev.troupe.engine.compile;

import org.objectweb.asm.Opcodes;

/** Local and global variables (spec 4.6.6, 4.6.7). */
final class Variables {
    private final Body body;
    private final Code code;
    private final OperandStack stack;

    Variables(Body body) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
    }

    void localGet(int local) {
        var constant = body.laneForms == null ? null : body.laneForms.constant(local);
        if (constant != null) {
            stack.pushVector(constant.low(), constant.high());
            return;
        }
        stack.pushLocal(body.localKinds[local], local, body.localSlots[local]);
    }

    void localSet(int local) {
        stack.convertTop(body.localKinds[local]);
        if (stack.isPending(local)) {
            stack.flush();
        }
        int step = stack.step(local);
        int copied = stack.local(stack.height() - 1);
        int difference = body.outcomes.difference(copied, local);
        int term = stack.sumTerm();
        int constant = stack.step(term);
        var comparison = stack.topComparison();
        stack.popTo(body.localSlots[local]);
        body.loops.set(local, difference == 0 ? step : difference);
        if (difference != 0) {
            body.loops.set(copied, difference);
        }
        stack.changed(local);
        body.addresses.remove(local);
        body.outcomes.changed(local);
        if (comparison != null) {
            body.outcomes.hold(local, comparison, stack.firstCompared(), stack.secondCompared());
        } else if (term >= 0) {
            body.outcomes.holdSum(local, term, constant);
        }
    }

    void localTee(int local) {
        localSet(local);
        localGet(local);
    }

    /**
     * Moves the topmost operands to locals, where they rest until {@link #resume}. Where nobody comes, this only keeps count, for
     * there may be a way to the region's end that this method does not see.
     */
    void interrupt(int[] locals) {
        if (!body.reachable) {
            stack.truncate(stack.base());
        }
        for (int i = locals.length - 1; i >= 0 && body.reachable; i--) {
            localSet(locals[i]);
        }
        rest(locals);
    }

    /** The topmost resting operands belong to the statement again. */
    void resume(int count) {
        if (!body.reachable) {
            stack.truncate(stack.base());
        }
        stack.resume(count);
    }

    /** Adds operands that rest in locals. */
    void rest(int[] locals) {
        for (int local : locals) {
            localGet(local);
        }
        stack.base(stack.height());
    }

    void globalGet(int global) {
        stack.flush();
        var kind = body.layout.globalKind(global);
        body.pushInstance();
        if (body.layout.isPrivate(global)) {
            if (kind == Kind.V128) {
                code.getField(Names.INSTANCE, Layout.globalField(global), "J");
                body.pushInstance();
                code.getField(Names.INSTANCE, Layout.globalHighField(global), "J");
            } else {
                code.getField(Names.INSTANCE, Layout.globalField(global), kind.descriptor);
            }
        } else {
            InstanceFields.global(body.layout, code, global);
            if (kind == Kind.V128) {
                code.op(Opcodes.DUP);
                code.getField(Names.GLOBAL, "i64", "J");
                int slot = body.slots.temporary(stack.height(), Kind.V128);
                code.store(Kind.I64, slot);
                code.getField(Names.GLOBAL, "high", "J");
                code.store(Kind.I64, slot + 2);
                stack.pushTemporary(Kind.V128, slot);
                return;
            }
            code.getField(Names.GLOBAL, kind.globalField, kind.isReference() ? "Ljava/lang/Object;" : kind.descriptor);
            if (kind.isReference() && kind != Kind.REF) {
                code.checkCast(kind.internalName());
            }
        }
        stack.pushJvm(kind);
    }

    void globalSet(int global) {
        var kind = body.layout.globalKind(global);
        stack.makePending(1);
        int value = stack.height() - 1;
        if (body.layout.isPrivate(global)) {
            if (kind == Kind.V128) {
                put(Names.INSTANCE, Layout.globalField(global), value, 0, -1);
                put(Names.INSTANCE, Layout.globalHighField(global), value, 1, -1);
            } else {
                body.pushInstance();
                stack.load(value);
                code.putField(Names.INSTANCE, Layout.globalField(global), kind.descriptor);
            }
        } else if (kind == Kind.V128) {
            put(Names.GLOBAL, "i64", value, 0, global);
            put(Names.GLOBAL, "high", value, 1, global);
        } else {
            body.pushInstance();
            InstanceFields.global(body.layout, code, global);
            stack.load(value);
            code.putField(Names.GLOBAL, kind.globalField, kind.isReference() ? "Ljava/lang/Object;" : kind.descriptor);
        }
        stack.drop(1);
    }

    /** Stores a half of a v128 to a field of the instance, or of a global's object if that is not negative. */
    private void put(String owner, String field, int entry, int half, int global) {
        body.pushInstance();
        if (global >= 0) {
            InstanceFields.global(body.layout, code, global);
        }
        stack.loadHalf(entry, half);
        code.putField(owner, field, "J");
    }
}
