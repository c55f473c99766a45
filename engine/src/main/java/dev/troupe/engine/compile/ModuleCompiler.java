package dev.troupe.engine.compile;

import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.validate.ModuleContext;
import java.util.Set;

/** Compiles a validated module. */
public final class ModuleCompiler {
    /** The features that compiled code has; all others are rejected by validation. */
    public static final Set<Feature> SUPPORTED = Set.of(
            Feature.MVP,
            Feature.SIGN_EXTENSION,
            Feature.SATURATING_CONVERSIONS,
            Feature.MULTI_VALUE,
            Feature.MUTABLE_GLOBALS,
            Feature.REFERENCE_TYPES,
            Feature.BULK_MEMORY,
            Feature.MULTI_MEMORY,
            Feature.TAIL_CALLS,
            Feature.EXCEPTIONS,
            Feature.LEGACY_EXCEPTIONS,
            Feature.EXTENDED_CONST,
            Feature.SIMD,
            Feature.RELAXED_SIMD,
            Feature.FUNCTION_REFERENCES,
            Feature.GC,
            Feature.THREADS,
            Feature.MEMORY64,
            Feature.WIDE_ARITHMETIC,
            Feature.CUSTOM_PAGE_SIZES);

    private ModuleCompiler() {}

    /** For each global whether only the instance's own code can see it. */
    public static boolean[] privateGlobals(Module module) {
        return Layout.privateGlobals(module);
    }

    /**
     * The code of a validated module.
     *
     * @param store where classes are looked for before they are generated, and kept afterwards
     */
    public static CompiledCode compile(ModuleContext context, CompileOptions options, ClassStore store) {
        return new CodeVariants(context, options, store);
    }
}
