package dev.troupe.engine.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Lets one thread at a time into a store, as often as it likes, and refuses all others with a {@link Trap}.
 *
 * <p>A thread comes in with a compare-and-set. One that came in {@link #PATIENCE} times in a row gets a {@link Pass}: from then on it
 * only notes in its pass that it is inside, which costs no atomic instruction, and looks again whether the pass is still good.
 * Another thread that wants to come in withdraws the pass first and then stops the holder for a moment ({@link #synchronize}), so
 * that either the holder has not looked yet and will find its pass withdrawn, or its note is there to be read. Passes that are
 * withdrawn again and again are not worth it: a store gives {@link #MAX_PASSES} of them.
 */
abstract sealed class Turnstile permits Store {
    private static final int PATIENCE = 500;
    private static final int MAX_PASSES = 8;

    private static final VarHandle OWNER;
    private static final VarHandle ENTRIES;
    private static final int[] NO_DEPTHS = {};

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(Turnstile.class, "owner", Thread.class);
            ENTRIES = MethodHandles.lookup().findVarHandle(Pass.class, "entries", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Remaining call depth, for generated code with call depth checks. */
    public int depthLeft;

    private final int fullDepth;
    private volatile Pass pass;
    /** The last pass that was withdrawn, if its holder may still be inside. Written before {@link #pass}, and under this object's lock. */
    private volatile Pass withdrawn;

    /** Who is inside without a pass. */
    private volatile Thread owner;
    /** How often the owner is inside. */
    private int ownerEntries;
    /** The call depth left at each entry but the first, to which it comes back however the inner call ends. */
    private int[] outerDepths = NO_DEPTHS;

    private Thread last;
    private int streak;
    private int passes;

    /** A thread's permission to come in without asking. Its count is written by that thread only, and so survives its withdrawal. */
    private static final class Pass {
        final Thread thread;
        /** How often the thread is inside: 0 for not at all. */
        int entries;

        Pass(Thread thread) {
            this.thread = thread;
        }

        boolean isInUse() {
            return (int) ENTRIES.getVolatile(this) != 0;
        }
    }

    Turnstile(int callDepth) {
        fullDepth = callDepth == 0 ? Integer.MAX_VALUE : callDepth;
        depthLeft = fullDepth;
    }

    /**
     * Enters the store on the calling thread.
     *
     * @return what to {@link #exit} with
     * @throws Trap of kind {@link TrapKind#CONCURRENT_USE} if another thread is inside
     */
    public final int enter() {
        var mine = pass;
        if (mine != null && mine.thread == Thread.currentThread()) {
            int level = mine.entries;
            if (level > 0) {
                saveDepth(level);
                ENTRIES.setRelease(mine, level + 1);
                return level;
            }
            ENTRIES.setRelease(mine, 1);
            if (pass == mine) {
                entered();
                return 0;
            }
            ENTRIES.setRelease(mine, 0);
        }
        return enterSlowly();
    }

    /**
     * Leaves the store, or goes back to where it was entered before.
     *
     * @param level what {@link #enter} returned. It makes up for inner exits that did not happen, for want of stack
     */
    public final void exit(int level) {
        var mine = pass;
        if (mine != null) {
            depthLeft = level == 0 ? fullDepth : outerDepths[level];
            if (level == 0) {
                left();
            }
            ENTRIES.setRelease(mine, level);
        } else {
            exitSlowly(level);
        }
    }

    /** Called by the thread that has just come into the store. */
    abstract void entered();

    /** Called by the thread that is about to leave the store altogether. */
    abstract void left();

    private int enterSlowly() {
        var current = Thread.currentThread();
        var mine = passOf(current);
        int level = 0;
        if (mine != null) {
            level = mine.entries;
            saveDepth(level);
            ENTRIES.setRelease(mine, level + 1);
        } else if (owner == current) {
            level = ownerEntries;
            saveDepth(level);
            ownerEntries = level + 1;
        } else {
            enterWithoutPass(current);
            entered();
            ownerEntries = 1;
            streak = last == current ? streak + 1 : 0;
            last = current;
        }
        return level;
    }

    /** The pass with which a thread is inside, withdrawn since or not; null if there is none. */
    private Pass passOf(Thread thread) {
        // In this order: who finds that its pass is gone finds it among the withdrawn.
        var candidate = pass;
        if (candidate == null || candidate.thread != thread) {
            candidate = withdrawn;
        }
        return candidate != null && candidate.thread == thread && candidate.entries > 0 ? candidate : null;
    }

    private void saveDepth(int level) {
        if (level >= outerDepths.length) {
            outerDepths = Arrays.copyOf(outerDepths, level * 2 + 2);
        }
        outerDepths[level] = depthLeft;
    }

    private void enterWithoutPass(Thread current) {
        while (true) {
            withdrawPass(current);
            if (!OWNER.compareAndSet(this, (Thread) null, current)) {
                throw concurrentUse(owner, current);
            }
            // Whoever was inside in the meantime may have left with a pass.
            if (pass == null) {
                return;
            }
            owner = null;
        }
    }

    private synchronized void withdrawPass(Thread current) {
        var old = pass;
        if (old != null) {
            withdrawn = old;
            pass = null;
            synchronize(old.thread);
        }
        old = withdrawn;
        if (old != null) {
            if (old.isInUse()) {
                throw concurrentUse(old.thread, current);
            }
            withdrawn = null;
        }
    }

    /**
     * When this returns, {@code other} has been stopped at a point where the JVM may look at its stack, or has not been running: what
     * it wrote before is visible here, and what was written here is visible to what it does from now on. To read another
     * thread's stack is the only way in Java to ask for that without a cost on the other side; HotSpot stops just that thread.
     */
    private static void synchronize(Thread other) {
        VarHandle.fullFence();
        other.getStackTrace();
        VarHandle.fullFence();
    }

    private void exitSlowly(int level) {
        depthLeft = level == 0 ? fullDepth : outerDepths[level];
        if (level == 0) {
            left();
        }
        var current = Thread.currentThread();
        var mine = passOf(current);
        if (mine != null) {
            ENTRIES.setRelease(mine, level);
        } else if (level > 0) {
            ownerEntries = level;
        } else {
            if (streak >= PATIENCE) {
                givePass(current);
            }
            OWNER.setRelease(this, (Thread) null);
        }
    }

    private void givePass(Thread current) {
        streak = 0;
        // A virtual thread has no stack to stop at.
        if (passes < MAX_PASSES && !current.isVirtual()) {
            passes++;
            pass = new Pass(current);
        }
    }

    /** Whether a thread is executing in this store right now. */
    public final boolean isRunning() {
        return occupant() != null;
    }

    /** Who is inside, or null; a moment later it may be another one. */
    private Thread occupant() {
        var present = owner;
        if (present == null) {
            var candidate = pass;
            if (candidate == null) {
                candidate = withdrawn;
            }
            present = candidate != null && candidate.isInUse() ? candidate.thread : null;
        }
        return present;
    }

    /**
     * For what would pull memory or table away under a running guest.
     *
     * @throws Trap of kind {@link TrapKind#CONCURRENT_USE} if another thread is executing in this store
     */
    final void checkThread() {
        var current = Thread.currentThread();
        // Who is inside with a pass may meet one who has not noticed yet that there is no way in.
        var other = passOf(current) == null ? occupant() : null;
        if (other != null && other != current) {
            throw concurrentUse(other, current);
        }
    }

    private static Trap concurrentUse(Thread owner, Thread current) {
        return new Trap(
                TrapKind.CONCURRENT_USE,
                "concurrent use of an instance: thread \"" + current.getName() + "\" called it while thread \""
                        + (owner == null ? "?" : owner.getName()) + "\" was executing in it");
    }
}
