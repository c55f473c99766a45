package dev.troupe.actors;

import akka.actor.typed.ActorRef;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.NodeMessage.RemoteAnswer;
import dev.troupe.protocol.PoolMessage;
import dev.troupe.protocol.Request;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** One accepted request from its arrival to its answer. Belongs to the router. */
final class Work {
    /** Where the answer goes. */
    sealed interface Origin {
        void answer(Answer answer);
    }

    /** @param largest what an answer may have for one message to another node, which Akka would drop without a word if it were larger */
    record Caller(ActorRef<Answer> ref, long largest) implements Origin {
        @Override
        public void answer(Answer answer) {
            boolean elsewhere = ref.path().address().hasGlobalScope();
            ref.tell(elsewhere && PayloadSize.of(answer) > largest ? tooLarge(answer, "one message to another node may hold") : answer);
        }
    }

    /** A stage of the Java API. What its user hangs on it runs elsewhere: the router has no time for it. */
    record Promise(CompletableFuture<Answer> future, Executor executor) implements Origin {
        @Override
        public void answer(Answer answer) {
            try {
                future.completeAsync(() -> answer, executor);
            } catch (RejectedExecutionException e) {
                future.complete(answer);
            }
        }
    }

    /** Another node's router, which may send the request elsewhere if it is rejected here. */
    record Peer(ActorRef<PoolMessage> ref, long id, ActorRef<PoolMessage> self, Fragments fragments) implements Origin {
        @Override
        public void answer(Answer answer) {
            var sent = PayloadSize.of(answer) <= Fragments.MAX ? answer : tooLarge(answer, "may travel between nodes");
            fragments.send(ref, new RemoteAnswer(id, self, sent), PayloadSize.of(sent));
        }
    }

    private static Failed tooLarge(Answer answer, String limit) {
        return new Failed(Failed.Kind.ANSWER_TOO_LARGE, PayloadSize.of(answer) + " bytes are more than " + limit);
    }

    /** Unique in its router and increasing, so that it also is the place in the queue. */
    final long id;

    final Request request;
    final Origin origin;
    /** In {@link System#nanoTime()}. */
    final long deadline;
    /** Whether another node may run it. */
    final boolean portable;
    /** When the router must look after it, in {@link System#nanoTime()}: the deadline, or later while it runs. */
    long due;
    /** When it was given to an instance. */
    long startedAt;
    /** Where it runs; both null while it waits. */
    Slot slot;

    RemotePool remote;

    Work(long id, Request request, Origin origin, long deadline) {
        this.id = id;
        this.request = request;
        this.origin = origin;
        this.deadline = deadline;
        this.portable = !(origin instanceof Peer) && PayloadSize.of(request) <= Fragments.MAX;
        this.due = deadline;
    }

    boolean isRunning() { return slot != null || remote != null; }
}
