package dev.troupe.engine;

import java.util.Collection;

/** The instance has no export of the requested name and kind. */
public final class ExportNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ExportNotFoundException(String kind, String name, Collection<String> available) {
        super("no exported " + kind + " \"" + name + "\"; exported are: " + (available.isEmpty() ? "none" : String.join(", ", available)));
    }
}
