package dev.troupe.engine.compile;

import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Charges fuel in one method: each straight-line run of instructions is paid for where it begins (see {@link FuelPlan}).
 *
 * <p>What is left is in the store. A method with a loop that calls nothing keeps it in a variable, since writing to memory in each round
 * costs a short loop more than anything else in it; the store learns of it before whatever may look: calls, returns, exceptions, and traps,
 * for which there is a handler around the method. Calls are holes in that handler's range: the callee has told the store what was left.
 */
final class Fuel {
    private static final String OWNER = "dev/troupe/engine/runtime/Fuel";
    private static final String BULK = "dev/troupe/engine/runtime/BulkFuel";
    private static final String INSTANCE = Names.descriptor(Names.MODULE_INSTANCE);

    /**
     * How a method charges.
     *
     * @param plan what to charge; null for nothing
     * @param inVariable whether what is left is in a variable
     */
    record Use(FuelPlan plan, boolean inVariable) {
        static final Use NONE = new Use(null, false);
    }

    private final Body body;
    private final Code code;
    private final FuelPlan plan;
    /** The variable, or -1. */
    private final int slot;
    /** Around everything whose traps must not lose what the variable has; null if there is none. */
    private final Protection protection;

    Fuel(Body body, Use use) {
        this.body = body;
        this.code = body.code;
        plan = use.plan;
        slot = use.inVariable ? body.slots.reserve(Kind.I64) : -1;
        protection = slot < 0 ? null : new Protection(null);
    }

    /** To be called where all variables have values. */
    void begin() {
        if (slot >= 0) {
            load();
            protection.begin(code);
        }
    }

    /** A place where a run may begin: pays for it. Nothing on the JVM's stack is touched. */
    void place() {
        int cost = plan == null ? 0 : plan.next();
        if (cost == 0 || !body.reachable) {
            return;
        }
        body.mark();
        if (slot >= 0) {
            code.load(Kind.I64, slot);
        }
        code.pushInt(cost);
        body.pushInstance();
        if (slot >= 0) {
            code.invokeStatic(OWNER, "charge", "(JI" + INSTANCE + ")J");
            code.store(Kind.I64, slot);
        } else {
            code.invokeStatic(OWNER, "charge", "(I" + INSTANCE + ")V");
        }
    }

    /** Pays for a new array by its length, which is on top of the operand stack. */
    void array() {
        if (plan == null || !body.reachable) {
            return;
        }
        topOfStack(false);
        body.pushInstance();
        code.invokeStatic(BULK, "arrayNew", "(I" + INSTANCE + ")V");
        load();
    }

    /**
     * Lets a method of {@code BulkFuel} look whether a bulk instruction traps, and pay for it if it does not.
     *
     * @param targets descriptors of what {@code pushTargets} pushes
     * @param operands the instruction's operands that say how much it does and where, by their distance from the top, the lowest first;
     *     the method gets numbers as longs
     */
    void bulk(String method, String targets, Runnable pushTargets, int... operands) {
        if (plan == null || !body.reachable) {
            return;
        }
        body.mark();
        body.stack.makePending(operands[0] + 1);
        save();
        var descriptor = new StringBuilder("(");
        for (int distance : operands) {
            int position = body.stack.height() - 1 - distance;
            var kind = body.stack.kind(position);
            body.stack.load(position);
            if (kind == Kind.I32) {
                code.invokeStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
            }
            descriptor.append(kind.isReference() ? Kind.REF.descriptor : "J");
        }
        pushTargets.run();
        code.invokeStatic(BULK, method, descriptor.append(targets).append(")V").toString());
        load();
    }

    /** Pays for growing a memory or table, which {@code pushTarget} pushes, by the number on top of the operand stack. */
    void grow(boolean wide, String target, Runnable pushTarget) {
        if (plan == null || !body.reachable) {
            return;
        }
        topOfStack(wide);
        pushTarget.run();
        body.pushInstance();
        code.invokeStatic(OWNER, "chargeGrowth", (wide ? "(J" : "(I") + Names.descriptor(target) + INSTANCE + ")V");
        load();
    }

    private void topOfStack(boolean wide) {
        body.mark();
        body.stack.flush();
        save();
        code.op(wide ? Opcodes.DUP2 : Opcodes.DUP);
    }

    /** Whether a variable knows what is left, so that the store has to be told. */
    boolean inVariable() {
        return slot >= 0;
    }

    /** Lets the store know what is left. */
    void save() {
        if (slot >= 0) {
            body.pushStore();
            code.load(Kind.I64, slot);
            code.putField(Names.STORE, "fuelLeft", "J");
        }
    }

    /** Takes over what the store says. */
    void load() {
        if (slot >= 0) {
            body.pushStore();
            code.getField(Names.STORE, "fuelLeft", "J");
            code.store(Kind.I64, slot);
        }
    }

    /**
     * Before an instruction that calls guest code.
     *
     * @return for {@link #afterCall}
     */
    Label beforeCall() {
        if (slot < 0) {
            return null;
        }
        save();
        var from = new Label();
        code.label(from);
        return from;
    }

    /** Behind that instruction. */
    void afterCall(Label from) {
        if (slot >= 0) {
            var to = new Label();
            code.label(to);
            exclude(from, to);
            load();
        }
    }

    /** What is thrown between two labels, the second of which was placed just now, comes from a callee. */
    void exclude(Label from, Label to) {
        if (slot >= 0) {
            protection.exclude(from, to);
        }
    }

    /** Behind the body: from here on code must {@link #save} before it throws. */
    void end() {
        if (slot >= 0) {
            protection.end(code);
        }
    }

    /** The method's last instructions, with the least claim of all handlers. */
    void finish() {
        if (slot < 0) {
            return;
        }
        if (protection.enterHandler(code, null)) {
            code.label(protection.handler);
            body.handlerFrame("java/lang/Throwable");
            save();
            code.op(Opcodes.ATHROW);
        }
    }
}
