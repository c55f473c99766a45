package dev.troupe.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.troupe.protocol.NodeMessage;
import dev.troupe.protocol.PoolMessage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A router's view of the pools of the same module on other nodes. Belongs to the router. */
final class RemotePools {
    private static final Duration MIN_PAUSE = Duration.ofMillis(20);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);

    private final ActorContext<PoolMessage> context;
    private final Fragments fragments;
    private final Map<ActorRef<PoolMessage>, RemotePool> pools = new LinkedHashMap<>();
    private long answers;

    RemotePools(ActorContext<PoolMessage> context, Fragments fragments) {
        this.context = context;
        this.fragments = fragments;
    }

    void onFound(Peers.Found found) {
        var ref = found.pool();
        if (!ref.equals(context.getSelf()) && !pools.containsKey(ref)) {
            pools.put(ref, new RemotePool(ref, found.node()));
            context.watchWith(ref, new Peers.Lost(ref));
            ref.tell(new NodeMessage.SubscribeCapacity(context.getSelf().narrow()));
        }
    }

    void onCapacity(NodeMessage.Capacity capacity) {
        var pool = pools.get(capacity.pool());
        if (pool != null) {
            pool.instances = capacity.instances();
        }
    }

    /** The pool with the most room; null if none wants work. */
    RemotePool withDemand() {
        RemotePool best = null;
        long now = System.nanoTime();
        for (var pool : pools.values()) {
            if (pool.hasDemand(now)
                    && (best == null || pool.instances - pool.running.size() > best.instances - best.running.size())) {
                best = pool;
            }
        }
        return best;
    }

    void run(Work work, RemotePool pool, Duration remaining) {
        work.remote = pool;
        pool.running.add(work);
        var request = work.request.forward(remaining, work.request.replyTo());
        fragments.send(pool.ref, new NodeMessage.RemoteCall(work.id, request, context.getSelf()), PayloadSize.of(request));
    }

    void onAnswered(Work work) {
        work.remote.running.remove(work);
        work.remote = null;
        answers++;
    }

    /** @return how long that pool is left alone */
    Duration onRejected(Work work, Duration retryAfter) {
        var pool = work.remote;
        pool.running.remove(work);
        work.remote = null;
        var pause = retryAfter.compareTo(MIN_PAUSE) < 0 ? MIN_PAUSE : retryAfter.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : retryAfter;
        pool.pausedUntil = System.nanoTime() + pause.toNanos();
        return pause;
    }

    /** Forgets a pool; null if it is unknown. Its work stays with it for the router to deal with. */
    RemotePool remove(ActorRef<PoolMessage> ref) {
        var pool = pools.remove(ref);
        if (pool != null) {
            context.unwatch(ref);
        }
        return pool;
    }

    int instances() {
        return pools.values().stream().mapToInt(pool -> pool.instances).sum();
    }

    int busy() {
        return pools.values().stream().mapToInt(pool -> pool.running.size()).sum();
    }

    long answers() {
        return answers;
    }
}
