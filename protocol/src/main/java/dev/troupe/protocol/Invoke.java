package dev.troupe.protocol;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Calls an exported function. Answered by {@link Completed} with its results, or by what went wrong.
 *
 * @param export the function's export name
 * @param arguments as many values and of the types that the function takes
 * @param deadline see {@link Request#deadline()}
 * @param idempotent see {@link Request#idempotent()}
 * @param replyTo receives the one answer
 */
public record Invoke(String export, List<Value> arguments, Duration deadline, boolean idempotent, ActorRef<Answer> replyTo)
        implements
            Request {
    public Invoke {
        Objects.requireNonNull(export, "export");
        arguments = List.copyOf(arguments);
        Deadlines.check(deadline);
        Objects.requireNonNull(replyTo, "replyTo");
    }

    /** A call with the pool's default deadline that must not run twice. */
    public static Invoke of(ActorRef<Answer> replyTo, String export, Value... arguments) {
        return new Invoke(export, List.of(arguments), Duration.ZERO, false, replyTo);
    }

    public Invoke withDeadline(Duration value) {
        return new Invoke(export, arguments, value, idempotent, replyTo);
    }

    public Invoke withIdempotent(boolean value) {
        return new Invoke(export, arguments, deadline, value, replyTo);
    }

    @Override
    public Invoke forward(Duration remaining, ActorRef<Answer> recipient) {
        return new Invoke(export, arguments, remaining, idempotent, recipient);
    }
}
