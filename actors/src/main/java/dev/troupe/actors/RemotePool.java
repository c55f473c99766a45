package dev.troupe.actors;

import akka.actor.typed.ActorRef;
import dev.troupe.protocol.PoolMessage;
import java.util.HashSet;
import java.util.Set;

/** Another node's pool of the same module, as this router sees it. */
final class RemotePool {
    final ActorRef<PoolMessage> ref;
    /** The node's address. */
    final String node;
    /** What this router has there, never more than {@link #instances}. */
    final Set<Work> running = new HashSet<>();
    /** What it offers; 0 until it has said so. */
    int instances;
    /** Not to be used before, in {@link System#nanoTime()}: it turned work away. */
    long pausedUntil;

    RemotePool(ActorRef<PoolMessage> ref, String node) {
        this.ref = ref;
        this.node = node;
        this.pausedUntil = System.nanoTime();
    }

    boolean hasDemand(long now) {
        return running.size() < instances && now - pausedUntil >= 0;
    }
}
