package dev.troupe.engine;

import dev.troupe.engine.module.Feature;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Named sets of features, by which an embedder restricts what an {@link Engine} accepts. */
public final class Features {
    /** WebAssembly 1.0 with mutable globals in imports and exports. */
    public static final Set<Feature> WASM_1 = set(EnumSet.of(Feature.MVP, Feature.MUTABLE_GLOBALS));

    public static final Set<Feature> WASM_2 = set(EnumSet.range(Feature.MVP, Feature.SIMD));

    public static final Set<Feature> WASM_3 = set(EnumSet.range(Feature.MVP, Feature.MEMORY64), Feature.LEGACY_EXCEPTIONS);

    /** The language of the threads proposal, which is older than the second version: one memory and one table at most. */
    public static final Set<Feature> THREADS_PROPOSAL = set(EnumSet.of(
            Feature.MVP, Feature.MUTABLE_GLOBALS, Feature.SIGN_EXTENSION, Feature.SATURATING_CONVERSIONS, Feature.MULTI_VALUE,
            Feature.BULK_MEMORY, Feature.THREADS));

    /** Everything that there is a name for. */
    public static final Set<Feature> ALL = set(EnumSet.allOf(Feature.class));

    private Features() {}

    private static Set<Feature> set(EnumSet<Feature> features, Feature... without) {
        features.removeAll(Set.of(without));
        return Collections.unmodifiableSet(features);
    }
}
