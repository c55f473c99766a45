package dev.troupe.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.actors.TroupeSystem;
import dev.troupe.actors.cluster.ClusterSettings;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The command's actor systems. Their log level and such is in {@code application.conf}. */
final class ActorSystems {
    /**
     * Nothing of a local system is worth waiting for when the process ends, and nothing in it is serialised: the serializers for clusters
     * take a good part of its start.
     */
    private static final String LOCAL = """
            akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off
            akka.actor.serializers { bytes = "akka.serialization.ByteArraySerializer" }
            akka.actor.serialization-bindings { "[B" = bytes }
            """;

    private ActorSystems() {}

    /** A system that is being started; closing it lets it end in the background. */
    record Starting(CompletableFuture<TroupeSystem> future) implements AutoCloseable {
        TroupeSystem join() {
            try {
                return future.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }

        @Override
        public void close() {
            future.thenAccept(system -> system.actorSystem().terminate());
        }
    }

    /** Starts a system without a network, in the background. */
    static Starting startLocal() {
        return new Starting(CompletableFuture.supplyAsync(
                () -> TroupeSystem.create(
                        "troupe", ConfigFactory.parseString(LOCAL).withFallback(withoutSerializers(ConfigFactory.load())))));
    }

    private static Config withoutSerializers(Config config) {
        return config.withoutPath("akka.actor.serializers").withoutPath("akka.actor.serialization-bindings");
    }

    /**
     * How this process takes part in a cluster.
     *
     * @param host null for the address by which this machine reaches the first seed, or loopback if there is none
     */
    static ClusterSettings cluster(String host, int port, List<HostPort> seeds) {
        return ClusterSettings.local()
                .withHost(host != null ? host : seeds.isEmpty() ? "127.0.0.1" : addressTowards(seeds.getFirst()))
                .withPort(port)
                .withSeeds(seeds.stream().map(HostPort::toString).toList());
    }

    private static String addressTowards(HostPort seed) {
        try (var socket = new DatagramSocket()) {
            // Sends nothing: connecting a datagram socket only chooses a route.
            socket.connect(InetAddress.getByName(seed.host()), seed.port());
            return socket.getLocalAddress().getHostAddress();
        } catch (IOException e) {
            throw new FailureException("cannot reach " + seed + ": " + e.getMessage());
        }
    }
}
