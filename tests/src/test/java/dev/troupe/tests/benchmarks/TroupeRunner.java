package dev.troupe.tests.benchmarks;

import dev.troupe.engine.Engine;
import dev.troupe.engine.wasi.WasiConfig;
import dev.troupe.engine.wasi.WasiProgram;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Runs one workload in this JVM until the time is up, a fresh instance each time, and prints the best time in milliseconds. Arguments:
 * seconds, data folder, scratch folder that becomes the guest's root, module, guest arguments.
 */
final class TroupeRunner {
    private TroupeRunner() {}

    public static void main(String[] arguments) throws Exception {
        long end = System.nanoTime() + (long) (Double.parseDouble(arguments[0]) * 1e9);
        var module = Engine.create().compile(Path.of(arguments[1], arguments[3]));
        var guest = Arrays.copyOfRange(arguments, 3, arguments.length);
        var config = WasiConfig.defaults()
                .withArguments(guest)
                .withEnvironment("PYTHONPATH", "/pylib")
                .withEnvironment("PYTHONHOME", "/")
                .withEnvironment("PYTHONDONTWRITEBYTECODE", "1")
                .withDirectory(Path.of(arguments[2]), "/")
                .withStdout(OutputStream.nullOutputStream());
        long best = Long.MAX_VALUE;
        do {
            long start = System.nanoTime();
            WasiProgram.run(module, config);
            best = Math.min(best, System.nanoTime() - start);
        } while (System.nanoTime() < end);
        System.out.printf("best %.3f%n", best / 1e6);
    }
}
