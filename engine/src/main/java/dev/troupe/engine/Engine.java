package dev.troupe.engine;

import dev.troupe.engine.binary.ModuleDecoder;
import dev.troupe.engine.binary.ModuleEncoder;
import dev.troupe.engine.compile.CompileOptions;
import dev.troupe.engine.compile.ModuleCompiler;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.ModuleTooLargeException;
import dev.troupe.engine.text.TextParser;
import dev.troupe.engine.validate.ModuleValidator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Compiles modules. Immutable and thread-safe; one engine serves a whole application and needs no closing.
 *
 * <pre>{@code
 * var module = Engine.create().compile(Path.of("add.wasm"));
 * var add = module.instantiate().function("add");
 * int sum = (int) add.call(2, 3)[0];
 * }</pre>
 */
public final class Engine {
    private final Set<Feature> features;
    private final CompileOptions options;

    private Engine(Builder builder) {
        features = builder.features;
        options = builder.options;
    }

    /** An engine with all features this version can compile, lazy compilation and interruption. */
    public static Engine create() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Decodes, validates and compiles a module in the binary format. The array must not be changed afterwards.
     *
     * @throws MalformedModuleException if the bytes are no module
     * @throws InvalidModuleException if the module does not validate, or uses a feature that is off
     * @throws ModuleTooLargeException if it is beyond what the JVM's class format can express
     */
    public CompiledModule compile(byte[] bytes) {
        return compile(ModuleDecoder.decode(bytes, features), bytes);
    }

    /** {@link #compile(byte[])} of a file's contents; a file whose name ends in {@code .wat} is in the text format. */
    public CompiledModule compile(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        return file.toString().endsWith(".wat") ? compileText(bytes) : compile(bytes);
    }

    /**
     * Parses, validates and compiles a module in the text format. Errors name line, column and token.
     *
     * @throws MalformedModuleException if the text is no module
     * @throws InvalidModuleException if the module does not validate, or uses a feature that is off
     */
    public CompiledModule compileText(CharSequence text) {
        return compileText(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** {@link #compileText(CharSequence)} of a text in UTF-8. */
    public CompiledModule compileText(byte[] text) {
        var parsed = TextParser.parseWithPositions(text, features);
        try {
            ModuleValidator.validate(parsed.module(), features);
        } catch (InvalidModuleException e) {
            throw parsed.locate(e);
        }
        return compile(ModuleEncoder.encode(parsed.module()));
    }

    private CompiledModule compile(Module module, byte[] bytes) {
        var context = ModuleValidator.validate(module, features);
        return new CompiledModule(context, bytes, ModuleCompiler.compile(context, options));
    }

    public Set<Feature> features() {
        return features;
    }

    /** Options of an engine; not thread-safe. */
    public static final class Builder {
        private Set<Feature> features = ModuleCompiler.SUPPORTED;
        private CompileOptions options = CompileOptions.DEFAULTS;

        private Builder() {}

        /**
         * The features that modules may use; default: all that the compiler supports.
         *
         * @throws IllegalArgumentException if the compiler lacks one of them
         */
        public Builder features(Set<Feature> value) {
            var missing = new java.util.TreeSet<>(value);
            missing.removeAll(ModuleCompiler.SUPPORTED);
            if (!missing.isEmpty()) {
                throw new IllegalArgumentException("not supported by this version: " + missing);
            }
            features = Set.copyOf(value);
            return this;
        }

        /** Whether running code can be interrupted and have deadlines; default true, costs nothing until it is used. */
        public Builder interruptible(boolean value) {
            options = options.withInterruptible(value);
            return this;
        }

        /** Whether calls are counted against {@code StoreLimits.callDepth}; default false: the Java stack is the limit. */
        public Builder callDepthChecks(boolean value) {
            options = options.withCallDepthChecks(value);
            return this;
        }

        /** Whether all functions are compiled at once; default false: each when it is first called. */
        public Builder eager(boolean value) {
            options = options.withEager(value);
            return this;
        }

        /**
         * The largest JVM method to generate, in bytes; default 8000, beyond which HotSpot compiles nothing. Small values cut nearly
         * every function, which serves tests.
         *
         * @throws IllegalArgumentException below 100
         */
        public Builder methodBytes(int value) {
            if (value < 100) {
                throw new IllegalArgumentException("methods need at least 100 bytes, not " + value);
            }
            options = options.withMethodBytes(value);
            return this;
        }

        public Engine build() {
            return new Engine(this);
        }
    }
}
