package dev.troupe.engine.validate;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.StorageType;
import dev.troupe.engine.module.VecType;
import java.util.EnumSet;
import java.util.Set;

/** Which features a module may use, by instruction and by type. Immutable. */
final class FeatureGate {
    private final EnumSet<Feature> features;
    private final boolean[] instructions = new boolean[Opcode.values().length];

    FeatureGate(Set<Feature> enabled) {
        features = EnumSet.noneOf(Feature.class);
        features.addAll(enabled);
        for (var opcode : Opcode.values()) {
            instructions[opcode.ordinal()] = features.contains(opcode.feature());
        }
        // The one instruction that both forms of exceptions have.
        instructions[Opcode.THROW.ordinal()] |= features.contains(Feature.LEGACY_EXCEPTIONS);
    }

    boolean has(Feature feature) {
        return features.contains(feature);
    }

    boolean has(Opcode opcode) {
        return instructions[opcode.ordinal()];
    }

    /** What is said of something that a feature is missing for. */
    static String missing(String what, Feature feature) {
        return what + ": the feature " + feature + " is off";
    }

    void require(Feature feature, String what) {
        if (!features.contains(feature)) {
            throw new InvalidModuleException(missing(what, feature));
        }
    }

    /** The feature that a type needs and that is off, or null. */
    Feature missing(StorageType type) {
        var needed = needed(type);
        return features.contains(needed) ? null : needed;
    }

    private static Feature needed(StorageType type) {
        if (type instanceof VecType) {
            return Feature.SIMD;
        }
        if (!(type instanceof RefType ref)) {
            return Feature.MVP;
        }
        return switch (ref.heapType()) {
            case AbstractHeapType.FUNC, AbstractHeapType.EXTERN -> ref.nullable() ? Feature.REFERENCE_TYPES : Feature.FUNCTION_REFERENCES;
            case AbstractHeapType.EXN, AbstractHeapType.NOEXN -> Feature.EXCEPTIONS;
            case AbstractHeapType a -> Feature.GC;
            default -> Feature.FUNCTION_REFERENCES;
        };
    }
}
