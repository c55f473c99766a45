package dev.troupe.tests.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where and with what figures were taken. */
final class Machine {
    private Machine() {}

    static String describe(List<Contestant> engines) {
        var jdk = System.getProperty("java.vendor.version", "JDK") + " (" + Runtime.version() + ")";
        var versions = engines.stream().map(engine -> engine.version().orElse(engine.title + " not found"))
                .collect(Collectors.joining(", "));
        return "%s, %d processors, %s %s; %s; %s".formatted(processor(), Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"), System.getProperty("os.arch"), jdk, versions);
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name")).map(line -> line.replaceFirst(".*?: *", "")).findFirst()
                    .orElse("unknown processor");
        } catch (IOException _) {
            return "unknown processor";
        }
    }
}
