package dev.troupe.engine.script;

import dev.troupe.engine.module.Feature;

/** A command needs a module whose feature the engine does not have. */
final class OutOfScopeException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Feature feature;

    OutOfScopeException(Feature feature) {
        super("needs " + feature, null, false, false);
        this.feature = feature;
    }

    Feature feature() {
        return feature;
    }
}
