package dev.troupe.cli;

import dev.troupe.actors.TroupeSystem;
import dev.troupe.actors.WasmPool;
import dev.troupe.engine.Engine;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.Value;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code troupe demo}: what Troupe is for, in one command. */
@Command(
        name = "demo",
        description = {
            "Convert documents from Markdown to HTML with a C library in a pool of instances.",
            "",
            "Some documents make the library crash, loop for ever, recurse without end or take all memory. Each of them takes its instance"
                    + " down; the pool replaces it. At the end every request must have its one answer, and the right one: HTML is compared"
                    + " with what another engine made of it."
        },
        footer = {"", "Exit code: 0 if all answers are right and all instances healthy, else 1."})
final class DemoCommand implements Callable<Integer> {
    private static final String EXPORT = "serve";
    private static final long MEMORY_LIMIT = 16L << 20;
    /** Time to run for documents, generous: a loaded machine is no failure. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Time for those that are known to loop for ever. */
    private static final Duration IMPATIENCE = Duration.ofMillis(100);

    private static final int CALLS_PER_INSTANCE = 4;

    private final Console console;

    @Option(names = "--instances", paramLabel = "N", description = "Instances in the pool (default: ${DEFAULT-VALUE}).")
    private int instances = Math.max(4, Runtime.getRuntime().availableProcessors());

    @Option(names = "--requests", paramLabel = "N", description = "Documents to convert (default: ${DEFAULT-VALUE}).")
    private int requests = 5000;

    @Option(names = "--seed-random", paramLabel = "N", description = "Draws another mix of documents (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Spec
    private CommandSpec spec;

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (instances < 1 || requests < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--instances and --requests must be at least 1");
        }
        try (var starting = ActorSystems.startLocal()) {
            var documents = new DemoDocuments(requests, new SplittableRandom(seed));
            var module = Engine.create().compile(DemoDocuments.module());
            var system = starting.join();
            var settings = system.settings()
                    .withInstances(instances)
                    .withMemoryLimit(MEMORY_LIMIT)
                    .withImports(documents.imports());
            console.out().printf(Locale.ROOT, "%,d documents, %d instances of one compiled C module (%s)%n%n", requests, instances,
                    ByteSizeConverter.format(module.bytes().length));
            return convert(system, system.pool(module, settings), documents) ? ExitCode.OK : ExitCode.FAILURE;
        }
    }

    private boolean convert(TroupeSystem system, WasmPool pool, DemoDocuments documents) throws Exception {
        var kinds = documents.requests();
        var verdict = new DemoTally(kinds);
        var tally = new Tally();
        long start = System.nanoTime();
        try (var progress = new Progress(console, "documents", requests)) {
            var load = new LoadDriver.Load(
                    (index, replyTo) -> {
                        var deadline = kinds.get(index) == DemoRequest.SPIN ? IMPATIENCE : PATIENCE;
                        return new Invoke(EXPORT, List.of(Value.i32(index)), deadline, false, replyTo);
                    },
                    requests,
                    instances * CALLS_PER_INSTANCE,
                    true);
            LoadDriver.start(system.actorSystem(), pool.ref(), load, (index, answer, nanos) -> {
                tally.add(answer, nanos);
                verdict.add(index, answer, kinds.get(index).isRight(answer, documents.isRight(index)));
                progress.step();
            }).get();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        var status = PoolCommand.settled(pool);
        console.out().println(verdict);
        console.out().printf(Locale.ROOT, "Pool      %d of %d instances healthy, %,d replaced on the way%n",
                status.healthy(), status.instances(), status.counts().restarts());
        console.out().printf(Locale.ROOT, "Time      %.2f s, %,.0f documents a second; latency %s p50, %s p99, %s max%n", seconds,
                requests / seconds, LoadReport.millis(tally.percentileMillis(50)), LoadReport.millis(tally.percentileMillis(99)),
                LoadReport.millis(tally.maxMillis()));
        boolean good = verdict.isPerfect() && status.healthy() == status.instances() && status.counts().answers() == requests;
        console.out().println(good ? "\nEvery request got its one answer, and the pool is healthy." : "\nNot as it should be.");
        return good;
    }
}
