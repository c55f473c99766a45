package dev.troupe.engine.runtime;

/** A zero that HotSpot's compilers cannot tell from other numbers, with which generated code keeps them from rewriting what it computes. */
public final class Opaque {
    /** Nobody writes it, but compilers trust only what is final. */
    private static int zero;

    private Opaque() {}

    /** Zero. */
    public static int zero() {
        return zero;
    }
}
