package dev.troupe.protocol;

import java.util.Objects;

/**
 * The request could not be carried out, and asking again will not help.
 *
 * @param kind what failed
 * @param message for people
 * @param exitCode the guest's exit code if the kind is {@link Kind#GUEST_EXIT}, else 0; unsigned
 */
public record Failed(Kind kind, String message, int exitCode) implements Answer {
    /** What failed; the comment says whether the instance survives it. */
    public enum Kind {
        /** No function of that name is exported. The instance survives. */
        UNKNOWN_EXPORT,
        /** The arguments do not fit the function's type. The instance survives. */
        WRONG_ARGUMENTS,
        /** A result is a reference, which cannot leave its instance. The instance survives. */
        UNSENDABLE_RESULT,
        /** A host function threw. The instance is discarded. */
        HOST_FUNCTION,
        /** The guest ended itself in the middle of a call. The instance is discarded. */
        GUEST_EXIT,
        /** No instance can be made: an import is missing, a limit is too low, it can be no template. (A start that traps is Trapped.) */
        NOT_INSTANTIABLE,
        /** The module has no start of a command. */
        NOT_A_COMMAND,
        /** The answer is larger than what may travel between nodes. The instance survives. */
        ANSWER_TOO_LARGE,
        /** A defect of Troupe, or an error of the JVM. The instance is discarded. */
        INTERNAL
    }

    public Failed {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
    }

    public Failed(Kind kind, String message) {
        this(kind, message, 0);
    }
}
