package dev.troupe.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.Signal;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.troupe.engine.CompiledModule;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.GetPoolStatus;
import dev.troupe.protocol.NodeLost;
import dev.troupe.protocol.NodeMessage;
import dev.troupe.protocol.PoolMessage;
import dev.troupe.protocol.PoolStatus;
import dev.troupe.protocol.Rejected;
import dev.troupe.protocol.Request;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Trapped;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actor in front of the instances of one module. It gives work to an idle local instance first, then to another node's pool that
 * has demand, lets the rest wait in a bounded room, and sends every request its one answer.
 *
 * <p>Understands {@link Request}, {@link GetPoolStatus}, {@link StopPool}, {@link Peers} and the pool messages of other nodes. Work
 * that came from another node never leaves again.
 */
public final class Router extends AbstractOnMessageBehavior<PoolMessage> {
    private enum Wake implements PoolMessage {
        DUE,
        RESUME,
        GRACE_OVER,
        CLOSE
    }

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    /** How long a stopped pool still answers latecomers. */
    private static final Duration LINGER = Duration.ofMillis(200);
    /** What an answer may take on its way from another node, beyond the overrun there. */
    private static final Duration NETWORK = Duration.ofSeconds(1);
    /** Requests that arrive during a restart are kept, and answered after it; Akka drops what is more. */
    private static final int STASH = 1 << 20;
    private static final Duration FAR = Duration.ofDays(1);

    private final TimerScheduler<PoolMessage> timers;
    private final PoolSettings settings;
    private final Ledger ledger = new Ledger();
    private final Slots slots;
    private final Fragments fragments;
    private final RemotePools remotes;
    private final Set<ActorRef<NodeMessage.Capacity>> capacityListeners = new HashSet<>();
    private int advertised = -1;
    private final long largest;
    private long wakeAt = Long.MAX_VALUE;
    private long serviceNanos = 1_000_000;
    private StopPool stopping;

    private Router(ActorContext<PoolMessage> context, TimerScheduler<PoolMessage> timers, CompiledModule module, PoolSettings settings) {
        super(context);
        this.timers = timers;
        this.settings = settings;
        this.slots = new Slots(context, timers, module, settings);
        this.fragments = new Fragments(context);
        this.largest = PayloadSize.largest(context.getSystem().settings().config());
        this.remotes = new RemotePools(context, fragments);
        slots.startAll();
    }

    /** The router of a new pool. Its actor makes the instances itself; send it a {@link StopPool} to end it without losing a call. */
    public static Behavior<PoolMessage> create(CompiledModule module, PoolSettings settings) {
        // A restart is the answer to a defect only: it answers what is open (see onSignal) and starts over with new instances.
        return Behaviors.supervise(Behaviors.<PoolMessage>setup(
                context -> Behaviors.withTimers(timers -> new Router(context, timers, module, settings))))
                .onFailure(SupervisorStrategy.restart().withLimit(10, Duration.ofSeconds(10)).withStashCapacity(STASH));
    }

    @Override
    public Behavior<PoolMessage> onMessage(PoolMessage message) {
        switch (message) {
            case Request request -> onRequest(request, new Work.Caller(request.replyTo(), largest));
            case WasmPool.Submitted submitted -> onRequest(submitted.request(), submitted.promise());
            case NodeMessage.RemoteCall call -> onRemoteCall(call);
            case InstanceActor.Event event -> onEvent(event);
            case Slots.Replace replace -> slots.replace(replace);
            case NodeMessage.RemoteAnswer answer -> onRemoteAnswer(answer);
            case NodeMessage.Fragment fragment -> onFragment(fragment);
            case NodeMessage.Capacity capacity -> remotes.onCapacity(capacity);
            case NodeMessage.SubscribeCapacity subscribe -> onSubscribe(subscribe.replyTo());
            case CapacityListenerGone gone -> capacityListeners.remove(gone.listener);
            case Peers.Found found -> remotes.onFound(found);
            case Peers.Lost lost -> onLost(lost.pool());
            case GetPoolStatus get -> get.replyTo().tell(status());
            case StopPool stop -> onStop(stop);
            case Wake.DUE -> onDue();
            case Wake.RESUME -> LOG.trace("trying other nodes again");
            case Wake.GRACE_OVER -> onGraceOver();
            case Wake.CLOSE -> {
                return Behaviors.stopped();
            }
            default -> LOG.warn("a pool does not understand {}", message);
        }
        dispatch();
        return this;
    }

    @Override
    public Behavior<PoolMessage> onSignal(Signal signal) {
        if (signal instanceof PostStop) {
            answerAll(work -> work.isRunning()
                    ? new Trapped("interrupted", "interrupted: the pool was stopped", List.of())
                    : new Rejected(Rejected.Reason.STOPPING, Duration.ZERO));
        } else if (signal instanceof PreRestart) {
            answerAll(work -> new Failed(Failed.Kind.INTERNAL, "the pool's router failed and was restarted"));
            // The restart waits for their actors to stop.
            slots.interruptAll();
        }
        return this;
    }

