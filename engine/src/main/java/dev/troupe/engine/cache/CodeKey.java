package dev.troupe.engine.cache;

import dev.troupe.engine.compile.CompileOptions;
import dev.troupe.engine.module.Feature;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that generated code depends on, one thing a line: the module, the engine that made it, the features and the options it was compiled
 * with. Code is used only where the whole text is the same.
 *
 * @param module the SHA-256 digest of the module's bytes
 */
record CodeKey(String module, String text) {
    /** Raised when files are laid out anew. */
    private static final int FORMAT = 1;

    static CodeKey of(String module, Set<Feature> features, CompileOptions options) {
        var text = new StringBuilder();
        line(text, "format", String.valueOf(FORMAT));
        line(text, "module", module);
        line(text, "engine", EngineFingerprint.get());
        line(text, "features", String.join(" ", new TreeSet<>(features).stream().map(Feature::name).toList()));
        line(text, "options", options.code());
        return new CodeKey(module, text.toString());
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(' ').append(value).append('\n');
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A name for a file: the module's digest, and a short one of the rest, which tells variants apart as long as they do not collide. */
    String fileName() {
        var crc = new java.util.zip.CRC32C();
        crc.update(bytes());
        return module + "-" + EngineFingerprint.hex(crc.getValue());
    }
}
