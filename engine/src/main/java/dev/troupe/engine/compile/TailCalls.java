package dev.troupe.engine.compile;

import java.util.stream.IntStream;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Tail calls (spec 4.6.11).
 *
 * <ul>
 *   <li>Of the function itself: a jump to its start.
 *   <li>Of a function of this module from which only short chains of tail calls lead on: a plain call, which the chain's length bounds.
 *   <li>Of any other: the callee is left in the store, its arguments in the store's fields for results, and the body returns to the wrapper
 *       that its caller has called (see {@link TailCallClasses}). Nothing is allocated, and the JVM's stack does not grow.
 * </ul>
 */
final class TailCalls {
    /** The label that a tail call leads to, counted from the function's. */
    private static final int TO_CALLEE = 1;
    /** The one that starting over leads to. */
    private static final int AGAIN = 2;

    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final Calls calls;
    private final Control control;
    private final Guards guards;
    /** Null in a region. */
    private final Signature own;
    private final int function;
    private final Label start = new Label();
    private Label restart;
    /** Where arguments are taken from the store before the function starts over. */
    private Label taking;

    TailCalls(Body body, Calls calls, Control control, Guards guards, Signature own, int function) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.calls = calls;
        this.control = control;
        this.guards = guards;
        this.own = own;
        this.function = function;
    }

    /** Behind the prologue. */
    void begin() {
        if (body.layout.context().tailCalls().isLoop(function)) {
            body.label(start);
        }
    }

    /** Behind the body. */
    void end() {
        stack.base(0);
        stack.truncate(0);
        body.forgetMemory();
        if (taking != null) {
            body.label(taking);
            takeArguments();
            start();
        }
        if (restart != null) {
            body.label(restart);
            body.restart(own.params().size());
            code.jump(Opcodes.GOTO, start);
        }
    }

    void returnCall(int callee) {
        body.mark();
        if (callee == function) {
            again();
        } else if (body.layout.isBounded(callee)) {
            call(callee);
        } else {
            var signature = body.layout.signature(callee);
            stack.makePending(signature.params().size());
            body.pushInstance();
            code.pushInt(callee);
            code.invokeVirtual(Names.MODULE_INSTANCE, "functionAt", "(I)" + Kind.FUNC.descriptor);
            leaveTo(signature);
        }
        body.reachable = false;
    }

    void returnCallIndirect(int table, int typeIndex) {
        body.mark();
        var signature = body.layout.signatureOfType(typeIndex);
        calls.pushCallee(table, typeIndex);
        leaveTo(signature);
        body.reachable = false;
    }

    void returnCallRef(int typeIndex) {
        body.mark();
        var signature = body.layout.signatureOfType(typeIndex);
        stack.makePending(signature.params().size() + 1);
        stack.load(stack.height() - 1);
        stack.drop(1);
        code.invokeStatic(Names.TRAPS, "nonNull", "(" + Kind.FUNC.descriptor + ")" + Kind.FUNC.descriptor);
        leaveTo(signature);
        body.reachable = false;
    }

    /** Leaves the function, or starts it over; arguments are in the store. */
    void leaveBeyond(int beyond) {
        if (control.exits() != null) {
            control.exits().leaveBeyond(beyond);
        } else if (beyond == AGAIN) {
            taking = taking == null ? new Label() : taking;
            code.jump(Opcodes.GOTO, taking);
        } else {
            calls.leaveCall();
            var flat = own.flatResults();
            if (!flat.isEmpty()) {
                code.pushDefault(flat.getFirst());
            }
            code.op(FunctionClass.returnOpcode(own));
        }
    }

    private void takeArguments() {
        int count = own.params().size();
        pushArguments(own, code, body::pushStore);
        if (own.packed()) {
            code.storeRef(1);
            code.storeRef(0);
            body.unpack(IntStream.range(0, count).toArray());
            return;
        }
        for (int i = count - 1; i >= 0; i--) {
            code.store(own.params().get(i), body.localSlots[i]);
        }
    }

    /** Starts the function over. */
    private void again() {
        if (own == null) {
            var signature = body.layout.signature(function);
            stack.makePending(signature.params().size());
            putArguments(signature);
            leaveBeyond(AGAIN);
            return;
        }
        int count = own.params().size();
        stack.leaveWith(count);
        for (int i = count - 1; i >= 0; i--) {
            code.store(own.params().get(i), body.localSlots[i]);
        }
        start();
    }

    private void start() {
        if (body.localKinds.length == own.params().size()) {
            code.jump(Opcodes.GOTO, start);
        } else {
            restart = restart == null ? new Label() : restart;
            code.jump(Opcodes.GOTO, restart);
        }
    }

    /** Calls and returns; no handler of this function may see the callee's exceptions. */
    private void call(int callee) {
        var from = new Label();
        var to = new Label();
        code.label(from);
        var signature = calls.invoke(callee);
        code.label(to);
        if (control.isProtected()) {
            guards.passHandlers(from, to);
        }
        if (control.exits() != null) {
            calls.returned(signature);
            control.leave(control.target(control.functionLabel()));
            return;
        }
        calls.leaveCall();
        // Further results are in the store's fields, where they belong.
        code.op(FunctionClass.returnOpcode(own));
    }

    /** The callee is on the JVM's stack, its arguments are the top entries, all pending. */
    private void leaveTo(Signature signature) {
        putArguments(signature);
        body.pushStore();
        code.op(Opcodes.SWAP);
        code.putField(Names.STORE, "tailCallee", Names.descriptor(Names.WASM_FUNCTION));
        leaveBeyond(TO_CALLEE);
    }

    private void putArguments(Signature signature) {
        int first = stack.height() - signature.params().size();
        if (signature.packed()) {
            calls.pack(signature, first);
            for (int position : new int[] {2, 1}) {
                body.pushStore();
                code.op(Opcodes.SWAP);
                code.putField(Names.STORE, "a" + position, "Ljava/lang/Object;");
            }
            return;
        }
        Results.reserve(positions(signature), code, body::pushStore);
        int position = 1;
        for (int i = 0; i < signature.params().size(); i++) {
            int entry = first + i;
            var kind = signature.params().get(i);
            if (kind == Kind.V128) {
                for (int half = 0; half < 2; half++) {
                    int part = half;
                    Results.put(position++, Kind.I64, code, body::pushStore, () -> stack.loadHalf(entry, part));
                }
            } else {
                Results.put(position++, kind, code, body::pushStore, () -> stack.load(entry));
            }
        }
    }

    /** Pushes the arguments that a tail call left in the store's fields, as a method of the signature takes them. */
    static void pushArguments(Signature signature, Code code, Runnable pushStore) {
        if (signature.packed()) {
            for (int position : new int[] {1, 2}) {
                pushStore.run();
                code.getField(Names.STORE, "a" + position, "Ljava/lang/Object;");
                code.checkCast(position == 1 ? "[J" : "[Ljava/lang/Object;");
            }
            return;
        }
        int position = 1;
        for (var kind : signature.params()) {
            for (int half = 0; half < (kind == Kind.V128 ? 2 : 1); half++) {
                Results.get(position++, kind == Kind.V128 ? Kind.I64 : kind, code, pushStore);
            }
        }
    }

    /** Positions in use, the first of which arguments do without. */
    private static int positions(Signature signature) {
        return 1 + signature.params().stream().mapToInt(kind -> kind == Kind.V128 ? 2 : 1).sum();
    }
}
