package dev.troupe.tests.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What a JVM learns in one run of a program and keeps for the next ones (JEP 483, JEP 515), all in the run's scratch folder. */
final class AotCache {
    static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private AotCache() {}

    /** A JVM with those entries of a class path; the folders among them as jars, since the cache takes nothing else. */
    static List<String> java(List<String> classPath, Path scratch) throws IOException {
        var entries = new ArrayList<String>();
        for (var entry : classPath) {
            var folder = Path.of(entry);
            entries.add(Files.isDirectory(folder) ? jar(folder, scratch).toString() : entry);
        }
        return new ArrayList<>(List.of(JAVA, "-cp", String.join(File.pathSeparator, entries)));
    }

    private static Path jar(Path folder, Path scratch) throws IOException {
        var jar = scratch.resolve(Integer.toHexString(folder.hashCode()) + ".jar");
        if (!Files.exists(jar)) {
            try (var out = new ZipOutputStream(Files.newOutputStream(jar)); var files = Files.walk(folder)) {
                for (var file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                    out.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace(File.separatorChar, '/')));
                    Files.copy(file, out);
                }
            }
        }
        return jar;
    }

    /** Where {@link #compile} puts the module with its code. */
    static Path module(Path scratch) {
        return scratch.resolve("ahead-of-time.jar");
    }

    static String option(Path scratch) {
        return "-XX:AOTCache=" + scratch.resolve("aot.cache");
    }

    static void compile(List<String> java, Path module, Path scratch) throws IOException {
        var command = new ArrayList<>(java);
        command.addAll(List.of("dev.troupe.engine.AheadOfTime", module(scratch).toString(), module.toString()));
        run(command);
    }

    /** @param arguments of the runner, which makes one run of it */
    static void record(List<String> runner, List<String> arguments, Path scratch) throws IOException {
        var command = new ArrayList<>(runner);
        command.add(1, "-XX:AOTCacheOutput=" + scratch.resolve("aot.cache"));
        command.addAll(arguments);
        command.set(runner.size() + 2, "0");
        run(command);
    }

    private static void run(List<String> command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
