package dev.troupe.actors.cluster;

import akka.actor.AddressFromURIString;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Starts and ends an actor system that is a member of a cluster. */
final class ClusterMember {
    private ClusterMember() {}

    static ActorSystem<Void> start(ClusterSettings settings, Map<String, ?> more) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), ClusterSettings.SYSTEM, settings.config(more));
        var cluster = Cluster.get(system);
        if (settings.seeds().isEmpty()) {
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
        } else {
            var seeds = settings.seedAddresses().stream().map(AddressFromURIString::parse).toList();
            // A node that is its own first seed forms the cluster, if nobody else has yet.
            cluster.manager().tell(new JoinSeedNodes(seeds));
        }
        return system;
    }

    /** {@code HOST:PORT} as others name this node. */
    static String address(ActorSystem<?> system) {
        return Cluster.get(system).selfMember().address().hostPort().replaceFirst("^.*@", "");
    }

    /** Leaves the cluster and waits, at most half a minute. */
    static void stop(ActorSystem<?> system) {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the node does not stop", e);
        }
    }
}
