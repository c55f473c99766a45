package dev.troupe.engine.text;

import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.Module;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * Parses the text format (spec chapter 6) of WebAssembly 3.0 with threads, wide arithmetic, custom page sizes and legacy
 * exceptions. The result is not validated.
 *
 * <p>A source is one {@code (module ...)} or just its fields. Anything else is a {@link MalformedModuleException} whose message
 * starts with the reference interpreter's words and names line, column and the offending token. Stateless and thread-safe.
 *
 * <p>The features decide only what changed its grammar without new words; all words of all features are always understood.
 */
public final class TextParser {
    private static final Set<Feature> ALL = EnumSet.allOf(Feature.class);

    private TextParser() {}

    public static Module parse(CharSequence source) {
        return parse(source.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Parses a source in UTF-8. */
    public static Module parse(byte[] source) {
        return parse(source, ALL);
    }

    /** Parses a source in UTF-8 as a language with just these features has it. */
    public static Module parse(byte[] source, Set<Feature> features) {
        return parseWithPositions(source, features).module();
    }

    /** Parses a source in UTF-8 and remembers where the instructions stand, for errors that validation finds. */
    public static TextModule parseWithPositions(byte[] source, Set<Feature> features) {
        var in = TokenCursor.of(source);
        boolean inParentheses = in.isForm("module");
        if (inParentheses) {
            in.open();
            in.advance();
        }
        var parser = new ModuleParser(in, features);
        var module = inParentheses ? parser.named() : parser.fields();
        if (inParentheses) {
            in.close();
        }
        if (in.kind() != TokenKind.END) {
            throw in.unexpected();
        }
        return new TextModule(module, parser.positions());
    }

    /** Parses the {@code (module ...)}, or {@code (module definition ...)} of a script, that is next and moves past it. */
    public static Module parseModule(TokenCursor in, Set<Feature> features) {
        in.open();
        in.expectKeyword("module");
        in.acceptKeyword("definition");
        var module = new ModuleParser(in, features).named();
        in.close();
        return module;
    }

    /** Parses fields up to the end of the source, as the inside of a module without a name. */
    public static Module parseFields(TokenCursor in, Set<Feature> features) {
        return new ModuleParser(in, features).fields();
    }
}
