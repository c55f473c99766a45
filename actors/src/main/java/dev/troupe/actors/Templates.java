package dev.troupe.actors;

import dev.troupe.engine.Instance;
import dev.troupe.engine.InstanceTemplate;
import dev.troupe.engine.runtime.NotCapturableException;
import dev.troupe.engine.wasi.Wasi;

/**
 * The state from which a pool's instances start, once the first of them has been initialised and captured; those that are being
 * initialised at that moment go on with it. Shared by the instances' threads.
 */
final class Templates {
    private final boolean wanted;
    private volatile InstanceTemplate template;

    Templates(boolean wanted) {
        this.wanted = wanted;
    }

    /** What to start from; null if there is nothing yet, or nothing is wanted. */
    InstanceTemplate present() {
        return template;
    }

    /**
     * Captures an instance that has been initialised, if it is the first.
     *
     * @param wasi its WASI, or null
     * @throws NotCapturableException if it cannot be captured; no other one could
     */
    void offer(Instance instance, Wasi wasi) {
        if (!wanted || template != null) {
            return;
        }
        if (wasi != null && !wasi.isAsGranted()) {
            throw new NotCapturableException("the guest has opened or closed files while it was initialised");
        }
        template = instance.capture();
    }
}
