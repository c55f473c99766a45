package dev.troupe.engine.compile;

import dev.troupe.engine.runtime.Bootstraps;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Calls, returns, and the question whether to stop (spec 4.6.11). */
final class Calls {
    private static final String BOOTSTRAPS = Type.getInternalName(Bootstraps.class);
    private static final Handle TYPE = new Handle(
            Opcodes.H_INVOKESTATIC,
            BOOTSTRAPS,
            "type",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ldev/troupe/engine/types/DefType;",
            false);
    private static final String DEF_TYPE = Names.descriptor(Names.DEF_TYPE);
    private static final String CALLEE_DESCRIPTOR = "(I" + Names.descriptor(Names.FUNC_TABLE) + DEF_TYPE + ")" + Kind.FUNC.descriptor;
    static final String POLL_DESCRIPTOR = "(" + Names.descriptor(Names.MODULE_INSTANCE) + ")V";

    /** Callees that do not ask are short and go nowhere, so a few of them may follow on one question. */
    private static final int CALLS_PER_POLL = 16;

    private final Body body;
    private final Code code;
    private final OperandStack stack;
    private final Signature own;

    Calls(Body body, Signature own) {
        this.body = body;
        this.code = body.code;
        this.stack = body.stack;
        this.own = own;
    }

    Kind[] results() {
        return own.resultKinds();
    }

    /**
     * Asks whether to stop, at a loop's header; nothing but what the block's label takes may be on the JVM's stack, for HotSpot's sake.
     * HotSpot always inlines call sites, however large the method has become.
     */
    void poll() {
        if (!code.mayCallDynamically()) {
            pollOnEntry();
        } else if (body.layout.options().interruptible()) {
            body.pushInstance();
            code.invokeDynamic("poll", POLL_DESCRIPTOR, InstanceClass.POLL);
        }
    }

    /** The same at a function's start: a call site in each function would have to be linked before its first call. */
    void pollOnEntry() {
        if (body.layout.options().interruptible()) {
            body.pushInstance();
            code.invokeStatic(Names.INSTANCE, "poll", POLL_DESCRIPTOR);
        }
    }

    /**
     * The same before the first of some calls in a row, in a body with very many of them: they may be all that it does, and the callees
     * need not ask.
     */
    private void pollAtCall() {
        if (body.methods.isVeryLong() && body.callsInARow++ % CALLS_PER_POLL == 0) {
            poll();
        }
    }

    /** Counts the call at the function's start, if calls are counted. */
    void enterCall() {
        count("enterCall");
        body.rememberDepth();
    }

    /** Before every return, and every call in its place: gives back what the call was counted and the fuel that is left. */
    void leaveCall() {
        body.fuel.save();
        count("leaveCall");
    }

    private void count(String method) {
        if (body.layout.options().callDepthChecks()) {
            body.mark();
            body.pushInstance();
            code.invokeStatic(Names.STORE, method, POLL_DESCRIPTOR);
        }
    }

    static ConstantDynamic typeConstant(int typeIndex) {
        return new ConstantDynamic("type", DEF_TYPE, TYPE, typeIndex);
    }

    void call(int function) {
        body.mark();
        pollAtCall();
        returned(invoke(function));
    }

    /** Calls a function whose arguments are on the operand stack, and leaves its first result on the JVM's stack. */
    Signature invoke(int function) {
        var signature = body.layout.signature(function);
        pushArguments(signature, null);
        body.pushInstance();
        var start = body.fuel.beforeCall();
        code.invokeStatic(body.layout.owner(function), body.layout.methodName(function), signature.staticDescriptor());
        body.fuel.afterCall(start);
        return signature;
    }

    /** The callee is on top of the arguments. */
    void callRef(int typeIndex, Guards guards) {
        var signature = body.layout.signatureOfType(typeIndex);
        body.mark();
        pollAtCall();
        int count = signature.params().size() + 1;
        stack.flushBelow(count);
        stack.makePending(count);
        stack.load(stack.height() - 1);
        stack.drop(1);
        String owner = SignatureClasses.define(signature);
        code.checkCast(owner);
        guards.requireNonNull(Guards.Exit.NULL_FUNCTION);
        pushArguments(signature, owner);
        invoke(owner, signature);
    }

    private void invoke(String owner, Signature signature) {
        var start = body.fuel.beforeCall();
        code.invokeVirtual(owner, "invoke", signature.descriptor());
        body.fuel.afterCall(start);
        returned(signature);
    }

