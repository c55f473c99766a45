package dev.troupe.engine;

import jdk.jfr.FlightRecorder;

/** The event of one module for a flight recording; does nothing if there is none that wants it. */
class ModuleRecording {
    private static final ModuleRecording OFF = new ModuleRecording();

    private ModuleRecording() {}

    /** A module's compilation begins. */
    static ModuleRecording start() {
        // The first event of a class starts the recorder's machinery, which takes longer than compiling a small module.
        return FlightRecorder.isInitialized() && new ModuleCompiledEvent().isEnabled() ? new On() : OFF;
    }

    /**
     * It ends.
     *
     * @param keptCode whether code was there before
     * @return the module
     */
    CompiledModule end(CompiledModule compiled, boolean keptCode) {
        return compiled;
    }

    private static final class On extends ModuleRecording {
        private final ModuleCompiledEvent event = new ModuleCompiledEvent();

        On() {
            event.begin();
        }

        @Override
        CompiledModule end(CompiledModule compiled, boolean keptCode) {
            event.end();
            event.module = compiled.module().names().module().orElse(null);
            event.moduleDigest = compiled.digest();
            event.wasmBytes = compiled.bytes().length;
            event.functions = compiled.module().functions().size();
            event.keptCode = keptCode;
            event.commit();
            return compiled;
        }
    }
}
