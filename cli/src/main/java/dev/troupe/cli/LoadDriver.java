package dev.troupe.cli;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.PoolMessage;
import dev.troupe.protocol.Request;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An actor that sends a number of requests to a pool, so many at a time, and hands each answer to a listener. Every request has a
 * recipient of its own, so an answer cannot be taken for another's, and a second answer to one request is noticed.
 */
final class LoadDriver {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ActorContext<Message> context;
    private final ActorRef<PoolMessage> pool;
    private final Load load;
    private final Listener listener;
    private final CompletableFuture<Void> done;
    private int sent;
    private int answered;

    /** Makes the request of an index. */
    @FunctionalInterface
    interface Requests {
        Request request(int index, ActorRef<Answer> replyTo);
    }

    /** Learns of each answer; called by one thread at a time. */
    @FunctionalInterface
    interface Listener {
        /** @param nanos from sending the request to receiving its answer */
        void answered(int index, Answer answer, long nanos);
    }

    /**
     * @param total how many requests
     * @param concurrency how many of them are under way at a time
     * @param strict whether recipients stay after their answer, to notice a second one
     */
    record Load(Requests requests, int total, int concurrency, boolean strict) {}

    private sealed interface Message {
        record Start() implements Message {}

        record Answered(int index, Answer answer, long nanos) implements Message {}
    }

    private LoadDriver(
            ActorContext<Message> context, ActorRef<PoolMessage> pool, Load load, Listener listener, CompletableFuture<Void> done) {
        this.context = context;
        this.pool = pool;
        this.load = load;
        this.listener = listener;
        this.done = done;
    }

    /** Starts at once; the future completes after the last answer, or fails if the actor stops before. */
    static CompletableFuture<Void> start(ActorSystem<?> system, ActorRef<PoolMessage> pool, Load load, Listener listener) {
        var done = new CompletableFuture<Void>();
        Behavior<Message> behavior = Behaviors.setup(context -> {
            var driver = new LoadDriver(context, pool, load, listener, done);
            context.getSelf().tell(new Message.Start());
            // Also when a listener threw, or the actor system ended: nobody else would say so.
            return Behaviors.receive(Message.class)
                    .onMessage(Message.class, driver::receive)
                    .onSignal(PostStop.class, stopped -> driver.stopped())
                    .build();
        });
        system.systemActorOf(behavior, "load-" + NUMBER.incrementAndGet(), Props.empty());
        return done;
    }

    private Behavior<Message> receive(Message message) {
        switch (message) {
            case Message.Start() -> {
                for (int i = 0; i < Math.min(load.concurrency, load.total); i++) {
                    send();
                }
                if (load.total == 0) {
                    done.complete(null);
                }
            }
            case Message.Answered(var index, var answer, var nanos) -> {
                listener.answered(index, answer, nanos);
                if (++answered == load.total) {
                    done.complete(null);
                } else if (sent < load.total) {
                    send();
                }
            }
        }
        return Behaviors.same();
    }

    private Behavior<Message> stopped() {
        done.completeExceptionally(new IllegalStateException(
                "the load's driver stopped after " + answered + " of " + load.total + " answers"));
        return Behaviors.same();
    }

    private void send() {
        int index = sent++;
        var driver = context.getSelf();
        var recipient = context.spawnAnonymous(recipient(index, driver, load.strict));
        pool.tell(load.requests.request(index, recipient));
    }

    private static Behavior<Answer> recipient(int index, ActorRef<Message> driver, boolean strict) {
        long start = System.nanoTime();
        return Behaviors.receiveMessage(answer -> {
            driver.tell(new Message.Answered(index, answer, System.nanoTime() - start));
            return strict ? Behaviors.same() : Behaviors.stopped();
        });
    }
}
