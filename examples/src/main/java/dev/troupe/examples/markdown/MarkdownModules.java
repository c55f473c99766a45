package dev.troupe.examples.markdown;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The bundled modules and documents. */
public final class MarkdownModules {
    /** Names for {@link #document} and {@link #html}. */
    public static final List<String> DOCUMENTS = List.of("readme", "changelog", "recipe", "design", "minutes");

    private MarkdownModules() {}

    /** Exports {@code alloc}, {@code free} and {@code render}; imports nothing. */
    public static byte[] library() {
        return resource("modules/markdown-library.wasm");
    }

    /** A WASI command: Markdown on standard input, HTML on standard output. */
    public static byte[] command() {
        return resource("modules/markdown-command.wasm");
    }

    /** A document in Markdown. */
    public static String document(String name) {
        return new String(resource("documents/" + name + ".md"), StandardCharsets.UTF_8);
    }

    /** The HTML that a document makes. */
    public static String html(String name) {
        return new String(resource("documents/" + name + ".html"), StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) {
        try (var in = MarkdownModules.class.getResourceAsStream("/dev/troupe/examples/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
