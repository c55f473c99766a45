package dev.troupe.tests.differential;

import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Module;
import dev.troupe.engine.module.RecType;
import dev.troupe.engine.module.SubType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the bodies of a generated module may refer to. */
final class Sketch {
    /** A function of the module: what it takes and gives. */
    record Signature(List<Kind> params, List<Kind> results) {
        FuncType type() {
            return FuncType.of(Kind.types(params), Kind.types(results));
        }
    }

    /** The index of the global that bounds how long an exported function runs. */
    static final int FUEL = 0;
    static final int TABLE_ELEMENTS = 16;
    static final int DATA_SEGMENTS = 3;
    static final int DATA_BYTES = 64;
    static final int PASSIVE_ELEMENTS = 1;

    final Module.Builder module = new Module.Builder();
    final Set<Feature> features;
    final Choices choices;
    final List<Signature> functions = new ArrayList<>();
    /** The first of the generated functions in the index space. */
    int firstFunction;
    /** Kinds of the globals from index 1 on. */
    final List<Kind> globals = new ArrayList<>();
    final List<AddressType> memories = new ArrayList<>();
    AddressType table = AddressType.I32;
    /** Whether most traps are avoided, so that the program gets further. */
    final boolean tame;
    final List<List<Kind>> tags = new ArrayList<>();
    Aggregates aggregates;

    Sketch(Set<Feature> features, Choices choices) {
        this.features = features;
        this.choices = choices;
        tame = choices.oneIn(2);
    }

    boolean has(Feature feature) {
        return features.contains(feature);
    }

    /** The index of a function type, which is added at its first use. */
    int typeIndex(FuncType type) {
        int index = 0;
        for (var group : module.recTypes) {
            if (group.types().size() == 1 && group.types().getFirst().composite().equals(type)) {
                return index;
            }
            index += group.types().size();
        }
        module.recTypes.add(new RecType(List.of(SubType.plain(type))));
        return index;
    }

    /** The kinds that locals, blocks and globals may have. */
    List<Kind> kinds() {
        var kinds = new ArrayList<>(Kind.NUMBERS);
        if (!has(Feature.SIMD)) {
            kinds.removeIf(kind -> kind.type == Kind.V128.type);
        }
        if (has(Feature.REFERENCE_TYPES)) {
            kinds.add(Kind.FUNC);
        }
        if (has(Feature.EXCEPTIONS)) {
            kinds.add(Kind.EXN);
        }
        if (has(Feature.GC)) {
            kinds.addAll(Kind.AGGREGATES);
        }
        return kinds;
    }
}
