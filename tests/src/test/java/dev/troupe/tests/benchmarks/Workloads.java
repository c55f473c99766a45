package dev.troupe.tests.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.troupe.tests.benchmarks.Workload.Group;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * All there is to be measured: programs of the folder that {@code TROUPE_TESTDATA} names, as far as they are there, and our own kernels
 * beside their sources in {@code tests/benchmarks/src}. A new kernel is a row in {@link #own} or {@link SimdKernels}.
 */
final class Workloads {
    private static final double KERNEL_LIMIT = 1.5;
    private static final double INTERPRETER_LIMIT = 2.0;
    private static final double PROGRAM_LIMIT = 1.3;
    /** In the order of what {@code classic.wasm all} prints. */
    private static final List<String> CLASSIC = List.of(
            "fib", "ack", "tak", "sieve", "nbody", "fannkuch", "spectral", "mandel", "trees", "queens",
            "matmul", "sha256", "crc32", "qsort", "string", "vm", "icall", "mem", "i64");
    /** Programs of one kernel each. */
    private static final List<String> OWN = List.of(
            "keccak", "x25519", "x25519wide", "blake3", "bigswitch", "bzip", "regex", "markdown", "json", "richards");
    /** The same in Rust, with its collections, strings and traits. */
    private static final List<String> RUST = List.of("bzip", "json", "markdown", "regex");
    /** Small loops in {@code micro.c}. */
    private static final List<String> MICRO = List.of(
            "i32loop", "i64loop", "collatz", "copybytes", "copywords", "copyrecords", "chase", "quicksort", "brtable", "icall8",
            "icall1", "strings", "floats");
    /** Those in {@code choices.c}. */
    private static final List<String> CHOICES = List.of(
            "editdistance", "heapsort", "counting", "bitsieve", "stackmachine", "tablecipher");

    private final Path data;
    private final Path sources;

    /**
     * @param data the folder with {@code classic.wasm} and so on; may be missing
     * @param sources our own kernels
     */
    Workloads(Path data, Path sources) {
        this.data = data;
        this.sources = sources;
    }

    /** What the environment and the working directory (the project's root or its module {@code tests}) lead to. */
    static Workloads find() {
        var named = System.getenv("TROUPE_TESTDATA");
        var sources = Stream.of("tests/benchmarks/src", "benchmarks/src").map(Path::of).filter(Files::isDirectory).findFirst();
        return new Workloads(named == null ? Path.of("missing") : Path.of(named, "wasm"), sources.orElse(Path.of("missing")));
    }

    List<Workload> all() {
        return Stream.of(kernels(), own(), simd(), programs()).flatMap(List::stream).filter(w -> Files.exists(w.module())).toList();
    }

    /** Where the guest's files are copied from. */
    Path data() {
        return data;
    }

    /** Nineteen small programs in one module of C. */
    private List<Workload> kernels() {
        var expected = manifest("classic.wasm", List.of("all")).map(entry -> entry.get("stdout").asText().lines().toList());
        if (expected.isEmpty()) {
            return List.of();
        }
        var source = data.resolve("building/classic/classic.c");
        var kernels = new ArrayList<Workload>();
        for (int i = 0; i < CLASSIC.size(); i++) {
            kernels.add(new Workload(Group.KERNELS, CLASSIC.get(i), data.resolve("classic.wasm"), source, List.of(CLASSIC.get(i)),
                    Check.prints(0, expected.get().get(i) + "\n"), KERNEL_LIMIT));
        }
        return kernels;
    }

    /** Kernels that nobody has tuned the engine for. */
    private List<Workload> own() {
        var programs = OWN.stream().map(name -> own(Group.OWN, name, List.of(), KERNEL_LIMIT));
        var micro = MICRO.stream().map(name -> own(Group.OWN, "micro", List.of(name), KERNEL_LIMIT));
        var choices = CHOICES.stream().map(name -> own(Group.OWN, "choices", List.of(name), KERNEL_LIMIT));
        return Stream.of(programs, RUST.stream().map(this::rust), micro, choices).flatMap(rows -> rows).toList();
    }

    /** {@code rust/NAME.wasm} prints what {@code NAME.txt} says. */
    private Workload rust(String name) {
        var folder = sources.resolve("rust");
        var check = new Check(0, false, actual -> Arrays.equals(actual, Files.readAllBytes(folder.resolve(name + ".txt"))));
        return new Workload(Group.OWN, "rust-" + name, folder.resolve(name + ".wasm"), null, List.of(), check, KERNEL_LIMIT);
    }

    private List<Workload> simd() {
        return SimdKernels.of(sources);
    }

    /** {@code NAME.wasm}, made of {@code NAME.c}, prints what {@code NAME.txt} says; with an argument that argument's line. */
    private Workload own(Group group, String name, List<String> arguments, double limit) {
        var check = new Check(0, false, actual -> {
            var lines = Files.readString(sources.resolve(name + ".txt")).lines()
                    .filter(line -> arguments.isEmpty() || line.startsWith(arguments.getFirst() + ":"));
            return new String(actual, StandardCharsets.UTF_8).equals(lines.map(line -> line + "\n").collect(Collectors.joining()));
        });
        return new Workload(group, arguments.isEmpty() ? name : arguments.getFirst(), sources.resolve(name + ".wasm"),
                sources.resolve(name + ".c"), arguments, check, limit);
    }

    private List<Workload> programs() {
        var programs = new ArrayList<Workload>();
        listed("Lua 5.4", "lua54.wasm", INTERPRETER_LIMIT, "/bench.lua").ifPresent(programs::add);
        listed("QuickJS", "quickjs.wasm", INTERPRETER_LIMIT, "/bench.js").ifPresent(programs::add);
        listed("SQLite speedtest1", "sqlite-speedtest1.wasm", INTERPRETER_LIMIT, "--memdb", "--size", "10", "--verify")
                .ifPresent(programs::add);
        listed("CPython 3.11", "python311.wasm", INTERPRETER_LIMIT, "-S", "/bench.py").ifPresent(programs::add);
        programs.add(new Workload(Group.PROGRAMS, "minigzip", data.resolve("minigzip.wasm"), null, List.of("-c", "/sqlite3-shell.wasm"),
                Check.compresses(data.resolve("sqlite3-shell.wasm")), PROGRAM_LIMIT));
        listed("Kotlin GC mix", "kotlin-gc-mix.wasm", PROGRAM_LIMIT).ifPresent(programs::add);
        return programs;
    }

    /** A program with the answer that the manifest has for these arguments. */
    private Optional<Workload> listed(String name, String module, double limit, String... arguments) {
        return manifest(module, List.of(arguments)).map(entry -> {
            int exit = entry.get("exit").asInt();
            var check = entry.get("check").asText().equals("lastline")
                    ? Check.endsWith(exit, entry.get("lastline").asText())
                    : Check.prints(exit, entry.get("stdout").asText());
            return new Workload(Group.PROGRAMS, name, data.resolve(module), null, List.of(arguments), check, limit);
        });
    }

    private Optional<JsonNode> manifest(String module, List<String> arguments) {
        var file = data.resolve("manifest.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var cases = new JsonMapper().readTree(file.toFile()).get("cases");
            return StreamSupport.stream(cases.spliterator(), false)
                    .filter(entry -> entry.get("module").asText().equals(module))
                    .filter(entry -> StreamSupport.stream(entry.get("args").spliterator(), false).map(JsonNode::asText).toList()
                            .equals(arguments))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
