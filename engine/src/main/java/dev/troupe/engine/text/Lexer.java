package dev.troupe.engine.text;

import java.util.ArrayList;

/**
 * Cuts a source into tokens (spec 6.2, 6.3). Comments, white space and unknown annotations vanish. The first lexical error
 * becomes the last token, so that the parser reports whichever error comes first in the text.
 */
final class Lexer {
    private static final String ID_PUNCTUATION = "!#$%&'*+-./:<=>?@\\^_`|~";
    private static final boolean[] ID_CHARS = idChars();

    private final byte[] source;
    private int at;

    private Lexer(byte[] source) {
        this.source = source;
    }

    static Tokens tokenize(byte[] source) {
        var lexer = new Lexer(source);
        var tokens = new Tokens(source);
        try {
            lexer.run(tokens);
            tokens.add(TokenKind.END, source.length, source.length);
        } catch (LexicalError e) {
            tokens.fail(e.getMessage(), e.offset);
        }
        return tokens;
    }

    private static final class LexicalError extends RuntimeException {
        private static final long serialVersionUID = 1;
        final int offset;

        LexicalError(String reason, int offset) {
            super(reason, null, false, false);
            this.offset = offset;
        }
    }

    private void run(Tokens tokens) {
        while (true) {
            skipBlank();
            if (at == source.length) {
                return;
            }
            if (atAnnotation()) {
                annotation(tokens);
            } else {
                token(tokens);
            }
        }
    }

    private boolean atAnnotation() {
        return source[at] == '(' && at + 1 < source.length && source[at + 1] == '@';
    }

    private void token(Tokens tokens) {
        int start = at;
        byte c = source[at];
        if (c == '(' || c == ')') {
            at++;
            tokens.add(c == '(' ? TokenKind.OPEN : TokenKind.CLOSE, start, at);
        } else if (c == '"' || isIdChar(c)) {
            tokens.add(word(), start, at);
        } else if (c == ',' || c == ';' || c == '[' || c == ']' || c == '{' || c == '}') {
            at++;
            tokens.add(TokenKind.RESERVED, start, at);
        } else {
            if (c < 0) {
                utf8();
            }
            throw new LexicalError("illegal character", start);
        }
    }

    /** The longest run of identifier characters and strings is one token (spec 6.3.1). */
    private TokenKind word() {
        int start = at;
        int strings = 0;
        int firstString = -1;
        while (at < source.length) {
            if (source[at] == '"') {
                firstString = strings++ == 0 ? at : firstString;
                stringIn(start, source[start] == '$' ? "empty identifier" : null);
            } else if (isIdChar(source[at])) {
                at++;
            } else {
                break;
            }
        }
        if (source[start] == '$') {
            return identifier(start, strings, firstString);
        }
        if (strings == 1 && firstString == start && source[at - 1] == '"' && stringEnd(start) == at) {
            return TokenKind.STRING;
        }
        return strings > 0 ? TokenKind.RESERVED : classify(start, at);
    }

    private TokenKind identifier(int start, int strings, int firstString) {
        if (strings == 0) {
            if (at == start + 1) {
                throw new LexicalError("empty identifier", start);
            }
            return TokenKind.ID;
        }
        if (strings == 1 && firstString == start + 1 && stringEnd(firstString) == at) {
            checkName(firstString, at, "empty identifier", start);
            return TokenKind.ID;
        }
        return TokenKind.RESERVED;
    }

    private void checkName(int start, int end, String ifEmpty, int errorAt) {
        byte[] name = Strings.unescape(source, start, end);
        if (name.length == 0) {
            throw new LexicalError(ifEmpty, errorAt);
        }
        if (!Utf8.isValid(name)) {
            throw new LexicalError("malformed UTF-8 encoding", start);
        }
    }

    private TokenKind classify(int start, int end) {
        byte first = source[start];
        var number = Numbers.classify(source, start, end);
        if (number != TokenKind.RESERVED) {
            return number;
        }
        return first >= 'a' && first <= 'z' ? TokenKind.KEYWORD : TokenKind.RESERVED;
    }

