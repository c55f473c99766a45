package dev.troupe.actors.cluster;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.receptionist.Receptionist;
import dev.troupe.actors.PoolSettings;
import dev.troupe.actors.WasmPool;
import dev.troupe.engine.CompiledModule;
import dev.troupe.protocol.PoolStatus;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A pool that also uses the cluster: its own instances first, then those of other nodes. Every {@link ClusterNode} in reach is asked
 * to host the module and is sent it if need be; other cluster pools of the same module lend their idle instances to each other.
 *
 * <p>Requests go to {@link #pool()} and get the same answers as from a local pool, or {@code NodeLost}. Thread-safe. If this process
 * is expelled from the cluster, the pool goes on with its own instances.
 */
public final class ClusterPool implements AutoCloseable {
    private static final AtomicLong NUMBER = new AtomicLong();

    private final ActorSystem<?> system;
    private final boolean ownSystem;
    private final WasmPool pool;

    private ClusterPool(ActorSystem<?> system, boolean ownSystem, CompiledModule module, PoolSettings settings) {
        this.system = system;
        this.ownSystem = ownSystem;
        this.pool = WasmPool.spawn(system, module, settings);
        system.systemActorOf(
                PeerFinder.create(pool.ref(), module), "troupe-peers-" + NUMBER.incrementAndGet(), Props.empty());
        if (settings.instances() > 0) {
            system.receptionist().tell(Receptionist.register(Keys.pools(module.digest()), pool.ref()));
        }
    }

    /** Starts an actor system that joins the cluster in the background, and the pool in it. Closing the pool ends the system. */
    public static ClusterPool join(ClusterSettings settings, CompiledModule module, PoolSettings pool) {
        // If it is expelled it leaves the cluster, but its own instances go on.
        var system = ClusterMember.start(settings, Map.of("akka.cluster.run-coordinated-shutdown-when-down", "off"));
        return new ClusterPool(system, true, module, pool);
    }

    /** A pool in an actor system that is a member of a cluster already. */
    public static ClusterPool spawn(ActorSystem<?> system, CompiledModule module, PoolSettings settings) {
        return new ClusterPool(system, false, module, settings);
    }

    /** Where the requests go. */
    public WasmPool pool() {
        return pool;
    }

    /** {@code HOST:PORT} of this process. */
    public String address() {
        return ClusterMember.address(system);
    }

    public ActorSystem<?> actorSystem() {
        return system;
    }

    /**
     * Waits until other nodes offer so many instances, or the time is up.
     *
     * @return completes with the status at that moment; the caller looks whether it is enough
     */
    public CompletionStage<PoolStatus> awaitRemoteInstances(int instances, Duration timeout) {
        var result = new CompletableFuture<PoolStatus>();
        poll(instances, System.nanoTime() + timeout.toNanos(), result);
        return result;
    }

    private void poll(int instances, long deadline, CompletableFuture<PoolStatus> result) {
        pool.status().whenComplete((status, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (status.remoteInstances() >= instances || System.nanoTime() - deadline >= 0) {
                result.complete(status);
            } else {
                CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(() -> poll(instances, deadline, result));
            }
        });
    }

    /** Stops the pool as {@link WasmPool#close} does, and leaves the cluster if the pool joined it itself. */
    @Override
    public void close() {
        pool.close();
        if (ownSystem) {
            ClusterMember.stop(system);
        }
    }
}
