package dev.troupe.protocol;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Runs a WASI command module from its start to its end, in an instance of its own, as a shell would: arguments and standard input
 * in, exit code and output out. The way to pass text or bytes to a guest without knowing its memory. Answered by
 * {@link CommandCompleted}, whatever the exit code is, or by what went wrong.
 *
 * @param arguments the command's arguments, its own name not among them
 * @param stdin all of standard input; do not modify
 * @param deadline see {@link Request#deadline()}
 * @param idempotent see {@link Request#idempotent()}
 * @param replyTo receives the one answer
 */
public record RunCommand(List<String> arguments, byte[] stdin, Duration deadline, boolean idempotent, ActorRef<Answer> replyTo)
        implements
            Request {
    public RunCommand {
        arguments = List.copyOf(arguments);
        Objects.requireNonNull(stdin, "stdin");
        Deadlines.check(deadline);
        Objects.requireNonNull(replyTo, "replyTo");
    }

    /** A run with the pool's default deadline that must not happen twice. */
    public static RunCommand of(ActorRef<Answer> replyTo, List<String> arguments, byte[] stdin) {
        return new RunCommand(arguments, stdin, Duration.ZERO, false, replyTo);
    }

    public RunCommand withDeadline(Duration value) {
        return new RunCommand(arguments, stdin, value, idempotent, replyTo);
    }

    public RunCommand withIdempotent(boolean value) {
        return new RunCommand(arguments, stdin, deadline, value, replyTo);
    }

    @Override
    public RunCommand forward(Duration remaining, ActorRef<Answer> recipient) {
        return new RunCommand(arguments, stdin, remaining, idempotent, recipient);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunCommand that
                && arguments.equals(that.arguments)
                && Arrays.equals(stdin, that.stdin)
                && deadline.equals(that.deadline)
                && idempotent == that.idempotent
                && replyTo.equals(that.replyTo);
    }

    @Override
    public int hashCode() {
        return Objects.hash(arguments, Arrays.hashCode(stdin), deadline, idempotent, replyTo);
    }

    @Override
    public String toString() {
        return "RunCommand[arguments=" + arguments + ", stdin=" + stdin.length + " bytes, deadline=" + deadline + ", idempotent="
                + idempotent + ", replyTo=" + replyTo + "]";
    }
}
