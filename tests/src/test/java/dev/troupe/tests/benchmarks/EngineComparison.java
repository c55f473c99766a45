package dev.troupe.tests.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures workloads in all engines that are here: one after the other, each in a fresh process under default flags, best of as many runs
 * as fit the time. Prints tables in Markdown, progress on the standard error.
 */
@Command(
        name = "compare-engines", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Runs the same modules in Troupe and in other engines, and prints a table of ratios.")
public final class EngineComparison implements Callable<Integer> {
    private static final List<String> FILES = List.of("bench.lua", "bench.js", "bench.py", "sqlite3-shell.wasm", "pylib");

    @Parameters(paramLabel = "NAME", description = "workloads, or groups of them (kernels, own, simd, programs); default: all")
    private List<String> names = List.of();

    @Option(names = "--engines", split = ",", description = "of ${COMPLETION-CANDIDATES}; default: all that are here, but troupe_aot")
    private List<Contestant> engines = Contestant.usual();

    @Option(names = "--seconds", description = "for each workload and engine; default ${DEFAULT-VALUE}")
    private double seconds = 5;

    @Option(names = "--limit", description = "seconds after which a process is ended; default ten times --seconds, at least 60")
    private double limit;

    @Option(names = "--required", description = "show what is required beside the ratios")
    private boolean required;

    @Option(names = "--warm-up", description = "show how long programs take to become fast, too")
    private boolean warmUp;

    @Option(names = "--results", description = "keep measurements in that file, and do not repeat those in it")
    private Path results;

    private PrintStream progress = System.err;

    /** {@code --help} tells the options. */
    @SuppressWarnings("checkstyle:RegexpSingleline") // a command's output
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new EngineComparison()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        var workloads = Workloads.find().all().stream().filter(this::chosen).toList();
        if (workloads.isEmpty()) {
            progress.println("nothing to run: TROUPE_TESTDATA names no folder with programs, or the names are unknown");
            return 2;
        }
        System.out.print(compare(workloads));
        return 0;
    }

    /** The short form for tests: no progress, no file. */
    static String table(List<Workload> workloads, List<Contestant> engines, double seconds) throws IOException {
        var comparison = new EngineComparison();
        comparison.engines = engines;
        comparison.seconds = seconds;
        comparison.progress = new PrintStream(PrintStream.nullOutputStream());
        return comparison.compare(workloads);
    }

    private boolean chosen(Workload workload) {
        return names.isEmpty() || names.stream()
                .anyMatch(name -> name.equalsIgnoreCase(workload.name()) || name.equalsIgnoreCase(workload.group().name()));
    }

    private String compare(List<Workload> workloads) throws IOException {
        var present = engines.stream().filter(engine -> engine.version().isPresent()).toList();
        var scratch = Files.createTempDirectory("benchmarks");
        try {
            var root = Files.createDirectory(scratch.resolve("root"));
            for (var file : FILES) {
                Scratch.copy(Workloads.find().data().resolve(file), root.resolve(file));
            }
            var kept = results == null ? ResultsFile.none() : ResultsFile.open(results);
            var table = new ComparisonTable(present, required, seconds);
            var warmUps = new WarmUpTable(present);
            for (var workload : workloads) {
                Map<Contestant, Measurement> row = new LinkedHashMap<>();
                for (var engine : present) {
                    if (engine.takes(workload)) {
                        row.put(engine, kept.get(workload, engine, () -> measure(workload, engine, scratch, root)));
                    }
                }
                table.add(workload, row);
                warmUps.add(workload, row);
            }
            return warmUp ? table.toString() + warmUps : table.toString();
        } finally {
            Scratch.delete(scratch);
        }
    }

    private Measurement measure(Workload workload, Contestant engine, Path scratch, Path root) throws IOException {
        progress.printf("%s in %s: ", workload.name(), engine.title);
        var output = scratch.resolve("output");
        var arguments = new ArrayList<>(List.of("0", Double.toString(seconds), root.toString(), output.toString(),
                workload.check().lastLine() ? "last" : "all", workload.module().toString()));
        arguments.addAll(workload.arguments());
        engine.prepare(workload, scratch, arguments);
        var command = new ArrayList<>(engine.runner(workload, scratch));
        arguments.set(0, Long.toString(System.currentTimeMillis()));
        command.addAll(arguments);
        var measurement = Measurement.of(command, output, workload.check(), limit > 0 ? limit : Math.max(60, seconds * 10));
        progress.println(measurement.succeeded()
                ? "%.2f ms best, %.2f median, %d runs".formatted(measurement.best(), measurement.median(), measurement.runs().size())
                : measurement.failure());
        return measurement;
    }
}
