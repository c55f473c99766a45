package dev.troupe.engine.text;

/** The kinds of tokens (spec 6.3.1). */
public enum TokenKind {
    OPEN,
    CLOSE,
    /** A word that starts with a lower-case letter; whether anybody knows it is the parser's question. */
    KEYWORD,
    /** An identifier with its {@code $}, plain or quoted. */
    ID,
    STRING,
    /** An unsigned integer. */
    NAT,
    /** An integer with a sign. */
    INT,
    FLOAT,
    /** Characters that form no token of the format. */
    RESERVED,
    /** Where the lexer gave up; {@link Tokens#failure} says why. */
    ERROR,
    END
}
