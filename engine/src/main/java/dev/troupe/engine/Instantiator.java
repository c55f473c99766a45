package dev.troupe.engine;

import dev.troupe.engine.runtime.Store;

/** One instantiation (spec 4.7.4). */
final class Instantiator {
    Instantiator(CompiledModule module, Store store, Imports imports) {}

    Instance instantiate() {
        throw new UnsupportedOperationException();
    }
}
