package dev.troupe.protocol;

import akka.actor.typed.ActorRef;
import java.util.Arrays;
import java.util.Objects;

/** What the nodes of a cluster tell each other: who hosts which module, the module's bytes, shares of work. Not for users. */
public sealed interface NodeMessage extends TroupeMessage {
    /** To a node: hosts instances of a module, with the node's own settings and capabilities; fetch it from the source if unknown. */
    record HostModule(String digest, ActorRef<FetchChunk> source) implements NodeMessage {}

    /** To whoever has a module: send a part of it. Answered by {@link ModuleChunk}, of length 0 with total -1 if it is unknown here. */
    record FetchChunk(String digest, int offset, int length, ActorRef<ModuleChunk> replyTo) implements NodeMessage {}

    /** @param total the module's size in bytes */
    record ModuleChunk(String digest, int offset, int total, byte[] bytes) implements NodeMessage {
        @Override
        public boolean equals(Object other) {
            return other instanceof ModuleChunk that
                    && digest.equals(that.digest)
                    && offset == that.offset
                    && total == that.total
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Objects.hash(digest, offset, total, Arrays.hashCode(bytes));
        }
    }

    /** To a pool: tell how many requests you take at a time, now and after every change. */
    record SubscribeCapacity(ActorRef<Capacity> replyTo) implements NodeMessage, PoolMessage {}

    /** @param instances how many requests the pool takes at a time from the receiver */
    record Capacity(ActorRef<PoolMessage> pool, int instances) implements NodeMessage, PoolMessage {}

    /** To a pool: a request of another pool, to be run by a local instance or rejected. */
    record RemoteCall(long id, Request request, ActorRef<PoolMessage> replyTo) implements NodeMessage, PoolMessage {}

    /** The answer to the {@link RemoteCall} of that id. */
    record RemoteAnswer(long id, ActorRef<PoolMessage> pool, Answer answer) implements NodeMessage, PoolMessage {}

    /**
     * A part of a call or an answer that is too large for one message of Akka's, which would drop it.
     *
     * @param sender with the series, names what it is a part of
     * @param series unique for the sender
     * @param index from 0
     * @param count how many parts there are
     */
    record Fragment(ActorRef<PoolMessage> sender, long series, int index, int count, byte[] bytes) implements NodeMessage, PoolMessage {
        @Override
        public boolean equals(Object other) {
            return other instanceof Fragment that
                    && sender.equals(that.sender)
                    && series == that.series
                    && index == that.index
                    && count == that.count
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Objects.hash(sender, series, index, count, Arrays.hashCode(bytes));
        }
    }
}
