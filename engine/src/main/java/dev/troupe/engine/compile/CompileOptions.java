package dev.troupe.engine.compile;

/**
 * How a module is compiled.
 *
 * @param interruptible whether loops and calls ask whether to stop
 * @param callDepthChecks whether calls are counted
 * @param eager whether everything is compiled at once
 */
public record CompileOptions(boolean interruptible, boolean callDepthChecks, boolean eager) {
    public static final CompileOptions DEFAULTS = new CompileOptions(true, false, false);

    public CompileOptions withInterruptible(boolean value) {
        return new CompileOptions(value, callDepthChecks, eager);
    }

    public CompileOptions withCallDepthChecks(boolean value) {
        return new CompileOptions(interruptible, value, eager);
    }

    public CompileOptions withEager(boolean value) {
        return new CompileOptions(interruptible, callDepthChecks, value);
    }
}
