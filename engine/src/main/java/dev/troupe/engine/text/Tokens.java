package dev.troupe.engine.text;

import dev.troupe.engine.module.MalformedModuleException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** All tokens of one source, as parallel arrays. Filled by {@link Lexer}, then never changed but for a lazy table of lines. */
final class Tokens {
    final byte[] source;
    /** Known annotations by the index of the token they stand before. */
    final TreeMap<Integer, List<Annotation>> annotations = new TreeMap<>();
    private byte[] kinds = new byte[64];
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int count;
    private String failure;
    private int[] lineStarts;

    private static final TokenKind[] KINDS = TokenKind.values();

    Tokens(byte[] source) {
        this.source = source;
    }

    void add(TokenKind kind, int start, int end) {
        if (count == kinds.length) {
            kinds = Arrays.copyOf(kinds, count * 2);
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        kinds[count] = (byte) kind.ordinal();
        starts[count] = start;
        ends[count] = end;
        count++;
    }

    void fail(String reason, int offset) {
        failure = reason;
        add(TokenKind.ERROR, offset, offset);
    }

    int count() {
        return count;
    }

    /** The kind of a token; past the last one {@link TokenKind#END}, or {@link TokenKind#ERROR} if the lexer failed. */
    TokenKind kind(int index) {
        return KINDS[kinds[Math.min(index, count - 1)]];
    }

    int start(int index) {
        return starts[Math.min(index, count - 1)];
    }

    int end(int index) {
        return ends[Math.min(index, count - 1)];
    }

    /** Why the lexer stopped, or null. */
    String failure() {
        return failure;
    }

    /** The line of an offset, from 1. */
    int line(int offset) {
        if (lineStarts == null) {
            lineStarts = IntStream.concat(
                    IntStream.of(0),
                    IntStream.range(0, source.length).filter(i -> source[i] == '\n').map(i -> i + 1))
                    .toArray();
        }
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    MalformedModuleException error(String reason, int offset) {
        int column = 1;
        for (int i = offset - 1; i >= 0 && source[i] != '\n'; i--) {
            if ((source[i] & 0xC0) != 0x80) {
                column++;
            }
        }
        return MalformedModuleException.atLine(reason, line(offset), column);
    }
}
