package dev.troupe.actors.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a process takes part in a cluster. Immutable.
 *
 * @param host the address that this node listens on and that others reach it by; loopback unless set, so that nothing is open to a
 *     network by accident. Akka's connections are neither authenticated nor encrypted unless configured so: use a trusted network.
 * @param port 0 for any free one
 * @param seeds {@code HOST:PORT} of nodes to join; none to form a new cluster
 */
public record ClusterSettings(String host, int port, List<String> seeds) {
    /** The name of the actor system, the same on all nodes. */
    public static final String SYSTEM = "troupe";

    public ClusterSettings {
        seeds = List.copyOf(seeds);
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        seeds.forEach(ClusterSettings::checkSeed);
    }

    /** A node on the loopback interface with any free port, that forms a new cluster. */
    public static ClusterSettings local() {
        return new ClusterSettings("127.0.0.1", 0, List.of());
    }

    public ClusterSettings withHost(String value) {
        return new ClusterSettings(value, port, seeds);
    }

    public ClusterSettings withPort(int value) {
        return new ClusterSettings(host, value, seeds);
    }

    /** @throws IllegalArgumentException if one is not of the form {@code HOST:PORT} */
    public ClusterSettings withSeeds(List<String> value) {
        return new ClusterSettings(host, port, value);
    }

    /** @throws IllegalArgumentException if one is not of the form {@code HOST:PORT} */
    public ClusterSettings withSeeds(String... value) {
        return withSeeds(List.of(value));
    }

    private static void checkSeed(String seed) {
        int colon = seed.lastIndexOf(':');
        boolean valid = colon > 0 && seed.substring(colon + 1).matches("[0-9]{1,5}")
                && Integer.parseInt(seed.substring(colon + 1)) <= 65535;
        if (!valid) {
            throw new IllegalArgumentException("a seed must be HOST:PORT, not \"" + seed + "\"");
        }
    }

    /** The addresses of the seeds as Akka writes them. */
    List<String> seedAddresses() {
        return seeds.stream().map(seed -> "akka://" + SYSTEM + "@" + seed).toList();
    }

    /**
     * The whole configuration of an actor system: these settings, then the application's own configuration, then
     * {@code troupe-cluster.conf}, then the defaults.
     */
    Config config(Map<String, ?> more) {
        var explicit = Map.of(
                "akka.remote.artery.canonical.hostname",
                host,
                "akka.remote.artery.canonical.port",
                port,
                "akka.actor.provider",
                "cluster");
        return ConfigFactory.load(ConfigFactory.parseMap(explicit)
                .withFallback(
                        ConfigFactory.parseMap(more.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))))
                .withFallback(ConfigFactory.defaultApplication())
                .withFallback(ConfigFactory.parseResources("troupe-cluster.conf")));
    }
}
