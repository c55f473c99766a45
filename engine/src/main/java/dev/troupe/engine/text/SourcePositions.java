package dev.troupe.engine.text;

import java.util.Arrays;

/** Where in a source the instructions of its bodies stand. Filled by the parser in any order, then sorted on first use. */
public final class SourcePositions {
    private final Tokens tokens;
    /** An offset in the code buffer in the upper half, the index of the instruction's token in the lower. */
    private long[] entries = new long[64];
    private int count;
    private boolean sorted;

    SourcePositions(Tokens tokens) {
        this.tokens = tokens;
    }

    void add(int offset, int token) {
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, count * 2);
        }
        entries[count++] = (long) offset << 32 | token;
    }

    /** Line, column and instruction of what covers the offset, such as {@code at line 3, column 7: i32.add}; null if nothing does. */
    synchronized String describe(long offset) {
        if (!sorted) {
            Arrays.sort(entries, 0, count);
            sorted = true;
        }
        int found = Arrays.binarySearch(entries, 0, count, offset << 32 | Integer.MAX_VALUE);
        int index = -found - 2;
        if (index < 0 || index >= count) {
            return null;
        }
        int token = (int) entries[index];
        return tokens.error("", tokens.start(token)).position() + ": "
                + Strings.text(tokens.source, tokens.start(token), tokens.end(token));
    }
}
