package dev.troupe.actors;

import akka.actor.typed.ActorRef;
import dev.troupe.protocol.PoolMessage;

/** What a router is told about pools of the same module on other nodes, by whoever looks for them. */
public sealed interface Peers extends PoolMessage {
    /** Another node's pool may be used. @param node the node's address, for people */
    record Found(ActorRef<PoolMessage> pool, String node) implements Peers {}

    /** It is gone or out of reach: what it had in hand is lost. */
    record Lost(ActorRef<PoolMessage> pool) implements Peers {}
}
