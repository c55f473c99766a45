package dev.troupe.cli;

import dev.troupe.engine.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the launcher runs once after a build, for the JVM to record its ahead-of-time cache by: small guests are run, with an export and as
 * a WASI command, with code that is made and with code from disk; then all are compiled, again and again. All in one process, as a
 * recording is of one. It keeps the classes, each of which costs every start a little, so that other commands are left out; and profiles
 * of methods, with which C2 compiles the engine's own compiler at once and as it should.
 */
public final class Training {
    private static final int ROUNDS = 2;
    /** Of each module, so that the compiler has run often enough for HotSpot to know what is common in it. More gains nothing. */
    private static final int COMPILATIONS = 10;

    private Training() {}

    /** @param arguments the folder of the examples' modules; standard input is the first guest's */
    public static void main(String[] arguments) throws IOException {
        var modules = Path.of(arguments[0]);
        var cache = Files.createTempDirectory("troupe-training");
        System.setProperty(CacheOptions.DEFAULT_FOLDER, cache.toString());
        var console = Console.system();
        int failures = 0;
        try {
            for (int i = 0; i < ROUNDS; i++) {
                failures += Main.execute(console, "run", modules.resolve("markdown-command.wasm").toString());
                failures += Main.execute(console, "run", "--invoke", "alloc", modules.resolve("markdown-library.wasm").toString(), "16");
                Engine.flushCodeCaches();
            }
            failures += compile(console, modules, cache.resolve("compiled.jar"));
        } finally {
            delete(cache);
        }
        // The launcher keeps nothing of a recording that failed, and knows only the exit code. Nothing is worth waiting for, as in Main.
        System.exit(failures == 0 ? ExitCode.OK : ExitCode.FAILURE);
    }

    private static int compile(Console console, Path folder, Path to) throws IOException {
        int failures = 0;
        try (var files = Files.list(folder)) {
            for (var module : files.filter(file -> file.toString().endsWith(".wasm")).sorted().toList()) {
                for (int i = 0; i < COMPILATIONS; i++) {
                    failures += Main.execute(console, "compile", module.toString(), "-o", to.toString());
                }
            }
        }
        return failures;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            files.forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        Files.delete(folder);
    }
}
