package dev.troupe.engine;

import dev.troupe.engine.module.UnlinkableModuleException;
import dev.troupe.engine.runtime.NotCapturableException;
import dev.troupe.engine.runtime.Snapshot;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.Trap;

/**
 * The state that an instance had when it was {@link Instance#capture captured}: its memories, globals, tables and segments. Others of
 * the same module start from it, without running the module's start function or any other code again.
 *
 * <pre>{@code
 * var first = module.instantiate(imports);
 * first.invoke("_initialize");
 * var template = first.capture();
 * var another = template.instantiate(imports);
 * }</pre>
 *
 * <p>Immutable and thread-safe; keeps the parts of memories that are not zero, once for all. What the first instance took from outside
 * before it was captured (time, random numbers, environment) is in its memory, and so the same in all that start from it.
 */
public final class InstanceTemplate {
    private final CompiledModule module;
    private final Snapshot snapshot;

    private InstanceTemplate(CompiledModule module, Snapshot snapshot) {
        this.module = module;
        this.snapshot = snapshot;
    }

    static InstanceTemplate of(Instance instance) {
        return new InstanceTemplate(instance.module(), alone(instance, () -> instance.state().capture(instance.module().module())));
    }

    private static <T> T alone(Instance instance, java.util.function.Supplier<T> body) {
        int level = instance.store().enter();
        try {
            if (level > 0) {
                throw new NotCapturableException("the instance is in the middle of a call");
            }
            return body.get();
        } catch (OutOfMemoryError e) {
            throw Store.translate(e);
        } finally {
            instance.store().exit(level);
        }
    }

    public CompiledModule module() {
        return module;
    }

    /** How many bytes of memories are kept. */
    public long keptBytes() {
        return snapshot.keptBytes();
    }

    Snapshot snapshot(CompiledModule wanted) {
        if (wanted != module) {
            throw new IllegalArgumentException("the template is of another module");
        }
        return snapshot;
    }

    /** An instance in a store of its own, of a module that imports nothing. */
    public Instance instantiate() {
        return instantiate(Imports.none());
    }

    /** An instance in a store of its own with default limits, or in the store of the given imports if they belong to one. */
    public Instance instantiate(Imports imports) {
        return instantiate(imports, StoreLimits.defaults());
    }

    /** {@link #instantiate(Imports)} with limits, which apply if the store is new. */
    public Instance instantiate(Imports imports, StoreLimits limits) {
        return module.link(imports).instantiate(this, limits);
    }

    /**
     * An instance that starts from the captured state; imports are resolved as for any instance.
     *
     * @throws UnlinkableModuleException if an import is missing or of the wrong type
     * @throws Trap of kind OUT_OF_MEMORY if a limit is too low
     */
    public Instance instantiate(Store store, Imports imports) {
        return module.link(imports).instantiate(this, store);
    }

    /**
     * Puts an instance of the module back to the captured state, whatever has become of it: cheaper than a new one, since its memories
     * are reused if they have the captured size. Its exports and typed functions stay good. Tells the host functions nothing.
     *
     * @throws IllegalArgumentException if it is an instance of another module
     * @throws NotCapturableException if it is in the middle of a call
     * @throws Trap of kind CONCURRENT_USE if another thread is executing in its store; of kind OUT_OF_MEMORY if there is no room, and then
     *     the instance must not be used any more
     */
    public void restore(Instance instance) {
        var captured = snapshot(instance.module());
        alone(instance, () -> {
            instance.state().restore(captured);
            return instance;
        });
    }
}
