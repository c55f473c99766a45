package dev.troupe.engine.compile;

/** A function cannot be expressed in methods of the size that the JVM's class format allows. */
public final class FunctionTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private FunctionTooLargeException(String message) {
        super(message);
    }

    FunctionTooLargeException(String function, int size) {
        super("function \"" + function + "\" needs a method of " + size + " bytes, the JVM allows 65535");
    }

    /** For a method whose size was not waited for. */
    static FunctionTooLargeException ofInstructions() {
        return new FunctionTooLargeException("a function needs a method of far more than the 65535 bytes that the JVM allows");
    }

    static FunctionTooLargeException ofDelegates(int passed) {
        return new FunctionTooLargeException("a function's delegate instructions pass more than " + passed + " blocks in all");
    }

    /** For a method that the JVM would verify for very long. */
    static FunctionTooLargeException ofNestedHandlers() {
        return new FunctionTooLargeException("a function has too many handlers of exceptions in one another that must be in one method");
    }

    /** For a function with many handlers in many handlers. */
    static FunctionTooLargeException ofHandlers() {
        return new FunctionTooLargeException(
                "a function needs more than 65535 entries in the exception table of a method, the JVM allows 65535");
    }
}