    // --- requests -----------------------------------------------------------------------------------------------------------------

    private void onRequest(Request request, Work.Origin caller) {
        if (stopping != null) {
            ledger.reject(caller, Rejected.Reason.STOPPING, Duration.ZERO);
        } else if (hopeless()) {
            refuse(caller);
        } else if (ledger.waiting() >= settings.waitingRoom() && !canRunNow(caller)) {
            ledger.reject(caller, Rejected.Reason.WAITING_ROOM_FULL, retryAfter());
        } else {
            var time = request.deadline().isZero() ? settings.defaultDeadline() : request.deadline();
            ledger.enqueue(ledger.open(request, caller, after(time)));
        }
    }

    private void onRemoteCall(NodeMessage.RemoteCall call) {
        onRequest(call.request(), new Work.Peer(call.replyTo(), call.id(), getContext().getSelf(), fragments));
    }

    private void onFragment(NodeMessage.Fragment fragment) {
        switch (fragments.receive(fragment)) {
            case NodeMessage.RemoteCall call -> onRemoteCall(call);
            case NodeMessage.RemoteAnswer answer -> onRemoteAnswer(answer);
            case null, default -> LOG.trace("a fragment, more to come");
        }
    }

    private boolean canRunNow(Work.Origin caller) {
        return slots.hasIdle() || !(caller instanceof Work.Peer) && remotes.withDemand() != null;
    }

    /** Whether nobody will run anything for some time. A pool without local instances hopes for other nodes. */
    private boolean hopeless() {
        return settings.instances() > 0 && slots.allFailed() && remotes.instances() == 0;
    }

    private void refuse(Work.Origin caller) {
        if (slots.brokenBecause() != null) {
            ledger.refuse(caller, slots.brokenBecause());
        } else {
            ledger.reject(caller, Rejected.Reason.NO_HEALTHY_INSTANCE, slots.nextAttempt());
        }
    }

    private void dispatch() {
        while (slots.hasIdle()) {
            var work = ledger.takeForLocal();
            if (work == null) {
                break;
            }
            work.startedAt = System.nanoTime();
            ledger.setDue(work, work.deadline + settings.overrun().toNanos());
            slots.run(work);
        }
        while (ledger.hasPortable()) {
            var remote = remotes.withDemand();
            if (remote == null) {
                break;
            }
            var work = ledger.takeForRemote();
            long remaining = work.deadline - System.nanoTime();
            if (remaining <= 0) {
                ledger.answer(work, TimedOut.waiting());
                continue;
            }
            work.startedAt = System.nanoTime();
            ledger.setDue(work, work.deadline + settings.overrun().plus(NETWORK).toNanos());
            remotes.run(work, remote, Duration.ofNanos(remaining));
        }
        if (ledger.waiting() > 0 && hopeless()) {
            for (var work : ledger.allWaiting()) {
                ledger.answer(
                        work,
                        slots.brokenBecause() != null
                                ? slots.brokenBecause()
                                : new Rejected(Rejected.Reason.NO_HEALTHY_INSTANCE, slots.nextAttempt()));
            }
        }
        wakeInTime();
        advertise();
        if (stopping != null && ledger.isEmpty() && stopping.replyTo() != null) {
            close();
        }
    }

    /** An estimate from the time that calls take: when the present queue will be through. */
    private Duration retryAfter() {
        long places = Math.max(1, slots.healthy() + remotes.instances());
        long nanos = serviceNanos * (ledger.waiting() + 1) / places;
        return Duration.ofNanos(Math.clamp(nanos, 1_000_000L, 30_000_000_000L));
    }

    // --- answers ------------------------------------------------------------------------------------------------------------------

    private void onEvent(InstanceActor.Event event) {
        var work = slots.onEvent(event);
        if (work == null) {
            return;
        }
        if (event instanceof InstanceActor.Finished finished) {
            serviceNanos += (System.nanoTime() - work.startedAt - serviceNanos) / 16;
            work.slot = null;
            ledger.answer(work, finished.outcome().answer());
        } else {
            LOG.error("an instance actor stopped in the middle of a call of {}", work.request);
            ledger.answer(work, new Failed(Failed.Kind.INTERNAL, "the instance actor stopped in the middle of the call"));
        }
    }

    private void onRemoteAnswer(NodeMessage.RemoteAnswer message) {
        var work = ledger.find(message.id());
        if (work == null || work.remote == null || !work.remote.ref.equals(message.pool())) {
            return;
        }
        if (message.answer() instanceof Rejected rejected && rejected.reason() != Rejected.Reason.UNKNOWN_MODULE) {
            // It has not run there, so it may run here or elsewhere; its place in the queue is its old one.
            var pause = remotes.onRejected(work, rejected.retryAfter());
            requeue(work);
            timers.startSingleTimer("resume " + message.pool(), Wake.RESUME, pause);
        } else {
            remotes.onAnswered(work);
            ledger.answer(work, message.answer());
        }
    }

