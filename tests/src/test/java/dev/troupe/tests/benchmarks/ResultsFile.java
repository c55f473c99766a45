package dev.troupe.tests.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Measurements that outlive a process, so that a long comparison can be made in pieces. A line each: workload, engine, failure, started,
 * compiled, runs as {@code begin:millis}, separated by tabs.
 */
final class ResultsFile {
    /** Makes a measurement. */
    interface Measuring {
        Measurement measure() throws IOException;
    }

    private final Path file;
    private final Map<String, Measurement> known = new HashMap<>();

    private ResultsFile(Path file) {
        this.file = file;
    }

    /** One that keeps nothing. */
    static ResultsFile none() {
        return new ResultsFile(null);
    }

    static ResultsFile open(Path file) throws IOException {
        var results = new ResultsFile(file);
        if (Files.exists(file)) {
            for (var line : Files.readAllLines(file)) {
                var columns = line.split("\t", -1);
                var runs = Arrays.stream(columns[5].split(" ")).filter(run -> !run.isEmpty()).map(run -> run.split(":"))
                        .map(run -> new Measurement.Run(Double.parseDouble(run[0]), Double.parseDouble(run[1]), 0, "")).toList();
                results.known.put(columns[0] + "\t" + columns[1], new Measurement(columns[2].isEmpty() ? null : columns[2],
                        Double.parseDouble(columns[3]), Double.parseDouble(columns[4]), runs));
            }
        }
        return results;
    }

    /** What is in the file for that workload and engine; else what is measured now, and kept. */
    Measurement get(Workload workload, Contestant engine, Measuring measuring) throws IOException {
        var key = workload.name() + "\t" + engine.name();
        var measurement = known.get(key);
        if (measurement == null) {
            measurement = measuring.measure();
            known.put(key, measurement);
            if (file != null) {
                Files.writeString(file, line(key, measurement), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        }
        return measurement;
    }

    private static String line(String key, Measurement measurement) {
        var failure = measurement.succeeded() ? "" : measurement.failure().replace('\t', ' ');
        var runs = measurement.runs().stream().map(run -> run.begin() + ":" + run.millis()).collect(Collectors.joining(" "));
        return String.join("\t", key, failure, Double.toString(measurement.started()), Double.toString(measurement.compiled()), runs)
                + "\n";
    }
}
