package dev.troupe.tests.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * Measures workloads in Troupe and, if node is on the path, in V8: one after the other, each in a fresh process under default flags,
 * best of as many runs as fit the time. Prints a table in Markdown.
 */
public final class EngineComparison {
    private static final List<String> FILES = List.of("bench.lua", "bench.js", "bench.py", "sqlite3-shell.wasm", "pylib");
    private final Path data;
    private final Path root;
    private final Path script;
    private final double seconds;
    private final String node;

    private EngineComparison(Path data, Path root, Path script, double seconds) {
        this.data = data;
        this.root = root;
        this.script = script;
        this.seconds = seconds;
        node = version("node", "--version");
    }

    /** Arguments: the seconds for each workload and engine (default 5), then names of workloads (default all). */
    public static void main(String[] arguments) throws IOException {
        double seconds = arguments.length == 0 ? 5 : Double.parseDouble(arguments[0]);
        var names = List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
        var data = System.getenv("TROUPE_TESTDATA");
        if (data == null) {
            System.err.println("TROUPE_TESTDATA names no folder with the programs to run");
            System.exit(2);
        }
        var workloads = Workload.all().stream().filter(workload -> names.isEmpty() || names.contains(workload.name())).toList();
        System.out.print(table(Path.of(data, "wasm"), workloads, seconds));
    }

    static String table(Path data, List<Workload> workloads, double seconds) throws IOException {
        var root = Files.createTempDirectory("benchmarks");
        var script = root.resolve("runner.mjs");
        try (var resource = EngineComparison.class.getResourceAsStream("/benchmarks/runner.mjs")) {
            Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
        }
        var guestRoot = Files.createDirectory(root.resolve("root"));
        for (var file : FILES) {
            if (Files.exists(data.resolve(file))) {
                copy(data.resolve(file), guestRoot.resolve(file));
            }
        }
        return new EngineComparison(data, guestRoot, script, seconds).table(workloads);
    }

    private static void copy(Path source, Path target) throws IOException {
        try (var paths = Files.walk(source)) {
            for (var path : (Iterable<Path>) paths::iterator) {
                Files.copy(path, target.resolve(source.relativize(path).toString()));
            }
        }
    }

    private String table(List<Workload> workloads) throws IOException {
        var text = new StringBuilder();
        text.append("JDK ").append(Runtime.version()).append(", node ").append(node == null ? "not found" : node).append(", ")
                .append(Runtime.getRuntime().availableProcessors()).append(" processors, ").append(seconds).append(" s each\n\n");
        text.append("| workload | Troupe, ms | V8, ms | ratio |\n|---|---|---|---|\n");
        var ratios = new ArrayList<Double>();
        for (var workload : workloads) {
            var troupe = measure(java(workload));
            var v8 = node == null
                    ? OptionalDouble.empty()
                    : measure(command(List.of("node", "--no-warnings", script.toString()), workload));
            boolean both = troupe.isPresent() && v8.isPresent();
            if (both) {
                ratios.add(troupe.getAsDouble() / v8.getAsDouble());
            }
            text.append(String.format(Locale.ROOT, "| %s | %s | %s | %s |%n", workload.name(), number(troupe), number(v8),
                    both ? String.format(Locale.ROOT, "%.2f", ratios.getLast()) : "-"));
        }
        if (!ratios.isEmpty()) {
            double geomean = Math.exp(ratios.stream().mapToDouble(Math::log).average().orElseThrow());
            text.append(String.format(Locale.ROOT, "| geomean of %d | | | %.2f |%n", ratios.size(), geomean));
        }
        return text.toString();
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : "failed";
    }

    private List<String> java(Workload workload) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var path = System.getProperty("surefire.real.class.path", System.getProperty("java.class.path"));
        path = System.getProperty("surefire.test.class.path", path);
        return command(List.of(java, "-cp", path, TroupeRunner.class.getName()), workload);
    }

    private List<String> command(List<String> runner, Workload workload) {
        var command = new ArrayList<>(runner);
        command.addAll(List.of(Double.toString(seconds), data.toString(), root.toString(), workload.module()));
        command.addAll(workload.arguments());
        return command;
    }

    private OptionalDouble measure(List<String> command) throws IOException {
        var errors = File.createTempFile("benchmark", ".log");
        var process = new ProcessBuilder(command).redirectError(errors).start();
        process.getOutputStream().close();
        try {
            var output = new String(process.getInputStream().readAllBytes());
            int last = output.lastIndexOf("best ");
            if (process.waitFor(10, TimeUnit.MINUTES) && last >= 0) {
                return OptionalDouble.of(Double.parseDouble(output.substring(last + 5).trim()));
            }
            System.err.println(String.join(" ", command) + ": " + output + Files.readString(errors.toPath()));
            return OptionalDouble.empty();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return OptionalDouble.empty();
        } finally {
            errors.delete();
        }
    }

    private static String version(String... command) {
        try {
            var process = new ProcessBuilder(command).start();
            return process.waitFor() == 0 ? new String(process.getInputStream().readAllBytes()).trim() : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
