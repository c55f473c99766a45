package dev.troupe.tests.differential;

import dev.troupe.engine.Modules;
import dev.troupe.engine.module.Feature;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** V8, in a process of its own that serves any number of programs one after another. Not thread-safe. */
final class Reference implements AutoCloseable {
    /** The features of which some engines at hand are too old, each with a module that needs it. */
    private static final Map<Feature, String> PROBES = new EnumMap<>(Map.of(
            Feature.SIMD, "(module (func (drop (v128.const i64x2 0 0))))",
            Feature.TAIL_CALLS, "(module (func $f (return_call $f)))",
            Feature.FUNCTION_REFERENCES, "(module (func $f (result (ref func)) (ref.func $f)) (export \"f\" (func $f)))",
            Feature.GC, "(module (rec (type $s (struct (field i8)))) (func (drop (struct.new_default $s))))",
            Feature.EXCEPTIONS, "(module (tag $t) (func (block $b (result exnref) (try_table (catch_all_ref $b)) (ref.null exn)) (drop)))",
            Feature.LEGACY_EXCEPTIONS, "(module (tag $t) (func (try (do) (catch_all (rethrow 0)))))",
            Feature.MULTI_MEMORY, "(module (memory 1) (memory 1))",
            Feature.MEMORY64, "(module (memory i64 1) (table i64 1 funcref))",
            Feature.THREADS, "(module (memory 1) (func (drop (i32.atomic.load (i32.const 0)))))"));
    private static final Set<Feature> ALWAYS = EnumSet.of(
            Feature.MVP, Feature.SIGN_EXTENSION, Feature.SATURATING_CONVERSIONS, Feature.MULTI_VALUE, Feature.MUTABLE_GLOBALS,
            Feature.REFERENCE_TYPES, Feature.BULK_MEMORY);

    private final Process process;
    private final BufferedReader in;
    private final BufferedWriter out;
    private final Path script;

    private Reference(Path script, Process process) {
        this.script = script;
        this.process = process;
        in = process.inputReader(StandardCharsets.UTF_8);
        out = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts the node that {@code TROUPE_NODE} names, or the one on the path; empty if there is none. */
    static Optional<Reference> start() throws IOException {
        var node = Optional.ofNullable(System.getenv("TROUPE_NODE")).orElse("node");
        var script = Files.createTempFile("reference", ".mjs");
        try (var source = Reference.class.getResourceAsStream("reference.mjs")) {
            Files.write(script, source.readAllBytes());
        }
        try {
            var command = List.of(node, "--expose-gc", "--stack-size=4000", script.toString());
            var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            return Optional.of(new Reference(script, builder.start()));
        } catch (IOException e) {
            Files.delete(script);
            return Optional.empty();
        }
    }

    /** The features that programs for this reference may use. */
    Set<Feature> features() {
        var features = EnumSet.copyOf(ALWAYS);
        PROBES.forEach((feature, text) -> {
            if (ask("probe " + base64(Modules.assemble(text))).equals("true")) {
                features.add(feature);
            }
        });
        return features;
    }

    /** The outcome of each call, then the state at the end; or only "invalid" and why. */
    List<String> run(Program program) {
        send(program);
        return receive();
    }

    /** The first half of {@link #run}: the reference works while the caller does something else. */
    void send(Program program) {
        var calls = program.calls().stream().map(Program.Call::toString).collect(Collectors.joining(";"));
        send("run " + base64(program.bytes()) + " " + calls);
    }

    List<String> receive() {
        return Arrays.stream(line().split(";", -1)).map(Outcome::normal).toList();
    }

    private String ask(String line) {
        send(line);
        return line();
    }

    private void send(String line) {
        try {
            out.write(line);
            out.newLine();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() {
        try {
            var line = in.readLine();
            if (line == null) {
                throw new IllegalStateException("the reference engine has ended");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public void close() throws IOException {
        out.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(script);
    }
}
