package dev.troupe.protocol;

import akka.actor.typed.ActorRef;
import java.time.Duration;

/**
 * A piece of work for one instance. It gets exactly one {@link Answer}.
 *
 * <p>The deadline is the time that remains, not a point in time: clocks of different nodes need not agree. Each hop takes its own
 * stamp on arrival and passes on what is left; the time on the network is therefore not counted.
 */
public sealed interface Request extends PoolMessage, TroupeMessage permits Invoke, RunCommand {
    /** The time for waiting and running together; {@link Duration#ZERO} stands for the pool's default. */
    Duration deadline();

    /** Whether the request may run a second time if the node that had it is lost. */
    boolean idempotent();

    ActorRef<Answer> replyTo();

    /** The same request with other time and recipient, as a router passes it on. */
    Request forward(Duration remaining, ActorRef<Answer> recipient);
}
