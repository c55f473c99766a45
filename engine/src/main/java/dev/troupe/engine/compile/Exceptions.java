package dev.troupe.engine.compile;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.validate.BodyVisitor;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Exceptions (spec 4.6.10), and the legacy instructions of their proposal's third phase. A WebAssembly exception is a JVM exception, so
 * that a {@code try} that nothing is thrown in costs nothing. Traps, exits and failures of the host are of other classes and pass by.
 *
 * <p>In a handler the operand stack is what the block found below its parameters, which is in temporaries that the block leaves alone;
 * above it, the exception in a temporary of its own. The cached memory array is unknown there.
 */
final class Exceptions {
    private static final BodyVisitor.Catch[] LEGACY = {};
    /** How many blocks {@code delegate} may pass in one method, in all; hardly one passes more than a few. */
    private static final int MAX_PASSED = 1 << 22;

    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final Control control;
    /** By all {@code delegate} so far. */
    private int passed;
    /** How many blocks around have a range that has not ended. */
    private int open;

    Exceptions(Body body, Control control) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.control = control;
    }

    void throw_(int tag) {
        var kinds = payload(tag);
        body.mark();
        stack.makePending(kinds.length);
        Payload.pushNew(kinds, code, stack, () -> pushTag(tag));
        body.fuel.save();
        code.op(Opcodes.ATHROW);
        body.reachable = false;
    }

    void throwRef() {
        body.mark();
        stack.loadTop();
        code.invokeStatic(Names.TRAPS, "nonNull", "(" + Kind.EXN.descriptor + ")" + Kind.EXN.descriptor);
        body.fuel.save();
        code.op(Opcodes.ATHROW);
        body.reachable = false;
    }

    void tryTable(FuncType type, BodyVisitor.Catch[] clauses) {
        begin(Block.Form.TRY_TABLE, type, clauses);
    }

    void try_(FuncType type) {
        begin(Block.Form.TRY, type, LEGACY);
    }

    private void begin(Block.Form form, FuncType type, BodyVisitor.Catch[] clauses) {
        var block = control.open(form, type);
        block.protection = new Protection(clauses);
        block.protection.begin(code);
        open++;
    }

    /** Whether there are handlers around. */
    boolean isProtected() {
        return open > 0;
    }

    private void close(Protection protection) {
        protection.end(code);
        open--;
    }

    /** The instructions of a block are over; what follows is its clauses, or the code that leaves it. */
    void endProtected(Block block) {
        var protection = block.protection;
        if (protection.isOpen()) {
            close(protection);
            if (protection.clauses.length > 0) {
                protection.enterHandler(code);
            }
        }
    }

    /** Whether code for exceptions is to be written where the block ends. */
    boolean needsHandler(Block block) {
        var protection = block.protection;
        return protection != null && protection.handled && (protection.clauses.length > 0 || protection.nextClause != null);
    }

    /** Writes it; the stack is as below the block. No way leads out of it downwards. */
    void handler(Block block) {
        var protection = block.protection;
        if (protection.clauses.length == 0) {
            body.forgetMemory();
            stack.pushTemporary(Kind.EXN, protection.exceptionSlot);
            body.label(protection.nextClause);
            code.loadRef(protection.exceptionSlot);
            body.fuel.save();
            code.op(Opcodes.ATHROW);
        } else {
            int slot = caught(protection.handler);
            int height = stack.height();
            boolean all = false;
            for (var clause : protection.clauses) {
                all = clause.tag() < 0;
                var next = all ? null : unlessTag(clause.tag(), slot);
                branch(clause, slot);
                if (all) {
                    break;
                }
                stack.truncate(height);
                body.forgetMemory();
                body.label(next);
            }
            if (!all) {
                code.loadRef(slot);
                body.fuel.save();
                code.op(Opcodes.ATHROW);
            }
        }
        stack.truncate(block.base);
    }

    /** Begins a handler: takes the exception into a temporary above the operand stack, and returns its slot. */
    private int caught(Label handler) {
        body.forgetMemory();
        body.label(handler, Names.WASM_EXCEPTION);
        int slot = body.slots.temporary(stack.height(), Kind.EXN);
        code.storeRef(slot);
        stack.pushTemporary(Kind.EXN, slot);
        body.restoreDepth();
        body.fuel.load();
        return slot;
    }

    /** Jumps to the label that is returned if the exception's tag is another one. */
    private Label unlessTag(int tag, int exceptionSlot) {
        var other = new Label();
        code.loadRef(exceptionSlot);
        code.getField(Names.WASM_EXCEPTION, "tag", Names.descriptor(Names.TAG));
        pushTag(tag);
        code.jump(Opcodes.IF_ACMPNE, other);
        return other;
    }

    private void branch(BodyVisitor.Catch clause, int slot) {
        var kinds = clause.tag() < 0 ? new Kind[0] : payload(clause.tag());
        Payload.pushValues(List.of(kinds), slot, code);
        if (clause.ref()) {
            code.loadRef(slot);
            kinds = java.util.Arrays.copyOf(kinds, kinds.length + 1);
            kinds[kinds.length - 1] = Kind.EXN;
        }
        control.arrive(clause.label(), kinds);
    }

    // Legacy

    /** {@code catch}, or {@code catch_all} with tag -1. */
    void catch_(int tag) {
        var block = control.current();
        var protection = block.protection;
        boolean first = protection.isOpen();
        if (first) {
            close(protection);
            protection.enterHandler(code);
        }
        if (body.reachable) {
            control.leave(block);
        }
        stack.base(block.base);
        stack.truncate(block.base);
        body.reachable = protection.handled;
        if (!protection.handled) {
            return;
        }
        if (first) {
            protection.exceptionSlot = caught(protection.handler);
        } else {
            body.forgetMemory();
            stack.pushTemporary(Kind.EXN, protection.exceptionSlot);
            body.label(protection.nextClause);
        }
        // The exception stays below the clause's own entries, so that frames show it.
        stack.base(stack.height());
        block.bottom = stack.height();
        protection.nextClause = null;
        if (tag >= 0) {
            protection.nextClause = unlessTag(tag, protection.exceptionSlot);
            var kinds = payload(tag);
            Payload.pushValues(List.of(kinds), protection.exceptionSlot, code);
            stack.pushResults(kinds);
        }
    }

    /** Ends a {@code try} whose exceptions go to the handlers that see those of the block at the label; the label counts from inside. */
    void delegate(int label) {
        var block = control.current();
        close(block.protection);
        // A region's method has none of the blocks around it, nor their handlers.
        int last = Math.min(label, control.depth() - 1);
        passed += last;
        if (passed > MAX_PASSED) {
            throw FunctionTooLargeException.ofDelegates(MAX_PASSED);
        }
        for (int depth = 1; depth <= last; depth++) {
            var between = control.target(depth).protection;
            if (between != null && between.isOpen()) {
                between.exclude(block.protection);
            }
        }
        control.end();
    }

    void rethrow(int label) {
        code.loadRef(control.target(label).protection.exceptionSlot);
        body.fuel.save();
        code.op(Opcodes.ATHROW);
        body.reachable = false;
    }

    private Kind[] payload(int tag) {
        return Kind.of(body.layout.context().tag(tag).funcType().params());
    }

    private void pushTag(int tag) {
        body.pushInstance();
        InstanceFields.tag(body.layout, code, tag);
    }
}
