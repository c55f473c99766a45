package dev.troupe.tests.benchmarks;

import dev.troupe.tests.benchmarks.Workload.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Ratios of best times to those of the first engine (V8, where it is here), the median's in parentheses; lower is better. One table per
 * group of workloads with the geometric mean at its end, and one mean over all.
 */
final class ComparisonTable {
    private final List<Contestant> engines;
    private final boolean required;
    private final double seconds;
    private final Map<Workload, Map<Contestant, Measurement>> rows = new LinkedHashMap<>();

    ComparisonTable(List<Contestant> engines, boolean required, double seconds) {
        this.engines = engines;
        this.required = required;
        this.seconds = seconds;
    }

    void add(Workload workload, Map<Contestant, Measurement> row) {
        rows.put(workload, row);
    }

    private Contestant reference() {
        return engines.getFirst();
    }

    @Override
    public String toString() {
        var text = new StringBuilder(Machine.describe(engines)).append(String.format(Locale.ROOT, "; %s s each%n", trim(seconds)));
        for (var group : Group.values()) {
            var workloads = rows.keySet().stream().filter(workload -> workload.group() == group).toList();
            if (!workloads.isEmpty()) {
                text.append("\n### ").append(group.title).append("\n\n");
                table(text, workloads);
            }
        }
        if (rows.keySet().stream().map(Workload::group).distinct().count() > 1) {
            text.append("\n### All\n\n").append(header());
            text.append(geomean(List.copyOf(rows.keySet())));
        }
        return text.append(failures()).toString();
    }

    private String header() {
        var columns = new ArrayList<>(List.of("workload", reference().title + ", ms"));
        engines.stream().skip(1).forEach(engine -> columns.add(engine.title));
        if (required) {
            columns.add("required");
        }
        return row(columns) + "|" + "---|".repeat(columns.size()) + "\n";
    }

    private void table(StringBuilder text, List<Workload> workloads) {
        text.append(header());
        for (var workload : workloads) {
            var columns = new ArrayList<>(List.of(workload.name(), millis(rows.get(workload).get(reference()))));
            engines.stream().skip(1).forEach(engine -> columns.add(cell(workload, engine)));
            if (required) {
                columns.add(trim(workload.required()));
            }
            text.append(row(columns));
        }
        if (workloads.size() > 1) {
            text.append(geomean(workloads));
        }
    }

    private String cell(Workload workload, Contestant engine) {
        var measurement = rows.get(workload).get(engine);
        var base = rows.get(workload).get(reference());
        if (measurement == null) {
            return "-";
        }
        if (!measurement.succeeded()) {
            return "failed";
        }
        if (base == null || !base.succeeded()) {
            return millis(measurement) + " ms";
        }
        double ratio = measurement.best() / base.best();
        var cell = "%s (%s)".formatted(ratio(ratio), ratio(measurement.median() / base.median()));
        return required && engine == Contestant.TROUPE && ratio > workload.required() ? "**" + cell + "**" : cell;
    }

    /** Over those workloads that both have run; how many follows in parentheses where it is not all of them. */
    private String geomean(List<Workload> workloads) {
        var columns = new ArrayList<>(List.of("geomean of " + workloads.size(), ""));
        for (var engine : engines.subList(1, engines.size())) {
            var ratios = new ArrayList<Double>();
            for (var workload : workloads) {
                var measurement = rows.get(workload).get(engine);
                var base = rows.get(workload).get(reference());
                if (measurement != null && measurement.succeeded() && base != null && base.succeeded()) {
                    ratios.add(measurement.best() / base.best());
                }
            }
            double mean = Math.exp(ratios.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
            columns.add(ratios.isEmpty() ? "-" : ratio(mean) + (ratios.size() < workloads.size() ? " (" + ratios.size() + ")" : ""));
        }
        if (required) {
            columns.add("");
        }
        return row(columns);
    }

    private String failures() {
        var failures = new StringBuilder();
        rows.forEach((workload, row) -> row.forEach((engine, measurement) -> {
            if (!measurement.succeeded()) {
                failures.append("- ").append(workload.name()).append(" in ").append(engine.title).append(": ")
                        .append(measurement.failure()).append('\n');
            }
        }));
        return failures.isEmpty() ? "" : "\nFailed:\n" + failures;
    }

    private static String millis(Measurement measurement) {
        return measurement == null ? "-" : measurement.succeeded() ? String.format(Locale.ROOT, "%.2f", measurement.best()) : "failed";
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value);
    }

    private static String trim(double value) {
        return value == (long) value ? Long.toString((long) value) : Double.toString(value);
    }

    private static String row(List<String> columns) {
        return columns.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
