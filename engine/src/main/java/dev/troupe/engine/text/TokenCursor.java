package dev.troupe.engine.text;

import dev.troupe.engine.module.MalformedModuleException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A position in a tokenized source: what every recursive-descent parser over the text format reads from, the module parser
 * and the script reader alike. Not thread-safe; {@link #copy()} makes an independent cursor over the same tokens.
 *
 * <p>Every failure is a {@link MalformedModuleException} with line, column and the offending token.
 */
public final class TokenCursor {
    private final Tokens tokens;
    private final Set<Annotation> used;
    private int at;

    private TokenCursor(Tokens tokens, Set<Annotation> used, int at) {
        this.tokens = tokens;
        this.used = used;
        this.at = at;
    }

    /** A cursor at the start of a source in UTF-8. Lexical errors are reported when the cursor meets them. */
    public static TokenCursor of(byte[] source) {
        return over(Lexer.tokenize(source));
    }

    static TokenCursor over(Tokens tokens) {
        return new TokenCursor(tokens, tokens.annotations.isEmpty() ? Set.of() : new HashSet<>(), 0);
    }

    /** A new cursor at the same place, which moves on its own. */
    public TokenCursor copy() {
        return new TokenCursor(tokens, tokens.annotations.isEmpty() ? Set.of() : new HashSet<>(), at);
    }

    Tokens tokens() {
        return tokens;
    }

    int position() {
        return at;
    }

    void moveTo(int position) {
        at = position;
    }

    public TokenKind kind() {
        return tokens.kind(at);
    }

    public TokenKind kind(int ahead) {
        return tokens.kind(at + ahead);
    }

    /** The characters of the current token. */
    public String text() {
        return text(0);
    }

    public String text(int ahead) {
        return Strings.text(tokens.source, tokens.start(at + ahead), tokens.end(at + ahead));
    }

    /** The line of the current token, from 1. */
    public int line() {
        return tokens.line(tokens.start(at));
    }

    public void advance() {
        at++;
    }

    public boolean isKeyword(String word) {
        return isKeyword(0, word);
    }

    public boolean isKeyword(int ahead, String word) {
        if (tokens.kind(at + ahead) != TokenKind.KEYWORD) {
            return false;
        }
        int start = tokens.start(at + ahead);
        if (tokens.end(at + ahead) - start != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (tokens.source[start + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a form that starts with the keyword is next. */
    public boolean isForm(String keyword) {
        return kind() == TokenKind.OPEN && isKeyword(1, keyword);
    }

    public boolean acceptKeyword(String word) {
        boolean found = isKeyword(word);
        if (found) {
            at++;
        }
        return found;
    }

    /** Enters a form that starts with the keyword, if it is next. */
    public boolean acceptForm(String keyword) {
        boolean found = isForm(keyword);
        if (found) {
            at += 2;
        }
        return found;
    }

    public void expectKeyword(String word) {
        if (!acceptKeyword(word)) {
            throw unexpected();
        }
    }

    public void open() {
        expect(TokenKind.OPEN);
    }

    public void close() {
        expect(TokenKind.CLOSE);
    }

    private void expect(TokenKind kind) {
        if (kind() != kind) {
            throw unexpected();
        }
        at++;
    }

    /** The identifier without its {@code $} and escapes, or null if none is next. */
    public String acceptId() {
        return kind() == TokenKind.ID ? nextId() : null;
    }

    String nextId() {
        int start = tokens.start(at) + 1;
        int end = tokens.end(at);
        expect(TokenKind.ID);
        if (tokens.source[start] == '"') {
            return Strings.text(Strings.unescape(tokens.source, start, end));
        }
        return Strings.text(tokens.source, start, end);
    }

    /** The bytes of a string. */
    public byte[] string() {
        int start = tokens.start(at);
        int end = tokens.end(at);
        expect(TokenKind.STRING);
        return Strings.unescape(tokens.source, start, end);
    }

    /** The bytes of all strings up to the next token that is none, concatenated. */
    public byte[] strings() {
        var out = new java.io.ByteArrayOutputStream();
        while (kind() == TokenKind.STRING) {
            out.writeBytes(string());
        }
        return out.toByteArray();
    }

    /** A string that must be UTF-8. */
    public String name() {
        var bytes = string();
        if (!Utf8.isValid(bytes)) {
            throw errorAt("malformed UTF-8 encoding", at - 1);
        }
        return Strings.text(bytes);
    }

    /** An unsigned integer of 32 bits. */
    public int u32() {
        return (int) unsigned(32, "i32 constant out of range");
    }

    /** An unsigned integer of 64 bits. */
    public long u64() {
        return unsigned(64, "i64 constant out of range");
    }

    long unsigned(int bits, String reason) {
        if (kind() != TokenKind.NAT) {
            throw unexpected();
        }
        int start = tokens.start(at);
        int end = tokens.end(at);
        if (end - start == 1) {
            at++;
            return tokens.source[start] - '0';
        }
        var value = Numbers.integer(text());
        if (!Numbers.fitsUnsigned(value, bits)) {
            throw error(reason + ": " + shown());
        }
        at++;
        return value.longValue();
    }

    /** An integer literal, signed or unsigned, of so many bits. */
    public long integer(int bits) {
        if (kind() == TokenKind.FLOAT) {
            throw error("constant out of range: " + shown());
        }
        if (kind() != TokenKind.NAT && kind() != TokenKind.INT) {
            throw unexpected();
        }
        BigInteger value = Numbers.integer(text());
        if (!Numbers.fits(value, bits)) {
            throw error("constant out of range: " + shown());
        }
        at++;
        return value.longValue();
    }

    /** The bits of a 32-bit float literal. */
    public int f32() {
        requireNumber();
        Integer bits = Numbers.f32(text());
        if (bits == null) {
            throw error("constant out of range: " + shown());
        }
        at++;
        return bits;
    }

    /** The bits of a 64-bit float literal. */
    public long f64() {
        requireNumber();
        Long bits = Numbers.f64(text());
        if (bits == null) {
            throw error("constant out of range: " + shown());
        }
        at++;
        return bits;
    }

    private void requireNumber() {
        if (!isNumber()) {
            throw unexpected();
        }
    }

    public boolean isNumber() {
        var kind = kind();
        return kind == TokenKind.NAT || kind == TokenKind.INT || kind == TokenKind.FLOAT;
    }

    /** Moves past the parenthesised form that is next; stops at the end of the source if it is not closed. */
    public void skipForm() {
        int depth = 0;
        do {
            switch (kind()) {
                case OPEN -> depth++;
                case CLOSE -> depth--;
                case END, ERROR -> {
                    return;
                }
                default -> {}
            }
            at++;
        } while (depth > 0);
    }

    /** The error that the current token is not what any form wants here. */
    public MalformedModuleException unexpected() {
        return switch (kind()) {
            case ERROR -> error(tokens.failure());
            case END -> error("unexpected token end of input");
            case RESERVED -> error("unknown operator " + shown());
            case KEYWORD -> error((Keywords.isKnown(text()) ? "unexpected token " : "unknown operator ") + shown());
            default -> error("unexpected token " + shown());
        };
    }

    /** Whether the current token is none that the format knows. */
    boolean isUnknown() {
        return kind() == TokenKind.RESERVED || kind() == TokenKind.ERROR || kind() == TokenKind.KEYWORD && !Keywords.isKnown(text());
    }

    String shown() {
        String text = text();
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }

    /** An error at the current token. */
    public MalformedModuleException error(String reason) {
        return errorAt(reason, at);
    }

    MalformedModuleException errorAt(String reason, int position) {
        return tokens.error(reason, tokens.start(position));
    }

    /** The next unused annotation of that name before the current token, or null. */
    Annotation takeAnnotation(String name) {
        if (tokens.annotations.isEmpty()) {
            return null;
        }
        for (var annotation : tokens.annotations.getOrDefault(at, List.of())) {
            if (annotation.name().equals(name) && used.add(annotation)) {
                return annotation;
            }
        }
        return null;
    }

    /** Annotations between two positions that nobody took. */
    List<Annotation> unusedAnnotations(int from, int to) {
        if (tokens.annotations.isEmpty()) {
            return List.of();
        }
        var result = new ArrayList<Annotation>();
        tokens.annotations.subMap(from, true, to, true).values().forEach(list -> list.stream()
                .filter(a -> !used.contains(a))
                .forEach(result::add));
        return result;
    }

    MalformedModuleException errorAt(String reason, Annotation annotation) {
        return tokens.error(reason, annotation.offset());
    }
}
