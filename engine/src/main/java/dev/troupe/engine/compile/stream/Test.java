package dev.troupe.engine.compile.stream;

/**
 * What keeps a loop going: {@code first != second}, {@code first < second} or {@code first <= second}.
 *
 * @param atEnd whether the loop's last branch asks
 */
public record Test(Relation relation, boolean signed, Affine first, Affine second, boolean atEnd) {
    /** How the two compare. */
    public enum Relation {
        NOT_EQUAL,
        LESS,
        NOT_GREATER
    }
}