    /** The end of the well-formed string that starts at {@code start}. */
    private int stringEnd(int start) {
        int i = start + 1;
        while (source[i] != '"') {
            i += source[i] == '\\' ? 2 : 1;
        }
        return i + 1;
    }

    /** A string that must be one, or else what is around it has no name. */
    private void stringIn(int start, String ifBroken) {
        try {
            string();
        } catch (LexicalError e) {
            throw ifBroken == null || e.getMessage().startsWith("malformed UTF-8") ? e : new LexicalError(ifBroken, start);
        }
    }

    private void string() {
        int start = at++;
        while (true) {
            if (at == source.length || source[at] == '\n') {
                throw new LexicalError("unclosed string", start);
            }
            byte c = source[at];
            if (c == '"') {
                at++;
                return;
            } else if (c == '\\') {
                at = escape(at);
            } else if (c < 0) {
                utf8();
            } else if (c < 0x20 || c == 0x7F) {
                throw new LexicalError("illegal control character in string literal", at);
            } else {
                at++;
            }
        }
    }

    private int escape(int start) {
        int end = Strings.escapeEnd(source, start);
        if (end < 0) {
            throw new LexicalError("illegal escape", start);
        }
        return end;
    }

    private void utf8() {
        int length = Utf8.sequenceLength(source, at, source.length);
        if (length == 0) {
            throw new LexicalError("malformed UTF-8 encoding", at);
        }
        at += length;
    }

    private void skipBlank() {
        while (at < source.length) {
            byte c = source[at];
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                at++;
            } else if (c == ';' && at + 1 < source.length && source[at + 1] == ';') {
                lineComment();
            } else if (c == '(' && at + 1 < source.length && source[at + 1] == ';') {
                blockComment();
            } else {
                return;
            }
        }
    }

    private void lineComment() {
        while (at < source.length && source[at] != '\n' && source[at] != '\r') {
            if (source[at] < 0) {
                utf8();
            } else {
                at++;
            }
        }
    }

    private void blockComment() {
        int start = at;
        int depth = 0;
        do {
            if (at + 1 >= source.length) {
                throw new LexicalError("unclosed comment", start);
            }
            if (source[at] == '(' && source[at + 1] == ';') {
                depth++;
                at += 2;
            } else if (source[at] == ';' && source[at + 1] == ')') {
                depth--;
                at += 2;
            } else if (source[at] < 0) {
                utf8();
            } else {
                at++;
            }
        } while (depth > 0);
    }

    private void annotation(Tokens tokens) {
        int start = at;
        String name = annotationName(start);
        boolean known = Annotation.isKnown(name);
        var content = new Tokens(source);
        int depth = 0;
        while (true) {
            skipBlank();
            if (at == source.length) {
                throw new LexicalError("unclosed annotation", start);
            }
            if (atAnnotation()) {
                at++;
                content.add(TokenKind.OPEN, at - 1, at);
                depth++;
                continue;
            }
            if (source[at] == '(') {
                depth++;
            } else if (source[at] == ')' && depth-- == 0) {
                break;
            }
            token(content);
        }
        content.add(TokenKind.END, at, at);
        at++;
        if (known) {
            tokens.annotations.computeIfAbsent(tokens.count(), i -> new ArrayList<>()).add(new Annotation(name, start, content));
        }
    }

    private String annotationName(int start) {
        at += 2;
        if (at < source.length && source[at] == '"') {
            int quote = at;
            stringIn(start, "empty annotation id");
            checkName(quote, at, "empty annotation id", start);
            return Strings.text(Strings.unescape(source, quote, at));
        }
        int first = at;
        while (at < source.length && isIdChar(source[at])) {
            at++;
        }
        if (at == first) {
            throw new LexicalError("empty annotation id", start);
        }
        return Strings.text(source, first, at);
    }

    static boolean isIdChar(byte c) {
        return c >= 0 && ID_CHARS[c];
    }

    private static boolean[] idChars() {
        var table = new boolean[128];
        for (char c = '0'; c <= '9'; c++) {
            table[c] = true;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            table[c] = true;
            table[c - 'a' + 'A'] = true;
        }
        for (int i = 0; i < ID_PUNCTUATION.length(); i++) {
            table[ID_PUNCTUATION.charAt(i)] = true;
        }
        return table;
    }
}
