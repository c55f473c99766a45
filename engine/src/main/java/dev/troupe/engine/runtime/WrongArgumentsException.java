package dev.troupe.engine.runtime;

/** A function was called with arguments that do not fit its type; nothing has run. */
public final class WrongArgumentsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public WrongArgumentsException(String message) {
        super(message);
    }
}
