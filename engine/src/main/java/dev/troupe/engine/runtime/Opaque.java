package dev.troupe.engine.runtime;

import java.lang.invoke.VarHandle;
import java.util.Set;

/** What HotSpot's compilers cannot see through, with which generated code keeps them from rewriting what it computes. */
public final class Opaque {
    /** Nobody writes it, but compilers trust only what is final. */
    private static int zero;

    /** Where processors load in order, a fence between loads is no instruction. */
    private static final boolean FREE_FENCES = Set.of("amd64", "x86_64", "x86", "i386").contains(System.getProperty("os.arch"));

    private Opaque() {}

    /**
     * Compilers load behind it what is needed behind it, instead of using what was loaded before, or of loading early what several ways
     * need. Takes no time itself; nothing where it would.
     */
    public static void memory() {
        if (FREE_FENCES) {
            VarHandle.acquireFence();
        }
    }

    /** Zero. */
    public static int zero() {
        return zero;
    }

    /** Zero, which compilers take for a number of its own wherever they meet it, and do not load before they come there. */
    public static int anotherZero() {
        VarHandle.acquireFence();
        return zero;
    }
}
