package dev.troupe.protocol;

import akka.actor.typed.ActorRef;

/** Asks a pool how it is; answered by one {@link PoolStatus}. */
public record GetPoolStatus(ActorRef<PoolStatus> replyTo) implements PoolMessage, TroupeMessage {}
