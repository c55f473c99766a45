package dev.troupe.engine.text;

/**
 * An annotation {@code (@name ...)} that means something to us (spec 6.3.5); all others are dropped by the lexer.
 *
 * @param offset where it starts in the source
 * @param content the tokens between its name and its closing parenthesis
 */
record Annotation(String name, int offset, Tokens content) {
    static final String CUSTOM = "custom";
    static final String NAME = "name";
    static final String BRANCH_HINT = "metadata.code.branch_hint";

    static boolean isKnown(String name) {
        return name.equals(CUSTOM) || name.equals(NAME) || name.equals(BRANCH_HINT);
    }
}
