package dev.troupe.engine.runtime;

/** Thrown by a host function that ends the guest on its own request, such as WASI's {@code proc_exit}. Not a trap. */
public final class GuestExit extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int code;

    public GuestExit(int code) {
        super("guest exited with code " + Integer.toUnsignedString(code), null, false, false);
        this.code = code;
    }

    /** The exit code, as the guest gave it. */
    public int code() {
        return code;
    }
}
