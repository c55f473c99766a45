package dev.troupe.tests.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What one process with one workload has shown. Times are in milliseconds, {@code started}, {@code compiled} and the runs' beginnings since
 * the process was started.
 *
 * @param failure why there is no figure; null if there is one
 * @param started when the runner's own code began
 * @param compiled when the module was ready to be instantiated
 * @param runs each run, in order
 */
record Measurement(String failure, double started, double compiled, List<Run> runs) {
    /**
     * One instance, one execution.
     *
     * @param exit the exit code
     * @param hash of what it printed
     */
    record Run(double begin, double millis, int exit, String hash) {}

    static Measurement failed(String why) {
        return new Measurement(why, Double.NaN, Double.NaN, List.of());
    }

    boolean succeeded() {
        return failure == null;
    }

    double best() {
        return runs.stream().mapToDouble(Run::millis).min().orElse(Double.NaN);
    }

    /** The median of the second half of all runs: the first ones warm up. */
    double median() {
        var later = runs.subList(runs.size() / 2, runs.size()).stream().mapToDouble(Run::millis).sorted().toArray();
        return later.length % 2 == 1 ? later[later.length / 2] : (later[later.length / 2 - 1] + later[later.length / 2]) / 2;
    }

    /**
     * Starts a runner and waits for it. A wrong answer in any run is a failure, and so is an end before the first run is complete.
     *
     * @param command prints the lines that {@code runners.RunLog} describes
     * @param output where the runner leaves the guest's output
     * @param limitSeconds after which the process is ended; what is complete by then counts
     */
    static Measurement of(List<String> command, Path output, Check check, double limitSeconds) throws IOException {
        var log = File.createTempFile("runner", ".log");
        var errors = File.createTempFile("runner", ".err");
        Files.deleteIfExists(output);
        try {
            var process = new ProcessBuilder(command).redirectInput(new File("/dev/null")).redirectOutput(log).redirectError(errors)
                    .start();
            boolean ended = process.waitFor((long) (limitSeconds * 1000), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            return read(Files.readAllLines(log.toPath()), ended, limitSeconds, Files.readString(errors.toPath())).checked(output, check);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        } finally {
            log.delete();
            errors.delete();
        }
    }

    private static Measurement read(List<String> lines, boolean ended, double limitSeconds, String errors) {
        double started = Double.NaN;
        double compiled = Double.NaN;
        var runs = new ArrayList<Run>();
        for (var line : lines) {
            var words = line.split(" ");
            switch (words[0]) {
                case "started" -> started = Double.parseDouble(words[1]);
                case "compiled" -> compiled = Double.parseDouble(words[1]);
                case "run" -> {
                    if (words.length == 5) {
                        runs.add(new Run(Double.parseDouble(words[1]), Double.parseDouble(words[2]), Integer.parseInt(words[3]), words[4]));
                    }
                }
                default -> {
                    // what the engine itself prints
                }
            }
        }
        if (!runs.isEmpty()) {
            return new Measurement(null, started, compiled, runs);
        }
        return failed(ended ? firstError(errors) : "no run within %.0f s".formatted(limitSeconds));
    }

    private static String firstError(String errors) {
        return errors.lines().filter(line -> line.matches(".*(Exception|Error|error|Trap).*")).findFirst()
                .or(() -> errors.lines().findFirst())
                .orElse("ended without a run");
    }

    private Measurement checked(Path output, Check check) throws IOException {
        if (!succeeded()) {
            return this;
        }
        var first = runs.getFirst();
        boolean same = runs.stream().allMatch(run -> run.exit() == check.exit() && run.hash().equals(first.hash()));
        if (!same || !Files.exists(output) || !check.output().isRight(Files.readAllBytes(output))) {
            return failed("wrong answer, exit code " + first.exit());
        }
        return this;
    }
}
