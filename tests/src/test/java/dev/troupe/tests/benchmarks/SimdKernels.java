package dev.troupe.tests.benchmarks;

import dev.troupe.tests.benchmarks.Workload.Group;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The kernels of {@code simd/simd.c}, one for each line of {@code simd.txt}, which is what each prints. */
final class SimdKernels {
    private static final double LIMIT = 4.0;

    private SimdKernels() {}

    static List<Workload> of(Path sources) {
        var folder = sources.resolve("simd");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try {
            return Files.readAllLines(folder.resolve("simd.txt")).stream().map(line -> kernel(folder, line)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Workload kernel(Path folder, String line) {
        var name = line.substring(0, line.indexOf(':'));
        return new Workload(Group.SIMD, name, folder.resolve("simd.wasm"), null, List.of(name), Check.prints(0, line + "\n"), LIMIT);
    }
}
