package dev.troupe.engine.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.time.Duration;

/**
 * The question "should I stop?" of one compiled module, asked at loop headers and function entries.
 *
 * <p>It is a call site bound to nothing, which HotSpot's compilers leave out. Arming binds it to the real question: the
 * module's compiled code is thrown away and asks its store. Once nobody is to be stopped, it is bound to nothing again, at the same
 * price. So that guests who are stopped all the time cannot keep the others in HotSpot's interpreter, that happens {@value #BURST}
 * times in a row at once, and then once per recovery time: the question stays in meanwhile, compiled. Thread-safe.
 */
public final class PollSite {
    static final int BURST = 8;
    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final MethodType TYPE = MethodType.methodType(void.class, ModuleInstance.class);
    private static final MethodHandle NO = method("pass");
    private static final MethodHandle YES = method("ask");

    private static MethodHandle method(String name) {
        try {
            return MethodHandles.lookup().findStatic(PollSite.class, name, TYPE);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MutableCallSite callSite = new MutableCallSite(NO);
    private final double recoveryNanos;
    /** Interruptions under way. */
    private int armed;

    private boolean asks;
    /** How often the question may be taken out now, as of {@code counted}. */
    private double allowance = BURST;

    private long counted = System.nanoTime();
    private boolean waiting;
    private long switches;

    public PollSite() {
        this(RECOVERY);
    }

    PollSite(Duration recovery) {
        recoveryNanos = recovery.toNanos();
    }

    /** What generated code's {@code invokedynamic} instructions are linked to. */
    public MutableCallSite callSite() {
        return callSite;
    }

    synchronized void arm() {
        armed++;
        if (!asks) {
            bind(true);
        }
    }

    synchronized void disarm() {
        armed--;
        takeOut();
    }

    private void takeOut() {
        if (armed > 0 || !asks || waiting) {
            return;
        }
        long now = System.nanoTime();
        allowance = Math.min(BURST, allowance + (now - counted) / recoveryNanos);
        counted = now;
        if (allowance >= 1) {
            allowance--;
            bind(false);
        } else {
            waiting = true;
            DeadlineTimer.schedule(Duration.ofNanos((long) ((1 - allowance) * recoveryNanos) + 1), this::tryAgain);
        }
    }

    private synchronized void tryAgain() {
        waiting = false;
        takeOut();
    }

    /** How often compiled code was thrown away. */
    synchronized long switches() {
        return switches;
    }

    synchronized boolean asks() {
        return asks;
    }

    /** Nothing. {@code MethodHandles.empty} takes a fresh JVM several milliseconds. */
    private static void pass(ModuleInstance instance) {}

    private static void ask(ModuleInstance instance) {
        instance.store.poll();
    }

    private void bind(boolean value) {
        asks = value;
        switches++;
        callSite.setTarget(value ? YES : NO);
        MutableCallSite.syncAll(new MutableCallSite[] {callSite});
    }
}
