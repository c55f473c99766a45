package dev.troupe.cli;

import dev.troupe.actors.cluster.ClusterNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code troupe node}: lends this machine's processors to the pools of a cluster. */
@Command(
        name = "node",
        description = "Join a cluster, or start one, and host instances for its pools until stopped.",
        footer = {
            "",
            "Modules come from the pools that ask for them. They get WASI without arguments, files or environment.",
            "",
            "Nodes trust each other: connections are neither authenticated nor encrypted. Use a trusted network."
        })
final class NodeCommand implements Callable<Integer>, CacheOptions.Owner {
    private final Console console;

    @Option(names = "--seed", paramLabel = "HOST:PORT", converter = HostPort.Converter.class,
            description = "A node to join. Repeatable. Without it this node starts a cluster of its own.")
    private List<HostPort> seeds = new ArrayList<>();

    @Option(names = "--port", paramLabel = "P", description = "The port to listen on (default: any free one).")
    private int port;

    @Option(names = "--host", paramLabel = "H",
            description = "The address to listen on, by which others reach this node (default: the one that leads to the seed,"
                    + " else 127.0.0.1).")
    private String host;

    @Mixin
    private InstanceOptions instances = new InstanceOptions();

    private final CacheOptions cache = new CacheOptions();

    @Spec
    private CommandSpec spec;

    NodeCommand(Console console) {
        this.console = console;
    }

    @Override
    public CacheOptions cacheOptions() {
        return cache;
    }

    @Override
    public Integer call() throws Exception {
        if (instances.count() < 1 || port < 0 || port > 0xFFFF) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--instances must be positive, --port at most 65535");
        }
        try (var node = start()) {
            console.out().println("node at " + node.address() + (seeds.isEmpty() ? ", a new cluster" : ", joining " + seeds.getFirst())
                    + "; " + Values.count(instances.count(), "instance") + " of each module. Ctrl-C stops it.");
            node.whenTerminated().toCompletableFuture().get();
        }
        return ExitCode.OK;
    }

    private ClusterNode start() {
        try {
            return ClusterNode.start(ActorSystems.cluster(host, port, seeds), cache.engine(console), instances.settings());
        } catch (FailureException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new FailureException("cannot listen on port " + port + ": " + rootMessage(e));
        }
    }

    private static String rootMessage(Throwable e) {
        return e.getCause() == null ? String.valueOf(e.getMessage()) : rootMessage(e.getCause());
    }
}
