package dev.troupe.tests.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * A WASI command to be run again and again.
 *
 * @param name in the table
 * @param module file name in the data folder's {@code wasm}
 * @param arguments without the program's name
 */
record Workload(String name, String module, List<String> arguments) {
    private static final List<String> KERNELS = List.of(
            "fib", "ack", "tak", "sieve", "nbody", "fannkuch", "spectral", "mandel", "trees", "queens", "matmul", "sha256", "crc32",
            "qsort",
            "string", "vm", "icall", "mem", "i64");

    /** Nineteen small programs in one module of C. */
    static List<Workload> kernels() {
        return KERNELS.stream().map(kernel -> new Workload(kernel, "classic.wasm", List.of(kernel))).toList();
    }

    static List<Workload> programs() {
        return List.of(
                new Workload("Lua 5.4", "lua54.wasm", List.of("/bench.lua")),
                new Workload("QuickJS", "quickjs.wasm", List.of("/bench.js")),
                new Workload("SQLite speedtest1", "sqlite-speedtest1.wasm", List.of("--memdb", "--size", "10")),
                new Workload("CPython 3.11", "python311.wasm", List.of("-S", "/bench.py")),
                new Workload("minigzip", "minigzip.wasm", List.of("-c", "/sqlite3-shell.wasm")));
    }

    static List<Workload> all() {
        var all = new ArrayList<>(kernels());
        all.addAll(programs());
        return all;
    }
}
