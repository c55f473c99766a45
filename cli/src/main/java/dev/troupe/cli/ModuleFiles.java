package dev.troupe.cli;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Modules;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.ModuleException;
import dev.troupe.engine.module.UnlinkableModuleException;
import dev.troupe.engine.text.TextParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Modules from files, with errors that name the file. */
final class ModuleFiles {
    private ModuleFiles() {}

    /** Compiles a module in the binary format or, if the file's name ends so, a {@code .wat} in the text format; loads a {@code .jar}. */
    static CompiledModule compile(Path file, Engine engine) throws IOException {
        if (isJar(file)) {
            return engine.load(file);
        }
        return with(file, bytes -> file.toString().endsWith(".wat") ? engine.compileText(bytes) : engine.compile(bytes));
    }

    private static boolean isJar(Path file) {
        return file.toString().endsWith(".jar");
    }

    /** The module in the binary format: the bytes of the file of that name, or what they translate to if it is a {@code .wat}. */
    static byte[] toBinary(String name, byte[] bytes) {
        return name.endsWith(".wat") ? Modules.encode(TextParser.parse(bytes)) : bytes;
    }

    /** Applies {@code use} to the file's bytes, or to those of standard input if the name is {@code -}. */
    static <T> T with(String name, Console console, Function<byte[], T> use) throws IOException {
        return name.equals("-") ? named("standard input", console.in().readAllBytes(), use) : with(Path.of(name), use);
    }

    /** Applies {@code use} to the file's bytes, or to those of the module in a {@code .jar}. */
    static <T> T with(Path file, Function<byte[], T> use) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FailureException(file + " is a directory");
        }
        return named(file.toString(), isJar(file) ? Engine.create().load(file).bytes() : Files.readAllBytes(file), use);
    }

    private static <T> T named(String name, byte[] bytes, Function<byte[], T> use) {
        try {
            return use.apply(bytes);
        } catch (ModuleException e) {
            throw new FailureException(name + ": " + describe(e));
        }
    }

    static String describe(ModuleException exception) {
        return switch (exception) {
            case MalformedModuleException e -> "malformed module: " + e.getMessage();
            case InvalidModuleException e -> "invalid module: " + e.getMessage();
            case UnlinkableModuleException e -> "unlinkable module: " + e.getMessage();
            default -> exception.getMessage();
        };
    }
}
