package dev.troupe.actors;

import akka.actor.typed.ActorRef;
import dev.troupe.protocol.PoolMessage;
import dev.troupe.protocol.PoolStatus;
import java.time.Duration;
import java.util.Objects;

/**
 * Ends a pool: waiting requests are answered {@code Rejected} ("stopping"), running ones finish, or are interrupted after the grace
 * period and answered then. The pool's last status is sent when nothing is open any more; then its actor stops.
 */
public record StopPool(Duration grace, ActorRef<PoolStatus> replyTo) implements PoolMessage {
    public StopPool {
        Objects.requireNonNull(grace, "grace");
    }
}