    private void onLost(ActorRef<PoolMessage> pool) {
        var lost = remotes.remove(pool);
        if (lost == null) {
            return;
        }
        LOG.info("lost the pool on {} with {} requests in hand", lost.node, lost.running.size());
        for (var work : List.copyOf(lost.running)) {
            work.remote = null;
            if (work.request.idempotent()) {
                requeue(work);
            } else {
                ledger.answer(work, new NodeLost(lost.node));
            }
        }
    }

    private void requeue(Work work) {
        if (stopping != null) {
            ledger.answer(work, new Rejected(Rejected.Reason.STOPPING, Duration.ZERO));
        } else {
            ledger.enqueue(work);
        }
    }

    // --- time ---------------------------------------------------------------------------------------------------------------------

    private void wakeInTime() {
        var first = ledger.firstDue();
        if (first != null && first.due < wakeAt) {
            // Akka's timers cannot look further ahead than some months.
            long delay = Math.clamp(first.due - System.nanoTime(), 0, FAR.toNanos());
            wakeAt = System.nanoTime() + delay;
            timers.startSingleTimer(Wake.DUE, Wake.DUE, Duration.ofNanos(delay));
        }
    }

    private void onDue() {
        wakeAt = Long.MAX_VALUE;
        long now = System.nanoTime();
        for (var work = ledger.firstDue(); work != null && work.due <= now; work = ledger.firstDue()) {
            if (work.slot != null) {
                // The guest sits in a host function that does not end. The slot stays busy until it does.
                LOG.warn("a guest does not stop at its deadline: {}", work.request);
                slots.abandon(work);
                ledger.answer(work, new TimedOut(true, List.of()));
            } else if (work.remote != null) {
                remotes.onAnswered(work);
                ledger.answer(work, new TimedOut(true, List.of()));
            } else {
                ledger.answer(work, TimedOut.waiting());
            }
        }
    }

    private static long after(Duration time) {
        return System.nanoTime() + nanos(time);
    }

    private static long nanos(Duration time) {
        return time.compareTo(Duration.ofDays(10_000)) > 0 ? Duration.ofDays(10_000).toNanos() : time.toNanos();
    }

    // --- other nodes --------------------------------------------------------------------------------------------------------------

    private record CapacityListenerGone(ActorRef<NodeMessage.Capacity> listener) implements PoolMessage {}

    private void onSubscribe(ActorRef<NodeMessage.Capacity> listener) {
        advertise();
        if (capacityListeners.add(listener)) {
            getContext().watchWith(listener, new CapacityListenerGone(listener));
        }
        listener.tell(new NodeMessage.Capacity(getContext().getSelf(), advertised));
    }

    private void advertise() {
        int offer = offer();
        if (offer != advertised) {
            advertised = offer;
            capacityListeners.forEach(listener -> listener.tell(new NodeMessage.Capacity(getContext().getSelf(), offer)));
        }
    }

    private int offer() {
        return stopping != null ? 0 : slots.notFailed();
    }

    // --- the end ------------------------------------------------------------------------------------------------------------------

    private void onStop(StopPool stop) {
        if (stopping != null) {
            stop.replyTo().tell(status());
            return;
        }
        stopping = stop;
        slots.stopReplacing();
        for (var work : ledger.allWaiting()) {
            ledger.answer(work, new Rejected(Rejected.Reason.STOPPING, Duration.ZERO));
        }
        timers.startSingleTimer(Wake.GRACE_OVER, Wake.GRACE_OVER, stop.grace());
    }

    private void onGraceOver() {
        for (var work : ledger.all()) {
            if (work.slot != null) {
                work.slot.control.interrupt(work.id);
                ledger.setDue(work, Math.min(work.due, after(settings.overrun())));
            } else {
                remotes.onAnswered(work);
                ledger.answer(work, new TimedOut(true, List.of()));
            }
        }
    }

    private void close() {
        stopping.replyTo().tell(status());
        stopping = new StopPool(Duration.ZERO, null);
        slots.interruptStarts();
        timers.startSingleTimer(Wake.CLOSE, Wake.CLOSE, LINGER);
    }

    private void answerAll(java.util.function.Function<Work, Answer> answer) {
        for (var work : ledger.all()) {
            ledger.answer(work, answer.apply(work));
        }
    }

    private PoolStatus status() {
        return new PoolStatus(
                settings.instances(),
                slots.healthy(),
                slots.busy(),
                slots.restarting(),
                slots.failed(),
                remotes.instances(),
                remotes.busy(),
                ledger.waiting(),
                ledger.counts(slots.restarts(), remotes.answers()));
    }
}