    void callIndirect(int table, int typeIndex) {
        var signature = body.layout.signatureOfType(typeIndex);
        body.mark();
        pollAtCall();
        stack.flushBelow(signature.params().size() + 1);
        pushCallee(table, typeIndex);
        String owner = signature.className();
        code.checkCast(owner);
        pushArguments(signature, owner);
        invoke(owner, signature);
    }

    /** Takes the index of an indirect call and pushes the callee it stands for; the arguments, below, are pending afterwards. */
    void pushCallee(int table, int typeIndex) {
        stack.makePending(body.layout.context().funcType(typeIndex).params().size() + 1);
        stack.load(stack.height() - 1);
        stack.drop(1);
        if (body.layout.isWideTable(table)) {
            code.invokeStatic(Names.BULK_64, "tableIndex", "(J)I");
        }
        body.pushInstance();
        InstanceFields.table(body.layout, code, table);
        code.ldc(typeConstant(typeIndex));
        code.invokeStatic(
                Names.FUNC_TABLE,
                "callee",
                CALLEE_DESCRIPTOR);
    }

    /**
     * Puts the arguments on the JVM's stack and takes them off the operand stack.
     *
     * @param receiver not null if a receiver is on the JVM's stack already; the arguments are pending then
     */
    private void pushArguments(Signature signature, String receiver) {
        int count = signature.params().size();
        if (signature.packed()) {
            if (receiver == null) {
                stack.flushBelow(count);
                stack.makePending(count);
            }
            pack(signature, stack.height() - count);
        } else if (receiver == null) {
            stack.flush();
        } else {
            for (int i = stack.height() - count; i < stack.height(); i++) {
                stack.load(i);
            }
        }
        stack.drop(count);
    }

    /** Pushes the entries from {@code first} on, which are pending, as two arrays. */
    void pack(Signature signature, int first) {
        int numbers = signature.params().stream().mapToInt(kind -> kind.isReference() ? 0 : kind == Kind.V128 ? 2 : 1).sum();
        int references = (int) signature.params().stream().filter(Kind::isReference).count();
        code.pushInt(numbers);
        code.newLongArray();
        int number = 0;
        for (int i = 0; i < signature.params().size(); i++) {
            var kind = signature.params().get(i);
            if (kind.isReference()) {
                continue;
            }
            for (int half = 0; half < (kind == Kind.V128 ? 2 : 1); half++) {
                code.op(Opcodes.DUP);
                code.pushInt(number++);
                stack.load(first + i, half);
                Bits.toLong(kind, code);
                code.op(Opcodes.LASTORE);
            }
        }
        code.pushInt(references);
        code.newArray("java/lang/Object");
        int reference = 0;
        for (int i = 0; i < signature.params().size(); i++) {
            if (signature.params().get(i).isReference()) {
                code.op(Opcodes.DUP);
                code.pushInt(reference++);
                stack.load(first + i);
                code.op(Opcodes.AASTORE);
            }
        }
    }

    /** Behind a call: takes over its results. */
    void returned(Signature signature) {
        body.runs.end();
        body.memoryMayHaveGrown();
        var flat = signature.flatResults();
        for (int i = 1; i < flat.size(); i++) {
            Results.get(i, flat.get(i), code, body::pushStore);
        }
        stack.pushResults(signature.resultKinds());
    }

    /**
     * Returns with the function's results from the top of the stack. The entries stay good for code behind a conditional return,
     * unless several results are on the JVM's stack.
     */
    void return_() {
        leaveCall();
        var flat = own.flatResults();
        if (flat.isEmpty()) {
            code.op(Opcodes.RETURN);
            return;
        }
        int count = own.results().size();
        if (flat.size() == 1) {
            stack.loadTop();
            code.op(flat.getFirst().ret);
            return;
        }
        stack.makePending(count);
        Results.reserve(flat.size(), code, body::pushStore);
        int position = flat.size();
        for (int i = count - 1; i >= 0; i--) {
            var kind = own.results().get(i);
            int entry = stack.height() - count + i;
            for (int half = kind == Kind.V128 ? 1 : 0; half >= 0; half--) {
                if (--position > 0) {
                    int which = half;
                    var part = flat.get(position);
                    Results.put(position, part, code, body::pushStore, () -> stack.load(entry, which));
                }
            }
        }
        stack.load(stack.height() - count, 0);
        code.op(flat.getFirst().ret);
    }
}
