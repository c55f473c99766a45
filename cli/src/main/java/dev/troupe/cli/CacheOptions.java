package dev.troupe.cli;

import dev.troupe.engine.Engine;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where generated code is kept, for the commands that compile modules. */
final class CacheOptions {
    /** Set by the launcher: the folder to use if nothing is said. Without it there is none. */
    static final String DEFAULT_FOLDER = "troupe.cache";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--cache-dir", paramLabel = "DIR",
            description = "Keep generated code in this folder, for the next time"
                    + " (default: $XDG_CACHE_HOME/troupe/code, else ~/.cache/troupe/code).")
    private Path folder;

    @Option(names = "--cache-size", paramLabel = "SIZE", converter = ByteSizeConverter.class,
            description = "What it may take in all; modules used least recently go first (default: 512MiB).")
    private long bytes = Engine.CODE_CACHE_BYTES;

    @Option(names = "--no-cache", description = "Neither look for generated code on disk nor keep it.")
    private boolean off;

    /** An engine with these options. Says it on standard error if the folder cannot be used. */
    Engine engine(Console console) {
        return engine(console, Engine.builder());
    }

    /** {@link #engine(Console)} with more options. */
    Engine engine(Console console, Engine.Builder options) {
        if (folder != null && folder.toString().isEmpty()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--cache-dir names no folder");
        }
        var used = folder();
        if (used == null) {
            return options.build();
        }
        var engine = options.codeCache(used, bytes).build();
        engine.codeCacheProblem().ifPresent(problem -> console.err().println("troupe: code cache " + used + " is not used: " + problem));
        return engine;
    }

    private Path folder() {
        if (off) {
            return null;
        }
        var usual = System.getProperty(DEFAULT_FOLDER, "");
        return folder != null || usual.isEmpty() ? folder : Path.of(usual);
    }
}
