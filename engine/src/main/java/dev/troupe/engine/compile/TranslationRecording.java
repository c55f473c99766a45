package dev.troupe.engine.compile;

import dev.troupe.engine.runtime.GuestNames;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import jdk.jfr.FlightRecorder;

/** The events of one class's functions for a flight recording; does nothing if there is none that wants them. */
class TranslationRecording {
    private static final TranslationRecording OFF = new TranslationRecording();

    private TranslationRecording() {}

    static TranslationRecording start(Layout layout) {
        // The first event of a class starts the recorder's machinery, which takes longer than compiling a small module.
        return FlightRecorder.isInitialized() && new FunctionTranslatedEvent().isEnabled() ? new On(layout) : OFF;
    }

    /** A function's translation begins; {@code defined} is its index among those that the module defines. */
    void begin(int defined) {}

    /** It ends. */
    void end() {}

    /** Gives the events to the recording, now that there are the classes, by internal name. */
    void commit(Map<String, byte[]> classes) {}

    private static final class On extends TranslationRecording {
        private final Layout layout;
        /** By method name. */
        private final Map<String, FunctionTranslatedEvent> events = new HashMap<>();
        private FunctionTranslatedEvent current;

        On(Layout layout) {
            this.layout = layout;
        }

        @Override
        void begin(int defined) {
            var module = layout.module();
            int index = module.importedFunctions() + defined;
            current = new FunctionTranslatedEvent();
            current.module = module.names().module().orElse(null);
            current.moduleDigest = layout.digest();
            current.functionIndex = index;
            current.function = GuestNames.decode(layout.methodName(index));
            current.wasmBytes = module.functions().get(defined).body().length();
            events.put(layout.methodName(index), current);
            current.begin();
        }

        @Override
        void end() {
            current.end();
        }

        @Override
        void commit(Map<String, byte[]> classes) {
            sizes(classes).forEach((method, size) -> {
                var name = method.substring(0, method.lastIndexOf('('));
                var event = events.get(events.containsKey(name) ? name : GuestNames.whole(name));
                event.methods++;
                event.bytecodeBytes += size;
                event.largestMethodBytes = Math.max(event.largestMethodBytes, size);
            });
            events.values().forEach(FunctionTranslatedEvent::commit);
        }

        private static Map<String, Integer> sizes(Map<String, byte[]> classes) {
            var sizes = new LinkedHashMap<String, Integer>();
            for (var entry : classes.entrySet()) {
                if (!entry.getKey().contains(Names.FURTHER_CODE + Names.LOCALS)) {
                    sizes.putAll(CodeSizes.of(entry.getValue()));
                }
            }
            return sizes;
        }
    }
}
