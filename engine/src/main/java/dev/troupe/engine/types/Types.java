package dev.troupe.engine.types;

import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Module;

/** Gives each entry of a module's type index space its canonical type (spec 3.1.2). */
public final class Types {
    private Types() {}

    public static DefType[] canonicalise(Module module) {
        return module.types().stream().map(type -> type.composite() instanceof FuncType func ? DefType.of(func) : null).toArray(DefType[]::new);
    }
}
