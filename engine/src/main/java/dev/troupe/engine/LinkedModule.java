package dev.troupe.engine;

import dev.troupe.engine.module.UnlinkableModuleException;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.Trap;
import java.util.Optional;

/**
 * A module with its imports resolved and checked: what is left to do for one more instance is allocating and copying. Immutable; as
 * thread-safe as the host functions that it was given.
 */
public final class LinkedModule {
    private final CompiledModule module;
    private final Linker linked;
    /** The store of imports that belong to one. */
    private final Optional<Store> store;

    LinkedModule(CompiledModule module, Linker linked, Optional<Store> store) {
        this.module = module;
        this.linked = linked;
        this.store = store;
    }

    public CompiledModule module() {
        return module;
    }

    /** An instance in a store of its own with default limits, or in the store of the imports if they belong to one. */
    public Instance instantiate() {
        return instantiate(StoreLimits.defaults());
    }

    /** {@link #instantiate()} with limits, which apply if the store is new. */
    public Instance instantiate(StoreLimits limits) {
        return instantiate(store.orElseGet(() -> Store.create(limits)));
    }

    /**
     * Allocates, initialises and starts an instance (spec 4.7.4) on the calling thread.
     *
     * @throws UnlinkableModuleException if the imports belong to another store
     * @throws Trap if a segment does not fit, the start function traps, or a limit is too low
     */
    public Instance instantiate(Store in) {
        checkStore(in);
        return new Instantiator(module, in, linked).instantiate(null);
    }

    /** An instance in a store of its own, or in that of the imports, that starts from a captured state. */
    public Instance instantiate(InstanceTemplate template, StoreLimits limits) {
        return instantiate(template, store.orElseGet(() -> Store.create(limits)));
    }

    /**
     * An instance that starts from a captured state. No code of the guest runs.
     *
     * @throws IllegalArgumentException if the template is of another module
     * @throws Trap of kind OUT_OF_MEMORY if a limit is too low
     */
    public Instance instantiate(InstanceTemplate template, Store in) {
        checkStore(in);
        return new Instantiator(module, in, linked).instantiate(template.snapshot(module));
    }

    private void checkStore(Store in) {
        if (store.isPresent() && store.get() != in) {
            throw new UnlinkableModuleException("the imports belong to another store");
        }
    }
}
