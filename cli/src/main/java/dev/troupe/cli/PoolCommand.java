package dev.troupe.cli;

import akka.actor.typed.ActorSystem;
import dev.troupe.actors.WasmPool;
import dev.troupe.actors.cluster.ClusterPool;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.PoolStatus;
import dev.troupe.protocol.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code troupe pool}: many calls through a router over many instances of one module. */
@Command(
        name = "pool",
        description = "Send calls of one exported function through a pool of instances, and tell how it went.",
        footer = {
            "",
            "Each instance gets WASI without arguments, files or environment; what it prints is discarded.",
            "",
            "Exit code: 0 if every call was answered, whatever the answer."
        })
final class PoolCommand implements Callable<Integer>, CacheOptions.Owner {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration JOIN_TIME = Duration.ofSeconds(20);
    private static final int CALLS_PER_INSTANCE = 2;

    private final Console console;

    @Mixin
    private InstanceOptions instances = new InstanceOptions();

    @Option(names = "--calls", paramLabel = "M", description = "How many calls to send (default: ${DEFAULT-VALUE}).")
    private int calls = 1000;

    @Option(names = "--concurrency", paramLabel = "C", description = "Calls under way at a time (default: two per instance).")
    private int concurrency;

    @Option(names = "--invoke", paramLabel = "NAME", required = true, description = "The export to call.")
    private String export;

    @Option(names = "--seed", paramLabel = "HOST:PORT", converter = HostPort.Converter.class,
            description = "Join the cluster of this node and use its instances too. Repeatable.")
    private List<HostPort> seeds = new ArrayList<>();

    @Option(names = "--host", paramLabel = "H",
            description = "With --seed: the address by which other nodes reach this one (default: the one that leads to the seed).")
    private String host;

    @Option(names = "--timeout", paramLabel = "TIME", converter = DurationConverter.class,
            description = "For waiting and running of each call together (default: 30s).")
    private Duration timeout = DEFAULT_TIMEOUT;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    private final CacheOptions cache = new CacheOptions();

    @Parameters(index = "0", paramLabel = "FILE",
            description = "A module in the binary format, .wat in the text format, or .jar of troupe compile.")
    private Path file;

    @Parameters(index = "1..*", paramLabel = "ARGS", description = "Arguments of every call.")
    private List<String> arguments = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    PoolCommand(Console console) {
        this.console = console;
    }

    @Override
    public CacheOptions cacheOptions() {
        return cache;
    }

    @Override
    public Integer call() throws Exception {
        if (instances.count() < (seeds.isEmpty() ? 1 : 0) || calls < 0 || concurrency < 0) {
            throw new CommandLine.ParameterException(spec.commandLine(), "numbers must be positive");
        }
        return seeds.isEmpty() ? onThisNode() : inCluster();
    }

    private int onThisNode() throws Exception {
        try (var starting = ActorSystems.startLocal()) {
            var module = ModuleFiles.compile(file, cache.engine(console));
            var values = GuestFunctions.arguments(spec.commandLine(), file, module, export, arguments);
            var system = starting.join();
            return measure(system.actorSystem(), system.pool(module, instances.settings()), values, instances.count());
        }
    }

    private int inCluster() throws Exception {
        var module = ModuleFiles.compile(file, cache.engine(console));
        var values = GuestFunctions.arguments(spec.commandLine(), file, module, export, arguments);
        try (var cluster = ClusterPool.join(ActorSystems.cluster(host, 0, seeds), module, instances.settings())) {
            int remote = cluster.awaitRemoteInstances(1, JOIN_TIME).toCompletableFuture().get().remoteInstances();
            console.err().println(remote == 0
                    ? "troupe: no other node has offered instances yet; starting without"
                    : "other nodes offer " + Values.count(remote, "instance"));
            return measure(cluster.actorSystem(), cluster.pool(), values, instances.count() + remote);
        }
    }

    private int measure(ActorSystem<?> system, WasmPool pool, List<Value> values, int hands) throws Exception {
        var tally = new Tally();
        long start = System.nanoTime();
        try (var progress = new Progress(console, "calls", calls)) {
            var load = new LoadDriver.Load(
                    (index, replyTo) -> new Invoke(export, values, timeout, false, replyTo),
                    calls,
                    concurrency > 0 ? concurrency : Math.max(1, hands * CALLS_PER_INSTANCE),
                    false);
            LoadDriver.start(system, pool.ref(), load, (index, answer, nanos) -> {
                tally.add(answer, nanos);
                progress.step();
            }).get();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        var report = LoadReport.of(tally, seconds, settled(pool));
        console.out().println(json ? Json.pretty(report) : report.toString().stripTrailing());
        return ExitCode.OK;
    }

    /** The pool's status once replacements of spoilt instances are done, or after a moment. */
    static PoolStatus settled(WasmPool pool) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            var status = pool.status().toCompletableFuture().get();
            if (status.healthy() == status.instances() || System.nanoTime() > end) {
                return status;
            }
            Thread.sleep(10);
        }
    }
}
