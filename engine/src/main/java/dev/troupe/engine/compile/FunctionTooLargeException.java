package dev.troupe.engine.compile;

/** A function cannot be expressed in methods of the size that the JVM's class format allows. */
public final class FunctionTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FunctionTooLargeException(String function, int size) {
        super("function \"" + function + "\" needs a method of " + size + " bytes, the JVM allows 65535");
    }
}
