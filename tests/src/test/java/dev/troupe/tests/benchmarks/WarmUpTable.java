package dev.troupe.tests.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How fast programs get fast, in a fresh process: when the first run was done, and how long programs had been running when they first
 * took no more than twice the time of the best run.
 */
final class WarmUpTable {
    private final List<Contestant> engines;
    private final Map<Workload, Map<Contestant, Measurement>> rows = new LinkedHashMap<>();

    WarmUpTable(List<Contestant> engines) {
        this.engines = engines;
    }

    void add(Workload workload, Map<Contestant, Measurement> row) {
        rows.put(workload, row);
    }

    @Override
    public String toString() {
        var text = new StringBuilder(
                "\n### Warm-up\n\nSeconds since the process was started until the module is compiled, until the first run "
                        + "is done, and of running until half of the best run's speed is reached.\n\n");
        text.append(row("workload", engines.stream().map(engine -> engine.title).toList()));
        text.append("|").append("---|".repeat(engines.size() + 1)).append('\n');
        rows.forEach((workload, row) -> {
            var cells = new ArrayList<String>();
            for (var engine : engines) {
                var measurement = row.get(engine);
                cells.add(measurement == null ? "-" : measurement.succeeded() ? cell(measurement) : "failed");
            }
            text.append(row(workload.name(), cells));
        });
        return text.toString();
    }

    private static String cell(Measurement measurement) {
        var first = measurement.runs().getFirst();
        return String.format(Locale.ROOT, "%.2f, %.2f, %.2f", measurement.compiled() / 1e3, (first.begin() + first.millis()) / 1e3,
                untilHalfSpeed(measurement) / 1e3);
    }

    /** The time that all runs took before the first one that was at most twice as long as the best. */
    static double untilHalfSpeed(Measurement measurement) {
        double enough = 2 * measurement.best();
        double spent = 0;
        for (var run : measurement.runs()) {
            if (run.millis() <= enough) {
                break;
            }
            spent += run.millis();
        }
        return spent;
    }

    private static String row(String name, List<String> cells) {
        return "| " + name + " | " + cells.stream().collect(Collectors.joining(" | ")) + " |\n";
    }
}
