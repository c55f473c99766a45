package dev.troupe.cli;

import dev.troupe.engine.Engine;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Where generated code is kept, for the commands that compile modules. */
final class CacheOptions {
    /** Set by the launcher: the folder to use if nothing is said. Without it there is none. */
    static final String DEFAULT_FOLDER = "troupe.cache";

    private final OptionSpec folder = OptionSpec.builder("--cache-dir")
            .paramLabel("DIR")
            .type(Path.class)
            .converters((ITypeConverter<Path>) Path::of)
            .description("Keep generated code in this folder, for the next time"
                    + " (default: $XDG_CACHE_HOME/troupe/code, else ~/.cache/troupe/code).")
            .build();

    private final OptionSpec bytes = OptionSpec.builder("--cache-size")
            .paramLabel("SIZE")
            .type(long.class)
            .converters(new ByteSizeConverter())
            .initialValue(Engine.CODE_CACHE_BYTES)
            .description("What it may take in all; modules used least recently go first (default: 512MiB).")
            .build();

    private final OptionSpec off = OptionSpec.builder("--no-cache")
            .type(boolean.class)
            .initialValue(false)
            .description("Neither look for generated code on disk nor keep it.")
            .build();

    /** Implemented by commands that have these options beside those of their annotations. */
    interface Owner {
        CacheOptions cacheOptions();
    }

    CommandSpec addTo(CommandSpec command) {
        return command.addOption(folder).addOption(bytes).addOption(off);
    }

    /** An engine with these options. Says it on standard error if the folder cannot be used. */
    Engine engine(Console console) {
        return engine(console, Engine.builder());
    }

    /** {@link #engine(Console)} with more options. */
    Engine engine(Console console, Engine.Builder options) {
        var used = folder();
        if (used == null) {
            return options.build();
        }
        var engine = options.codeCache(used, bytes.<Long>getValue()).build();
        engine.codeCacheProblem().ifPresent(problem -> console.err().println("troupe: code cache " + used + " is not used: " + problem));
        return engine;
    }

    private Path folder() {
        Path chosen = folder.getValue();
        if (chosen != null && chosen.toString().isEmpty()) {
            throw new CommandLine.ParameterException(folder.command().commandLine(), "--cache-dir names no folder");
        }
        if (off.<Boolean>getValue()) {
            return null;
        }
        var usual = System.getProperty(DEFAULT_FOLDER, "");
        return chosen != null || usual.isEmpty() ? chosen : Path.of(usual);
    }
}
