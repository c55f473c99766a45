package dev.troupe.engine.module;

/**
 * A range of bytes, {@code start} inclusive to {@code end} exclusive, of an array that nobody changes any more.
 * Positions in errors are indices into {@code bytes}.
 */
public record Slice(byte[] bytes, int start, int end) {
    public static Slice of(byte[] bytes) {
        return new Slice(bytes, 0, bytes.length);
    }

    public int length() {
        return end - start;
    }

    public byte[] toByteArray() {
        return java.util.Arrays.copyOfRange(bytes, start, end);
    }
}
