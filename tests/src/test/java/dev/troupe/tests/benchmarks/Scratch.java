package dev.troupe.tests.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Trees of files that live as long as a run. */
final class Scratch {
    private Scratch() {}

    /** Copies a file or a folder, if it is there. */
    static void copy(Path source, Path target) throws IOException {
        if (Files.exists(source)) {
            try (var paths = Files.walk(source)) {
                for (var path : (Iterable<Path>) paths::iterator) {
                    Files.copy(path, target.resolve(source.relativize(path).toString()));
                }
            }
        }
    }

    static void delete(Path folder) throws IOException {
        List<Path> found;
        try (var paths = Files.walk(folder)) {
            found = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (var path : found) {
            path.toFile().setWritable(true);
            path.getParent().toFile().setWritable(true);
            Files.delete(path);
        }
    }
}
