package dev.troupe.cli;

/** Ends a command with {@link ExitCode#FAILURE} and a message for the user. */
final class FailureException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FailureException(String message) {
        super(message);
    }
}
