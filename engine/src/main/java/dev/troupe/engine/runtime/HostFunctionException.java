package dev.troupe.engine.runtime;

/** A host function threw something else than a {@link Trap} or a {@link GuestExit}; the cause is what it threw. */
public final class HostFunctionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public HostFunctionException(Throwable cause) {
        super("host function failed: " + cause, cause);
    }
}
