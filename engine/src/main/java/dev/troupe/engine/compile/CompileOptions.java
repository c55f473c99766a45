package dev.troupe.engine.compile;

import dev.troupe.engine.runtime.CodeReport;

/**
 * How a module is compiled.
 *
 * @param interruptible whether loops and calls ask whether to stop
 * @param callDepthChecks whether calls are counted
 * @param eagerThreads how many threads compile everything at once; 0 to compile what is called, when it is called
 * @param fuel whether instructions are paid for
 * @param methodBytes the largest JVM method wanted, in bytes of bytecode; larger functions are cut
 */
public record CompileOptions(boolean interruptible, boolean callDepthChecks, int eagerThreads, boolean fuel, int methodBytes) {
    /** HotSpot's compilers leave methods beyond this size to its interpreter. */
    public static final int JIT_LIMIT = CodeReport.JIT_LIMIT;

    public static final CompileOptions DEFAULTS = new CompileOptions(true, false, 0, false, JIT_LIMIT);

    public CompileOptions withInterruptible(boolean value) {
        return new CompileOptions(value, callDepthChecks, eagerThreads, fuel, methodBytes);
    }

    public CompileOptions withCallDepthChecks(boolean value) {
        return new CompileOptions(interruptible, value, eagerThreads, fuel, methodBytes);
    }

    public CompileOptions withEagerThreads(int value) {
        return new CompileOptions(interruptible, callDepthChecks, value, fuel, methodBytes);
    }

    public CompileOptions withFuel(boolean value) {
        return new CompileOptions(interruptible, callDepthChecks, eagerThreads, value, methodBytes);
    }

    public CompileOptions withMethodBytes(int value) {
        return new CompileOptions(interruptible, callDepthChecks, eagerThreads, fuel, value);
    }

    /** What generated code depends on, as text: everything but {@code eagerThreads}. A test sees to it that nothing is forgotten. */
    public String code() {
        return "interruptible " + interruptible + ", callDepthChecks " + callDepthChecks + ", fuel " + fuel + ", methodBytes "
                + methodBytes;
    }
}
