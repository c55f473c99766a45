package dev.troupe.actors;

import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.troupe.engine.CompiledModule;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.PoolMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** A router's local instances: who is idle, who is replaced when. Belongs to the router; spawns and watches the instance actors. */
final class Slots {
    /** Time to replace the actor of a slot. */
    record Replace(long incarnation) implements PoolMessage {}

    private static final Logger LOG = LoggerFactory.getLogger(Slots.class);
    /** Over all routers, as the ids of the {@link Ledger}. */
    private static final AtomicLong INCARNATIONS = new AtomicLong();
    private static final String DISPATCHER = "troupe.guest-dispatcher";

    private final ActorContext<PoolMessage> context;
    private final TimerScheduler<PoolMessage> timers;
    private final CompiledModule module;
    private final PoolSettings settings;
    private final Templates templates;
    private final List<Slot> slots = new ArrayList<>();
    private final Map<Long, Slot> byIncarnation = new HashMap<>();
    /** Last in, first out: the instance used last has its memory in the caches. */
    private final ArrayDeque<Slot> idle = new ArrayDeque<>();

    private long restarts;
    private Answer brokenBecause;
    private String lastBroken;
    private boolean replacing = true;

    Slots(ActorContext<PoolMessage> context, TimerScheduler<PoolMessage> timers, CompiledModule module, PoolSettings settings) {
        this.context = context;
        this.timers = timers;
        this.module = module;
        this.settings = settings;
        this.templates = new Templates(settings.lifetime().template());
    }

    void startAll() {
        for (int i = 0; i < settings.instances(); i++) {
            var slot = new Slot(i);
            slots.add(slot);
            spawn(slot);
        }
    }

    boolean hasIdle() {
        return !idle.isEmpty();
    }

    /** Gives the work to an idle instance; there must be one. */
    void run(Work work) {
        var slot = idle.pop();
        slot.state = Slot.State.BUSY;
        slot.work = work;
        work.slot = slot;
        slot.actor.tell(new InstanceActor.Run(work.id, work.request, work.deadline));
    }

    /** The work is answered without its guest, which is pulled by the rope; the slot comes back when it gives way. */
    void abandon(Work work) {
        var slot = work.slot;
        slot.work = null;
        work.slot = null;
        slot.control.interrupt(work.id);
    }

    /** Moves the slot on. Returns the work that the event ends, or null. */
    Work onEvent(InstanceActor.Event event) {
        var slot = byIncarnation.get(event.incarnation());
        if (slot == null) {
            return null;
        }
        var work = slot.work;
        return switch (event) {
            case InstanceActor.Ready ready -> {
                setIdle(slot);
                yield null;
            }
            case InstanceActor.Broken broken -> {
                // Once is news; the same again after every cool-down is not.
                LOG.atLevel(broken.message().equals(lastBroken) ? Level.DEBUG : Level.WARN).log("cannot make an instance: {}",
                        broken.message());
                lastBroken = broken.message();
                brokenBecause = broken.answer();
                discard(slot, broken.permanent());
                yield null;
            }
            case InstanceActor.Finished finished -> {
                slot.work = null;
                brokenBecause = null;
                goOn(slot, finished.next());
                yield work;
            }
            case InstanceActor.Gone gone -> {
                slot.work = null;
                discard(slot, false);
                yield work;
            }
        };
    }

    private void goOn(Slot slot, InstanceActor.Next next) {
        // Whatever the call did: the instance could be made, and callers must not be able to talk a pool out of its instances.
        slot.failures = 0;
        if (next == InstanceActor.Next.STOPPING) {
            replaceLater(slot);
            return;
        }
        if (next == InstanceActor.Next.READY) {
            setIdle(slot);
        } else {
            slot.state = Slot.State.STARTING;
        }
    }

    void replace(Replace message) {
        var slot = byIncarnation.get(message.incarnation);
        if (slot != null && replacing) {
            restarts++;
            spawn(slot);
        }
    }

    void stopReplacing() {
        replacing = false;
    }

    /** Whatever they do, it is of no use any more. */
    void interruptAll() {
        for (var slot : slots) {
            slot.control.interrupt(slot.work == null ? InstanceActor.START : slot.work.id);
        }
    }

    void interruptStarts() {
        for (var slot : slots) {
            if (slot.state == Slot.State.STARTING) {
                slot.control.interrupt(InstanceActor.START);
            }
        }
    }

    private void setIdle(Slot slot) {
        slot.state = Slot.State.IDLE;
        idle.push(slot);
    }

    private void discard(Slot slot, boolean permanent) {
        slot.failures = permanent ? settings.restart().limit() + 1 : slot.failures + 1;
        replaceLater(slot);
    }

    /** After a time that depends on its failures, which may be none. */
    private void replaceLater(Slot slot) {
        idle.remove(slot);
        slot.state = slot.failures > settings.restart().limit() ? Slot.State.FAILED : Slot.State.BACKOFF;
        rename(slot);
        if (!replacing) {
            return;
        }
        var delay = settings.restart().delay(slot.failures);
        if (slot.state == Slot.State.FAILED) {
            LOG.debug("instance {} could not be made {} times in a row; next attempt in {}", slot.index, slot.failures, delay);
        }
        if (delay.isZero()) {
            replace(new Replace(slot.incarnation));
        } else {
            // A random fifth on top, so that instances that failed together do not come back together.
            var jittered = delay.plusNanos(ThreadLocalRandom.current().nextLong(delay.toNanos() / 5 + 1));
            timers.startSingleTimer("replace " + slot.index, new Replace(slot.incarnation), jittered);
        }
    }

    /** From now on events of the old actor mean nothing. */
    private void rename(Slot slot) {
        byIncarnation.remove(slot.incarnation);
        slot.incarnation = INCARNATIONS.incrementAndGet();
        byIncarnation.put(slot.incarnation, slot);
    }

    private void spawn(Slot slot) {
        rename(slot);
        slot.state = Slot.State.STARTING;
        slot.control = new GuestControl();
        var setup = new Guest.Setup(module, settings, templates, slot.control, context.getSelf());
        slot.actor = context.spawn(
                InstanceActor.create(setup, context.getSelf(), slot.incarnation),
                "instance-" + slot.index + "-" + slot.incarnation,
                DispatcherSelector.fromConfig(DISPATCHER));
        context.watchWith(slot.actor, new InstanceActor.Gone(slot.incarnation));
    }

    /** What to answer as no instance could be made, if that was the last thing that happened; else null. */
    Answer brokenBecause() {
        return brokenBecause;
    }

    Duration nextAttempt() {
        return settings.restart().coolDown();
    }

    boolean allFailed() {
        return failed() == slots.size();
    }

    int failed() {
        return count(Slot.State.FAILED);
    }

    int notFailed() {
        return slots.size() - failed();
    }

    int healthy() {
        return busy() + count(Slot.State.IDLE);
    }

    int busy() {
        return count(Slot.State.BUSY);
    }

    int restarting() {
        return count(Slot.State.STARTING) + count(Slot.State.BACKOFF);
    }

    long restarts() {
        return restarts;
    }

    private int count(Slot.State state) {
        int count = 0;
        for (var slot : slots) {
            count += slot.state == state ? 1 : 0;
        }
        return count;
    }
}
