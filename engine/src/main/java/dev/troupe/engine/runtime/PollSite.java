package dev.troupe.engine.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;

/**
 * The question "should I stop?" of one compiled module, asked at loop headers and function entries.
 *
 * <p>It is a call site bound to the constant {@code false}, which HotSpot's compilers fold away. Arming binds it to {@code true}: the
 * module's compiled code is thrown away and asks its store. HotSpot gives up on methods that it had to recompile too often, so
 * after {@link #MAX_SWITCHES} interruptions the site stays armed for good: a hostile guest cannot push the module into the
 * interpreter. Thread-safe.
 */
public final class PollSite {
    private static final int MAX_SWITCHES = 32;
    private static final MethodType TYPE = MethodType.methodType(boolean.class);
    private static final MethodHandle NO = MethodHandles.constant(boolean.class, false);
    private static final MethodHandle YES = MethodHandles.constant(boolean.class, true);

    private final MutableCallSite callSite = new MutableCallSite(TYPE);
    private int armed;
    private int switches;

    public PollSite() {
        callSite.setTarget(NO);
    }

    /** What generated code's {@code invokedynamic} instructions are linked to. */
    public MutableCallSite callSite() {
        return callSite;
    }

    synchronized void arm() {
        if (armed++ == 0 && switches <= MAX_SWITCHES) {
            switches++;
            bind(YES);
        }
    }

    synchronized void disarm() {
        if (--armed == 0 && switches <= MAX_SWITCHES) {
            bind(NO);
        }
    }

    private void bind(MethodHandle target) {
        callSite.setTarget(target);
        MutableCallSite.syncAll(new MutableCallSite[] {callSite});
    }
}
