package dev.troupe.engine.runtime;

/** An instance holds something that cannot be given to other instances, or is running; the message says what. */
public final class NotCapturableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotCapturableException(String message) {
        super(message);
    }
}
