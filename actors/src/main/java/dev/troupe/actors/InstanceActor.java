package dev.troupe.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.troupe.engine.module.UnlinkableModuleException;
import dev.troupe.engine.runtime.NotCapturableException;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.PoolMessage;
import dev.troupe.protocol.Request;
import dev.troupe.protocol.RunCommand;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Trapped;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actor that owns exactly one instance and runs one call at a time in it, on the guest dispatcher. It answers to its router, not
 * to callers. It stops when its instance is spoilt; the router then makes another one.
 */
final class InstanceActor extends AbstractOnMessageBehavior<InstanceActor.Command> {
    /** What the actor understands. */
    sealed interface Command {}

    /** @param deadline in {@link System#nanoTime()} */
    record Run(long id, Request request, long deadline) implements Command {}

    private enum IdleTooLong implements Command {
        INSTANCE
    }

    /** What it tells its router; the incarnation tells events of a predecessor from those of the present actor. */
    sealed interface Event extends PoolMessage {
        long incarnation();
    }

    record Ready(long incarnation) implements Event {}

    /** No instance can be made; the actor stops. @param permanent whether trying again is pointless */
    record Broken(long incarnation, boolean permanent, Answer answer) implements Event {
        String message() {
            return switch (answer) {
                case Failed failed -> failed.message();
                case Trapped trapped -> trapped.message();
                default -> answer.toString();
            };
        }
    }

    /** @param next what the actor does now */
    record Finished(long incarnation, long id, Outcome outcome, Next next) implements Event {}

    /** The actor stopped, announced or not. */
    record Gone(long incarnation) implements Event {}

    enum Next {
        /** Waits for the next call. */
        READY,
        /** Makes a new instance first, and then says {@link Ready}. */
        RENEWING,
        /** Stops: the instance is spoilt. */
        STOPPING
    }

    /** The call id that stands for the making of an instance. */
    static final long START = 0;

    private static final Logger LOG = LoggerFactory.getLogger(InstanceActor.class);

    private final Guest.Setup setup;
    private final ActorRef<PoolMessage> router;
    private final long incarnation;
    private final boolean warm;
    private Guest guest;
    private long calls;

    private InstanceActor(
            ActorContext<Command> context, Guest.Setup setup, ActorRef<PoolMessage> router, long incarnation, boolean warm, Guest guest) {
        super(context);
        this.setup = setup;
        this.router = router;
        this.incarnation = incarnation;
        this.warm = warm;
        this.guest = guest;
        var idleTime = setup.settings().lifetime().idleTime();
        if (warm && idleTime.isPositive()) {
            context.setReceiveTimeout(idleTime, IdleTooLong.INSTANCE);
        }
    }

    /** Says {@link Ready} or {@link Broken} first. */
    static Behavior<Command> create(Guest.Setup setup, ActorRef<PoolMessage> router, long incarnation) {
        return Behaviors.setup(context -> {
            boolean warm = isWarm(setup);
            Guest guest = null;
            if (warm) {
                guest = start(setup, router, incarnation);
                if (guest == null) {
                    return Behaviors.stopped();
                }
            }
            router.tell(new Ready(incarnation));
            return new InstanceActor(context, setup, router, incarnation, warm, guest);
        });
    }

    private static boolean isWarm(Guest.Setup setup) {
        return switch (setup.settings().lifetime().policy()) {
            case WARM -> true;
            case FRESH -> false;
            case AUTO -> setup.module().module().exports().stream().noneMatch(export -> export.name().equals("_start"));
        };
    }

    /** The guest, or null if there is none; the router knows then. */
    private static Guest start(Guest.Setup setup, ActorRef<PoolMessage> router, long incarnation) {
        try {
            return Guest.start(setup, START, setup.settings().instantiationTimeout());
        } catch (Throwable e) {
            LOG.debug("cannot make an instance", e);
            var answer = Outcome.ofInstantiation(e).answer();
            router.tell(new Broken(incarnation, e instanceof UnlinkableModuleException || e instanceof NotCapturableException,
                    answer instanceof TimedOut
                            ? new Failed(Failed.Kind.NOT_INSTANTIABLE, "the start did not end in time")
                            : answer));
            return null;
        }
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case Run run -> onRun(run);
            case IdleTooLong idle -> onIdleTooLong();
        };
    }

    @Override
    public Behavior<Command> onSignal(Signal signal) {
        if (signal instanceof PostStop) {
            drop();
        }
        return this;
    }

    private Behavior<Command> onRun(Run run) {
        var outcome = execute(run);
        if (!warm) {
            boolean again = guest != null && guest.canBePutBack();
            if (!again) {
                drop();
            }
            finish(run, outcome, Next.READY);
            if (again) {
                putBack();
            }
            return this;
        }
        if (outcome.discard()) {
            return finish(run, outcome, Next.STOPPING);
        }
        if (!isWorn()) {
            return finish(run, outcome, Next.READY);
        }
        finish(run, outcome, Next.RENEWING);
        drop();
        guest = start(setup, router, incarnation);
        if (guest == null) {
            return Behaviors.stopped();
        }
        router.tell(new Ready(incarnation));
        return this;
    }

    private Behavior<Command> finish(Run run, Outcome outcome, Next next) {
        router.tell(new Finished(incarnation, run.id(), outcome, next));
        return next == Next.STOPPING ? Behaviors.stopped() : this;
    }

    private Outcome execute(Run run) {
        long remaining = run.deadline() - System.nanoTime();
        if (remaining <= 0) {
            return new Outcome(TimedOut.waiting(), false);
        }
        return switch (run.request()) {
            case RunCommand command -> {
                var outcome = Guest.run(setup, run.id(), command, Duration.ofNanos(remaining));
                yield new Outcome(outcome.answer(), false);
            }
            case Invoke invoke -> {
                if (guest == null) {
                    try {
                        guest = Guest.start(setup, run.id(), Duration.ofNanos(remaining));
                    } catch (Throwable e) {
                        yield Outcome.ofInstantiation(e);
                    }
                }
                calls++;
                yield guest.invoke(run.id(), invoke.export(), invoke.arguments(),
                        Duration.ofNanos(Math.max(1, run.deadline() - System.nanoTime())));
            }
        };
    }

    private boolean isWorn() {
        var lifetime = setup.settings().lifetime();
        return guest != null
                && (lifetime.maxCalls() > 0 && calls >= lifetime.maxCalls()
                        || lifetime.memoryHighWater() > 0 && guest.memorySize() > lifetime.memoryHighWater());
    }

    private Behavior<Command> onIdleTooLong() {
        drop();
        return this;
    }

    /** For the next call, which must not see traces of this one. Done at once, as what the guest holds now is nobody's to keep. */
    private void putBack() {
        try {
            guest.putBack();
            calls = 0;
        } catch (Throwable e) {
            LOG.debug("cannot put an instance back", e);
            drop();
        }
    }

    private void drop() {
        calls = 0;
        if (guest != null) {
            guest.close();
            guest = null;
        }
    }
}
