package dev.troupe.tests.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What workloads are run in. Each says by itself whether it is on this machine. */
enum Contestant {
    V8("V8") {
        @Override
        Optional<String> version() {
            return output(node(), "-p", "'V8 ' + process.versions.v8 + ' in node ' + process.version");
        }

        @Override
        List<String> runner(Workload workload, Path scratch) throws IOException {
            return List.of(node(), "--no-warnings", resource("runner.mjs", scratch).toString());
        }
    },
    TROUPE("Troupe") {
        @Override
        Optional<String> version() {
            return Optional.of("Troupe " + Optional.ofNullable(dev.troupe.engine.Engine.class.getPackage().getImplementationVersion())
                    .orElse("of this checkout"));
        }

        @Override
        List<String> runner(Workload workload, Path scratch) {
            return java(List.of(), "TroupeRunner", "engine", "asm", "slf4j-api");
        }
    },
    /** Compiled ahead of time, in a JVM that starts from what it kept of one run before. */
    TROUPE_AOT("Troupe, AOT cache") {
        @Override
        Optional<String> version() {
            return TROUPE.version().map(version -> version + " with an AOT cache of one run");
        }

        @Override
        void prepare(Workload workload, Path scratch, List<String> arguments) throws IOException {
            var java = AotCache.java(classPath("engine", "asm", "slf4j-api"), scratch);
            AotCache.compile(java, workload.module(), scratch);
            AotCache.record(runner(java, scratch), arguments, scratch);
        }

        @Override
        List<String> runner(Workload workload, Path scratch) throws IOException {
            var command = runner(AotCache.java(classPath("engine", "asm", "slf4j-api"), scratch), scratch);
            command.add(1, AotCache.option(scratch));
            return command;
        }

        private List<String> runner(List<String> java, Path scratch) {
            var command = new ArrayList<>(java);
            command.addAll(List.of("-Dtroupe.jar=" + AotCache.module(scratch), RUNNERS + "TroupeRunner"));
            return command;
        }
    },
    ENDIVE("Endive") {
        @Override
        Optional<String> version() {
            return jar("compiler", "run.endive.compiler.MachineFactoryCompiler").map(version -> "Endive compiler " + version);
        }

        @Override
        List<String> runner(Workload workload, Path scratch) {
            return java(List.of(), "EndiveRunner", "endive", "asm");
        }
    },
    /** With the Graal compiler in place of C2, which takes two flags. */
    GRAALWASM("GraalWasm") {
        @Override
        Optional<String> version() {
            return GRAALWASM_STOCK.version().filter(_ -> !GRAAL.isEmpty()).map(version -> version + " with Graal through JVMCI");
        }

        @Override
        List<String> runner(Workload workload, Path scratch) {
            return graalWasm("-XX:+UnlockExperimentalVMOptions", "-XX:+EnableJVMCI", "--upgrade-module-path",
                    String.join(File.pathSeparator, GRAAL));
        }
    },
    /** As it runs in a stock JDK: interpreted. */
    GRAALWASM_STOCK("GraalWasm without Graal") {
        @Override
        Optional<String> version() {
            return jar("truffle-api", "com.oracle.truffle.api.Truffle").map(version -> "GraalWasm " + version);
        }

        @Override
        List<String> runner(Workload workload, Path scratch) {
            return graalWasm("-Dpolyglot.engine.WarnInterpreterOnly=false");
        }
    },
    NATIVE("native") {
        @Override
        Optional<String> version() {
            return output("gcc", "--version").map(text -> text.lines().findFirst().orElse("gcc") + " -O2");
        }

        @Override
        boolean takes(Workload workload) {
            return workload.source() != null && Files.exists(workload.source());
        }

        @Override
        List<String> runner(Workload workload, Path scratch) throws IOException {
            var program = scratch.resolve(workload.source().getFileName() + ".native");
            if (!Files.exists(program)) {
                var source = workload.source().toString();
                var object = program + ".o";
                run("gcc", "-O2", "-fno-strict-aliasing", "-w", "-Dmain=guest_main", "-c", source, "-o", object);
                run("gcc", "-O2", "-o", program.toString(), resource("native.c", scratch).toString(), object, "-lm");
            }
            return List.of(program.toString());
        }
    };

    private static final String RUNNERS = "dev.troupe.tests.benchmarks.runners.";
    private static final Predicate<String> GRAAL_MODULE = entry -> entry.contains("graalvm") && entry.endsWith(".jar");
    /** The compiler, where it is on the class path: the JDK's own JVMCI lets it replace C2. */
    private static final List<String> GRAAL = classPath().stream().filter(GRAAL_MODULE)
            .filter(entry -> entry.contains("graalvm/compiler")).toList();

    final String title;

    Contestant(String title) {
        this.title = title;
    }

    /** All but those that only make sense beside another. */
    static List<Contestant> usual() {
        return Arrays.stream(values()).filter(engine -> engine != TROUPE_AOT).toList();
    }

    /** Its version, empty if it is not here. */
    abstract Optional<String> version();

    /** Whether it can be asked to run that at all. */
    boolean takes(Workload workload) {
        return true;
    }

    /** Does once, before a workload is measured, what needs not be done at each start. */
    void prepare(Workload workload, Path scratch, List<String> arguments) throws IOException {}

    /** The command to which the runner's arguments are appended. */
    abstract List<String> runner(Workload workload, Path scratch) throws IOException;

    private static String node() {
        return Optional.ofNullable(System.getenv("TROUPE_NODE")).orElse("node");
    }

    private static Path resource(String name, Path scratch) throws IOException {
        var target = scratch.resolve(name);
        try (var resource = Contestant.class.getResourceAsStream("/benchmarks/" + name)) {
            Files.copy(resource, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }

    /** A JVM under default flags with those entries of the class path that contain one of the words, and the runners. */
    private static List<String> java(List<String> flags, String runner, String... words) {
        var command = new ArrayList<String>();
        command.add(AotCache.JAVA);
        command.addAll(flags);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath(words)), RUNNERS + runner));
        return command;
    }

    private static List<String> classPath(String... words) {
        return classPath().stream()
                .filter(entry -> entry.endsWith("test-classes") || Arrays.stream(words).anyMatch(entry::contains)).toList();
    }

    private static List<String> classPath() {
        var path = System.getProperty("surefire.real.class.path", System.getProperty("java.class.path"));
        return List.of(System.getProperty("surefire.test.class.path", path).split(File.pathSeparator));
    }

    private static List<String> graalWasm(String... flags) {
        var modules = classPath().stream().filter(GRAAL_MODULE.and(entry -> !GRAAL.contains(entry))).toList();
        var all = new ArrayList<>(List.of(flags));
        all.addAll(List.of("--module-path", String.join(File.pathSeparator, modules)));
        all.addAll(List.of("--add-modules", "org.graalvm.polyglot,org.graalvm.wasm"));
        return java(all, "GraalWasmRunner");
    }

    /** The version in the name of the jar that has that class. */
    private static Optional<String> jar(String artifact, String type) {
        var resource = Contestant.class.getClassLoader().getResource(type.replace('.', '/') + ".class");
        return Optional.ofNullable(resource).map(url -> url.getPath().replaceFirst("!.*", "").replaceFirst(".*/" + artifact + "-", "")
                .replaceFirst("\\.jar$", ""));
    }

    private static Optional<String> output(String... command) {
        try {
            var process = new ProcessBuilder(command).start();
            var text = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static void run(String... command) throws IOException {
        if (output(command).isEmpty()) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }
}
