package dev.troupe.engine.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;

/**
 * The question "should I stop?" of one compiled module, asked at loop headers and function entries.
 *
 * <p>It is a call site bound to nothing, which HotSpot's compilers leave out. Arming binds it to the real question: the
 * module's compiled code is thrown away and asks its store. HotSpot gives up on methods that it had to recompile too often, so
 * after {@link #MAX_SWITCHES} interruptions the site stays armed for good: a hostile guest cannot push the module into the
 * interpreter. Thread-safe.
 */
public final class PollSite {
    private static final int MAX_SWITCHES = 32;
    private static final MethodType TYPE = MethodType.methodType(void.class, ModuleInstance.class);
    private static final MethodHandle NO = MethodHandles.empty(TYPE);
    private static final MethodHandle YES;

    static {
        try {
            YES = MethodHandles.lookup().findStatic(PollSite.class, "ask", TYPE);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

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

    private static void ask(ModuleInstance instance) {
        instance.store.poll();
    }

    private void bind(MethodHandle target) {
        callSite.setTarget(target);
        MutableCallSite.syncAll(new MutableCallSite[] {callSite});
    }
}
