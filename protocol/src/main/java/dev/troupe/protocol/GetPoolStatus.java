package dev.troupe.protocol;

import akka.actor.typed.ActorRef;
import java.util.Objects;

/** Asks a pool how it is; answered by one {@link PoolStatus}. */
public record GetPoolStatus(ActorRef<PoolStatus> replyTo) implements PoolMessage, TroupeMessage {
    public GetPoolStatus {
        Objects.requireNonNull(replyTo, "replyTo");
    }
}
