package dev.troupe.actors.cluster;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import dev.troupe.actors.PoolSettings;
import dev.troupe.engine.Engine;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A process that lends its processors to the pools of a cluster: it hosts instances of any module that one of them asks for. What
 * the modules may import and use here is in the settings given here, and nothing by default.
 *
 * <p>Thread-safe. If the node is expelled from the cluster (the split-brain resolver decided against its side of a partition), its
 * actor system ends; start a new one.
 */
public final class ClusterNode implements AutoCloseable {
    private final ActorSystem<Void> system;

    private ClusterNode(ActorSystem<Void> system) {
        this.system = system;
    }

    /** A node with the instances and limits of the configuration. */
    public static ClusterNode start(ClusterSettings settings) {
        return start(settings, Engine.create(), PoolSettings.defaults());
    }

    /**
     * Starts the node and lets it join in the background, as often as it takes.
     *
     * @param pools the settings of each pool on this node
     * @throws RuntimeException if the port is taken
     */
    public static ClusterNode start(ClusterSettings settings, Engine engine, PoolSettings pools) {
        var system = ClusterMember.start(settings, Map.of("akka.cluster.roles", java.util.List.of("troupe-node")));
        system.systemActorOf(NodeActor.create(engine, pools), "troupe-node", Props.empty());
        return new ClusterNode(system);
    }

    /** {@code HOST:PORT}, a seed for others. */
    public String address() {
        return ClusterMember.address(system);
    }

    public ActorSystem<Void> actorSystem() {
        return system;
    }

    /** Completes when the node has ended, whatever the reason. */
    public CompletionStage<Done> whenTerminated() {
        return system.getWhenTerminated();
    }

    /** Finishes what runs, leaves the cluster and waits for both. */
    @Override
    public void close() {
        ClusterMember.stop(system);
    }
}
