package dev.troupe.actors;

import akka.actor.typed.ActorRef;

/** The place of one local instance: its actor, and what becomes of it. Belongs to the router. */
final class Slot {
    /** Life of a slot. */
    enum State {
        /** The actor makes an instance. */
        STARTING,
        IDLE,
        BUSY,
        /** Waits until it is replaced. */
        BACKOFF,
        /** Could not be made too often in a row; waits longer. */
        FAILED
    }

    final int index;
    State state = State.BACKOFF;
    /** Unique over all actors of the pool. */
    long incarnation;

    ActorRef<InstanceActor.Command> actor;
    GuestControl control;
    /** What it runs; null if it was answered without it, or if it runs nothing. */
    Work work;
    /** How often in a row no instance could be made, or its actor died for no reason that anybody knows. */
    int failures;

    Slot(int index) {
        this.index = index;
    }
}
