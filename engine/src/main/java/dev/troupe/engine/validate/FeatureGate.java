package dev.troupe.engine.validate;

import dev.troupe.engine.module.AbstractHeapType;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.Opcode;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.StorageType;
import dev.troupe.engine.module.VecType;
import java.util.Set;

/** Which features a module may use, by instruction and by type. Immutable. */
final class FeatureGate {
    private final boolean[] features = new boolean[Feature.values().length];
    private final boolean[] instructions = new boolean[Opcode.values().length];

    FeatureGate(Set<Feature> enabled) {
        for (var feature : enabled) {
            features[feature.ordinal()] = true;
        }
        for (var opcode : Opcode.values()) {
            instructions[opcode.ordinal()] = has(opcode.feature());
        }
        // The one instruction that both forms of exceptions have.
        instructions[Opcode.THROW.ordinal()] |= has(Feature.LEGACY_EXCEPTIONS);
    }

    boolean has(Feature feature) {
        return features[feature.ordinal()];
    }

    boolean has(Opcode opcode) {
        return instructions[opcode.ordinal()];
    }

    /** What is said of something that a feature is missing for. */
    static String missing(String what, Feature feature) {
        return what + ": the feature " + feature + " is off";
    }

    void require(Feature feature, String what) {
        if (!has(feature)) {
            throw new InvalidModuleException(missing(what, feature));
        }
    }

    /** The feature that a type needs and that is off, or null. */
    Feature missing(StorageType type) {
        var needed = needed(type);
        return has(needed) ? null : needed;
    }

    private static Feature needed(StorageType type) {
        if (type instanceof VecType) {
            return Feature.SIMD;
        }
        if (!(type instanceof RefType ref)) {
            return Feature.MVP;
        }
        if (!(ref.heapType() instanceof AbstractHeapType heapType)) {
            return Feature.FUNCTION_REFERENCES;
        }
        return switch (heapType) {
            case FUNC, EXTERN -> ref.nullable() ? Feature.REFERENCE_TYPES : Feature.FUNCTION_REFERENCES;
            case EXN, NOEXN -> Feature.EXCEPTIONS;
            default -> Feature.GC;
        };
    }
}
