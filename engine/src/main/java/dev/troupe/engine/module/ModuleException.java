package dev.troupe.engine.module;

/** A module cannot be used; the subtypes tell malformed, invalid and unlinkable ones apart. */
public abstract class ModuleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    protected ModuleException(String message) {
        super(message);
    }

    protected ModuleException(String message, Throwable cause) {
        super(message, cause);
    }
}
