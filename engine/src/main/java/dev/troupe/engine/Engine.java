package dev.troupe.engine;

import dev.troupe.engine.binary.ModuleDecoder;
import dev.troupe.engine.binary.ModuleEncoder;
import dev.troupe.engine.cache.AheadOfTimeCode;
import dev.troupe.engine.cache.CodeCache;
import dev.troupe.engine.cache.ModuleJar;
import dev.troupe.engine.compile.ClassStore;
import dev.troupe.engine.compile.CompileOptions;
import dev.troupe.engine.compile.ModuleCompiler;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.ModuleDigest;
import dev.troupe.engine.module.ModuleJarException;
import dev.troupe.engine.module.ModuleTooLargeException;
import dev.troupe.engine.runtime.GrowthHistory;
import dev.troupe.engine.text.TextParser;
import dev.troupe.engine.validate.ModuleContext;
import dev.troupe.engine.validate.ModuleValidator;
import dev.troupe.engine.validate.TailCallGraph;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    /** How large a code cache may become if nothing else is said: 512 MiB. */
    public static final long CODE_CACHE_BYTES = 512L << 20;

    private final Set<Feature> features;
    private final CompileOptions options;
    private final boolean roomToGrow;
    /** Null if there is none. */
    private final CodeCache cache;

    private Engine(Builder builder) {
        features = builder.features;
        options = builder.options;
        roomToGrow = builder.roomToGrow;
        cache = builder.cache;
    }

    /** An engine with all features this version can compile, lazy compilation and interruption. */
    public static Engine create() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Writes the code that all engines with a {@linkplain Builder#codeCache code cache} have generated and not written yet. Needed only by
     * those who cannot wait until that happens by itself. May be called from any thread.
     */
    public static void flushCodeCaches() {
        CodeCache.flush();
    }

    /**
     * Decodes, validates and compiles a module in the binary format. The array must not be changed afterwards.
     *
     * @throws MalformedModuleException if the bytes are no module
     * @throws InvalidModuleException if the module does not validate, or uses a feature that is off
     * @throws ModuleTooLargeException if it is beyond what the JVM's class format can express
     */
    public CompiledModule compile(byte[] bytes) {
        var recording = ModuleRecording.start();
        if (cache == null) {
            var context = ModuleValidator.validate(ModuleDecoder.decode(bytes, features), features);
            return recording.end(module(context, bytes, ClassStore.NONE, null), false);
        }
        var digest = ModuleDigest.of(bytes);
        var kept = cache.entry(digest, features, options);
        boolean known = kept.isKnown();
        ModuleContext context;
        if (known) {
            context = ModuleValidator.known(ModuleDecoder.decodeKnown(bytes, features), features, new TailCallGraph(kept.tailCalls()));
        } else {
            context = ModuleValidator.validate(ModuleDecoder.decode(bytes, features), features);
            kept.valid(context.tailCalls().callees());
        }
        return recording.end(module(context, bytes, kept, digest), known);
    }

    /** @param digest null if it is not known yet */
    private CompiledModule module(ModuleContext context, byte[] bytes, ClassStore classes, String digest) {
        return new CompiledModule(context, bytes, ModuleCompiler.compile(context, options, classes), digest,
                new GrowthHistory(bytes.length, roomToGrow));
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

    /**
     * Compiles a module ahead of time: the result has all its code and the module itself, and {@link #load} takes it. The same module,
     * engine and options give the same bytes.
     *
     * @param name by which the module is found on a class path: letters, digits, dots, hyphens and underscores
     * @param to a jar to write if the name ends in {@code .jar}, else a folder of classes, made if need be, to put the files into
     * @throws MalformedModuleException if the bytes are no module
     * @throws InvalidModuleException if the module does not validate, or uses a feature that is off
     * @throws IllegalArgumentException if it is no such name
     */
    public void compileAhead(byte[] module, String name, Path to) throws IOException {
        ModuleJar.checkName(name);
        var context = ModuleValidator.validate(ModuleDecoder.decode(module, features), features);
        var classes = new GeneratedClasses();
        ModuleCompiler.compile(context, options.withEagerThreads(0), ClassStore.NONE).generateAll(classes);
        var files = ModuleJar.files(name, module, ModuleDigest.of(module), features, options, context.tailCalls().callees(),
                classes.all);
        if (to.toString().endsWith(".jar")) {
            ModuleJar.writeJar(to, files);
        } else {
            ModuleJar.writeFolder(to, files);
        }
    }

    private record GeneratedClasses(Map<String, byte[]> all) implements ClassStore {
        GeneratedClasses() {
            this(new HashMap<>());
        }

        @Override
        public byte[] find(String name) {
            return null;
        }

        @Override
        public void add(String name, byte[] bytes) {
            all.put(name, bytes);
        }
    }

    /**
     * The module of a jar that {@link #compileAhead} wrote, without compiling or validating it. If another build of the engine wrote it,
     * or one with other features or options, the module in it is compiled as by {@link #compile(byte[])}, and the log says so.
     *
     * <p>A jar is code, to be trusted like any other on the class path. It stays open as long as the module is in use.
     *
     * @throws ModuleJarException if the jar has no module compiled ahead of time, or the module in it is damaged
     * @throws IOException if the file cannot be read, or is no jar
     */
    public CompiledModule load(Path jar) throws IOException {
        return load(AheadOfTimeCode.in(jar), jar.toString());
    }

    /**
     * {@link #load(Path)} of a module on a class path.
     *
     * @param name which {@link #compileAhead} gave it
     * @throws java.io.FileNotFoundException if there is none of that name
     */
    public CompiledModule load(ClassLoader loader, String name) throws IOException {
        return load(AheadOfTimeCode.on(loader, name), name);
    }

    private CompiledModule load(AheadOfTimeCode ahead, String what) {
        if (!ahead.fits(features, options)) {
            log().warn("{} was compiled ahead of time by another engine, or with other options: compiling it again", what);
            return compile(ahead.module());
        }
        var recording = ModuleRecording.start();
        var module = ModuleDecoder.decodeKnown(ahead.module(), features);
        var context = ModuleValidator.known(module, features, new TailCallGraph(ahead.tailCalls()));
        return recording.end(module(context, ahead.module(), ahead, ahead.digest()), true);
    }

    /** No constant, as the first logger of a process costs some 15 ms and most never write a line. */
    private static Logger log() {
        return LoggerFactory.getLogger(Engine.class);
    }

    /** Why the folder given as {@link Builder#codeCache} is not used; empty if it is, or if there is none. The log says so, too. */
    public Optional<String> codeCacheProblem() {
        return cache == null ? Optional.empty() : cache.problem();
    }

    public Set<Feature> features() {
        return features;
    }

    /** Options of an engine; not thread-safe. */
    public static final class Builder {
        private Set<Feature> features = ModuleCompiler.SUPPORTED;
        private CompileOptions options = CompileOptions.DEFAULTS;
        private boolean roomToGrow;
        private CodeCache cache;

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

        /**
         * Whether guest code pays for each instruction out of its store's fuel, so that it stops at the same place wherever it runs; see
         * {@link dev.troupe.engine.runtime.Store#setFuel}. Default false. Code compiled without it is no slower for it.
         */
        public Builder fuel(boolean value) {
            options = options.withFuel(value);
            return this;
        }

        /**
         * Whether memories are given room to grow in place from a module's first instance on; default false: once its instances have spent
         * a good part of their time copying grown memories. For guests that grow to hundreds of megabytes page by page, which copies
         * the whole memory each time. With room, code takes a tenth longer, some half as long again, and memories a quarter more heap;
         * the code is compiled when it is called, whatever {@link #eager} says.
         */
        public Builder roomToGrow(boolean value) {
            roomToGrow = value;
            return this;
        }

        /** Whether all functions are compiled at once; default false: each when it is first called. */
        public Builder eager(boolean value) {
            return eager(value ? 1 : 0);
        }

        /**
         * The same on several threads, this one among them, which {@link Engine#compile} waits for.
         *
         * @param threads 0 for none: each function is compiled when it is first called
         */
        public Builder eager(int threads) {
            if (threads < 0) {
                throw new IllegalArgumentException(threads + " threads");
            }
            options = options.withEagerThreads(threads);
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

        /**
         * Keeps generated code in a folder, so that later processes find it: default none. Modules found there are neither validated nor
         * compiled again. The folder is made if need be; any number of processes may share it. Code is written some seconds after it was
         * generated and when the JVM shuts down.
         *
         * <p>A folder that others can write to is not used, since they could have this JVM execute what they like; the log says so. Nor
         * does anything else that is wrong with the folder or what is in it keep a module from being compiled.
         *
         * @param maxBytes what all files together may take; the modules used least recently go first
         */
        public Builder codeCache(Path folder, long maxBytes) {
            if (maxBytes < 0) {
                throw new IllegalArgumentException("a cache of " + maxBytes + " bytes");
            }
            cache = new CodeCache(folder, maxBytes);
            return this;
        }

        /** {@link #codeCache(Path, long)} of at most {@value #CODE_CACHE_BYTES} bytes. */
        public Builder codeCache(Path folder) {
            return codeCache(folder, CODE_CACHE_BYTES);
        }

        public Engine build() {
            return new Engine(this);
        }
    }
}
