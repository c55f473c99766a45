package dev.troupe.tests.benchmarks;

import java.nio.file.Path;
import java.util.List;

/**
 * A WASI command to be run again and again, a fresh instance each time.
 *
 * @param group the table it belongs to
 * @param name in the table
 * @param module the file
 * @param source what gcc makes the same program of; null if that is not here
 * @param arguments without the program's name
 * @param check what it must answer
 * @param required how many times V8's time it may take
 */
record Workload(Group group, String name, Path module, Path source, List<String> arguments, Check check, double required) {
    /** The tables of a comparison, in their order. */
    enum Group {
        KERNELS("Kernels of `classic.wasm`"),
        OWN("Our own kernels"),
        SIMD("SIMD kernels"),
        PROGRAMS("Programs");

        final String title;

        Group(String title) {
            this.title = title;
        }
    }
}
