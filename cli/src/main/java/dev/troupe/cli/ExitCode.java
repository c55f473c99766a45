package dev.troupe.cli;

/** The command's exit codes, other than a guest's own. */
public final class ExitCode {
    public static final int OK = 0;

    /** Something did not work: no such file, a malformed, invalid or unlinkable module, a failed host function. */
    public static final int FAILURE = 1;

    /** The command line makes no sense; picocli's own code for it. */
    public static final int USAGE = 2;

    /** {@code --timeout} was over, as with {@code timeout(1)}. */
    public static final int TIMED_OUT = 124;

    /** The guest trapped: what a shell reports for a native program that aborts. */
    public static final int TRAPPED = 134;

    private ExitCode() {}
}
