package dev.troupe.engine;

import dev.troupe.engine.module.ModuleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Compiles modules ahead of time in a build: {@code java -cp ... dev.troupe.engine.AheadOfTime target/classes add.wasm ...} puts
 * each into the folder of classes under its file's name without the ending, where {@link Engine#load(ClassLoader, String)} finds it.
 * What needs the engine only; {@code troupe compile} does the same and more.
 */
public final class AheadOfTime {
    private AheadOfTime() {}

    /** Ends with an exception, and so with exit code 1, if a module cannot be compiled. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2) {
            throw new IllegalArgumentException("usage: AheadOfTime FOLDER MODULE.wasm...");
        }
        var engine = Engine.create();
        for (var argument : Arrays.asList(arguments).subList(1, arguments.length)) {
            var file = Path.of(argument);
            try {
                engine.compileAhead(Files.readAllBytes(file), file.getFileName().toString().replaceFirst("\\.wasm$", ""),
                        Path.of(arguments[0]));
            } catch (ModuleException e) {
                throw new IOException(file + ": " + e.getMessage(), e);
            }
        }
    }
}
