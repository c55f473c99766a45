package dev.troupe.cli;

import dev.troupe.actors.PoolSettings;
import picocli.CommandLine.Option;

/** How many instances a node has and how large they may become, for the commands that have pools. */
final class InstanceOptions {
    @Option(names = "--instances", paramLabel = "N", description = "Instances of a module on this node (default: one per processor).")
    private int count = Runtime.getRuntime().availableProcessors();

    @Option(names = "--memory-limit", paramLabel = "SIZE", converter = ByteSizeConverter.class,
            description = "How large each memory of an instance may grow (default: 1GiB).")
    private long memoryLimit = 1L << 30;

    int count() {
        return count;
    }

    PoolSettings settings() {
        return PoolSettings.defaults()
                .withInstances(count)
                .withMemoryLimit(memoryLimit);
    }
}
