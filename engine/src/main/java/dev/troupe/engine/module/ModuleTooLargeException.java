package dev.troupe.engine.module;

/**
 * A valid module is beyond what the JVM's class format can express: an implementation limit (spec, appendix A.2). Thrown when the
 * module is compiled; for a function of a module that is compiled lazily, its call traps instead.
 */
public final class ModuleTooLargeException extends ModuleException {
    private static final long serialVersionUID = 1;

    public ModuleTooLargeException(String message, Throwable cause) {
        super(message, cause);
    }
}
