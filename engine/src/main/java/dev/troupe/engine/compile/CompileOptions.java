package dev.troupe.engine.compile;

/**
 * How a module is compiled.
 *
 * @param interruptible whether loops and calls ask whether to stop
 * @param callDepthChecks whether calls are counted
 * @param eager whether everything is compiled at once
 * @param methodBytes the largest JVM method wanted, in bytes of bytecode; larger functions are cut
 */
public record CompileOptions(boolean interruptible, boolean callDepthChecks, boolean eager, int methodBytes) {
    /** HotSpot's compilers leave methods beyond this size to its interpreter. */
    public static final int JIT_LIMIT = 8000;

    public static final CompileOptions DEFAULTS = new CompileOptions(true, false, false, JIT_LIMIT);

    public CompileOptions withInterruptible(boolean value) {
        return new CompileOptions(value, callDepthChecks, eager, methodBytes);
    }

    public CompileOptions withCallDepthChecks(boolean value) {
        return new CompileOptions(interruptible, value, eager, methodBytes);
    }

    public CompileOptions withEager(boolean value) {
        return new CompileOptions(interruptible, callDepthChecks, value, methodBytes);
    }

    public CompileOptions withMethodBytes(int value) {
        return new CompileOptions(interruptible, callDepthChecks, eager, value);
    }

    /** What generated code depends on, as text: everything but {@code eager}. */
    public String code() {
        return "interruptible " + interruptible + ", callDepthChecks " + callDepthChecks + ", methodBytes " + methodBytes;
    }
}
