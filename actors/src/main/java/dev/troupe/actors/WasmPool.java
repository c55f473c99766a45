package dev.troupe.actors;

import akka.Done;
import akka.actor.Cancellable;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Props;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.GetPoolStatus;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.PoolMessage;
import dev.troupe.protocol.PoolStatus;
import dev.troupe.protocol.Rejected;
import dev.troupe.protocol.Request;
import dev.troupe.protocol.RunCommand;
import dev.troupe.protocol.Value;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * A pool of instances of one module, from the outside: ask it from any thread, get one typed {@link Answer}.
 *
 * <pre>{@code
 * var pool = WasmPool.spawn(system, module, PoolSettings.of(system).withInstances(4));
 * pool.invoke("add", Value.i32(2), Value.i32(3)).thenAccept(answer -> {
 *     switch (answer) {
 *         case Completed completed -> use(completed.value());
 *         case Rejected rejected -> tryAgainIn(rejected.retryAfter());
 *         default -> log(answer);
 *     }
 * });
 * }</pre>
 *
 * <p>Thread-safe. The stages complete normally, with whatever answer, on threads of the actor system; do long work in their
 * {@code ...Async} methods. The pool lives until {@link #stop} or the end of the actor system, which both leave no request without
 * an answer.
 */
public final class WasmPool implements AutoCloseable {
    /** A request whose answer goes to a stage instead of an actor. */
    record Submitted(Request request, Work.Promise promise) implements PoolMessage {}

    private static final AtomicLong NUMBER = new AtomicLong();
    /** What the system's shutdown gives running calls. */
    private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(2);
    /** For answers to questions about the pool. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final ActorSystem<?> system;
    private final PoolSettings settings;
    private final Executor executor;
    private final ActorRef<PoolMessage> router;
    private final Cancellable shutdownTask;
    private final Set<CompletableFuture<Answer>> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Done> terminated = new CompletableFuture<>();
    private final CompletableFuture<PoolStatus> stopped = new CompletableFuture<>();
    private boolean stopping;

    private WasmPool(ActorSystem<?> system, CompiledModule module, PoolSettings settings) {
        this.system = system;
        this.settings = settings;
        this.executor = system.executionContext()::execute;
        var name = "troupe-pool-" + NUMBER.incrementAndGet() + "-" + module.digest().substring(0, 12);
        var spawned = new CompletableFuture<ActorRef<PoolMessage>>();
        system.systemActorOf(keeper(Router.create(module, settings), spawned), name, Props.empty());
        this.router = spawned.join();
        this.shutdownTask = CoordinatedShutdown.get(system)
                .addCancellableTask(
                        CoordinatedShutdown.PhaseServiceRequestsDone(),
                        "stop " + name,
                        () -> stop(SHUTDOWN_GRACE).thenApply(status -> Done.getInstance()));
    }

    /**
     * Starts a pool in a running actor system. Its instances are made in the background; requests may be sent at once.
     *
     * @throws IllegalStateException if the system is stopping
     */
    public static WasmPool spawn(ActorSystem<?> system, CompiledModule module, PoolSettings settings) {
        if (system.whenTerminated().isCompleted()) {
            throw new IllegalStateException("the actor system " + system.name() + " has been stopped");
        }
        return new WasmPool(system, module, settings);
    }

    /** A pool with the system's defaults. */
    public static WasmPool spawn(ActorSystem<?> system, CompiledModule module) {
        return spawn(system, module, PoolSettings.of(system));
    }

    /** The pool's actor, for {@code tell} and for actors that ask. */
    public ActorRef<PoolMessage> ref() {
        return router;
    }

    public PoolSettings settings() {
        return settings;
    }

    /** Calls an export, with the pool's default deadline. See {@link #ask}. */
    public CompletionStage<Answer> invoke(String export, Value... arguments) {
        return ask(replyTo -> Invoke.of(replyTo, export, arguments));
    }

    /** Runs a command, with the pool's default deadline. See {@link #ask}. */
    public CompletionStage<Answer> run(List<String> arguments, byte[] stdin) {
        return ask(replyTo -> RunCommand.of(replyTo, arguments, stdin));
    }

    /**
     * Sends a request; {@code ask(replyTo -> Invoke.of(replyTo, "f").withDeadline(...))}.
     *
     * @param request makes the request for the recipient that it is given
     * @return completes with the one answer; never exceptionally
     * @throws Trap if called by a host function on behalf of a guest of this same pool, which would wait for itself. Use
     *     {@code ref().tell} from there, and do not wait.
     */
    public CompletionStage<Answer> ask(Function<ActorRef<Answer>, Request> request) {
        GuestThread.checkNotInside(router);
        var made = Objects.requireNonNull(request.apply(system.ignoreRef()), "request");
        var result = new CompletableFuture<Answer>();
        open.add(result);
        result.whenComplete((answer, failure) -> open.remove(result));
        if (terminated.isDone()) {
            result.complete(stoppingAnswer());
            return result.minimalCompletionStage();
        }
        // The router completes the stage itself: no timer, no actor and no message per answer.
        router.tell(new Submitted(made, new Work.Promise(result, executor)));
        return result.minimalCompletionStage();
    }

    private static Rejected stoppingAnswer() {
        return new Rejected(Rejected.Reason.STOPPING, Duration.ZERO);
    }

    /** How the pool is. Fails if it does not answer in time or has been stopped. */
    public CompletionStage<PoolStatus> status() {
        return AskPattern.ask(router, GetPoolStatus::new, MARGIN, system.scheduler());
    }

    /**
     * Ends the pool: what waits is rejected, what runs may finish within the grace period and is interrupted then.
     *
     * @return completes with the last status when all requests are answered
     */
    public CompletionStage<PoolStatus> stop(Duration grace) {
        synchronized (stopped) {
            if (stopping) {
                return stopped.minimalCompletionStage();
            }
            stopping = true;
        }
        var timeout = grace.plus(settings.overrun()).plus(MARGIN);
        AskPattern.<PoolMessage, PoolStatus>ask(router, replyTo -> new StopPool(grace, replyTo), timeout, system.scheduler())
                .whenComplete((status, failure) -> {
                    if (status != null) {
                        stopped.complete(status);
                    } else {
                        stopped.completeExceptionally(failure);
                    }
                });
        return stopped.minimalCompletionStage();
    }

    /** Stops the pool with two seconds of grace and waits for it. Not for threads of the actor system. */
    @Override
    public void close() {
        try {
            stop(SHUTDOWN_GRACE).toCompletableFuture().get(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the pool does not stop", e);
        }
    }

    /** The router's parent: learns of its end, however it comes, and answers what the router could not take in any more. */
    private Behavior<Void> keeper(Behavior<PoolMessage> behavior, CompletableFuture<ActorRef<PoolMessage>> spawned) {
        return Behaviors.setup(context -> {
            var child = context.spawn(behavior, "router");
            context.watch(child);
            spawned.complete(child);
            return Behaviors.receive(Void.class)
                    .onSignal(Terminated.class, signal -> Behaviors.stopped())
                    .onSignal(PostStop.class, signal -> {
                        end();
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private void end() {
        terminated.complete(Done.getInstance());
        if (shutdownTask != null) {
            shutdownTask.cancel();
        }
        // Answers of the router's last moments may still be on their way.
        CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS)
                .execute(() -> List.copyOf(open).forEach(future -> future.complete(stoppingAnswer())));
    }
}
