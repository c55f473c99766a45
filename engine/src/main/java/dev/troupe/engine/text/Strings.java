package dev.troupe.engine.text;

import dev.troupe.engine.module.BinaryWriter;
import java.nio.charset.StandardCharsets;

/** String literals (spec 6.3.3) and their escapes. */
final class Strings {
    private Strings() {}

    static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    static String text(byte[] source, int start, int end) {
        return new String(source, start, end - start, StandardCharsets.UTF_8);
    }

    /** The end of the escape that starts with the backslash at {@code start}, or -1 if it is none. */
    static int escapeEnd(byte[] source, int start) {
        if (start + 1 >= source.length) {
            return -1;
        }
        switch (source[start + 1]) {
            case 't', 'n', 'r', '"', '\'', '\\' -> {
                return start + 2;
            }
            case 'u' -> {
                int close = start + 3;
                while (close < source.length && source[close] != '}') {
                    close++;
                }
                boolean wellFormed = close < source.length
                        && source[start + 2] == '{'
                        && Numbers.isHexDigits(source, start + 3, close)
                        && isScalar(codePoint(source, start + 3, close));
                return wellFormed ? close + 1 : -1;
            }
            default -> {
                boolean hex = start + 2 < source.length
                        && Character.digit(source[start + 1], 16) >= 0
                        && Character.digit(source[start + 2], 16) >= 0;
                return hex ? start + 3 : -1;
            }
        }
    }

    /** The bytes of a well-formed literal that spans {@code start} to {@code end} with its quotes. */
    static byte[] unescape(byte[] source, int start, int end) {
        var out = new BinaryWriter(end - start);
        int i = start + 1;
        while (i < end - 1) {
            if (source[i] != '\\') {
                out.u8(source[i++]);
                continue;
            }
            int next = escapeEnd(source, i);
            switch (source[i + 1]) {
                case 't' -> out.u8('\t');
                case 'n' -> out.u8('\n');
                case 'r' -> out.u8('\r');
                case '"', '\'', '\\' -> out.u8(source[i + 1]);
                case 'u' -> out.bytes(Character.toString((int) codePoint(source, i + 3, next - 1)).getBytes(StandardCharsets.UTF_8));
                default -> out.u8(Character.digit(source[i + 1], 16) << 4 | Character.digit(source[i + 2], 16));
            }
            i = next;
        }
        return out.toByteArray();
    }

    /** A literal for the bytes, with its quotes: printable ASCII as it is, and well-formed UTF-8 too if {@code readable}. */
    static String quote(byte[] bytes, boolean readable) {
        var out = new StringBuilder(bytes.length + 2).append('"');
        int i = 0;
        while (i < bytes.length) {
            int c = bytes[i] & 0xFF;
            int length = readable ? Utf8.sequenceLength(bytes, i, bytes.length) : 1;
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c >= 0x20 && c < 0x7F) {
                out.append((char) c);
            } else if (c >= 0x80 && length > 1) {
                out.append(text(bytes, i, i + length));
                i += length - 1;
            } else {
                out.append(String.format("\\%02x", c));
            }
            i++;
        }
        return out.append('"').toString();
    }

    private static long codePoint(byte[] source, int start, int end) {
        long value = 0;
        for (int i = start; i < end; i++) {
            if (source[i] != '_') {
                value = Math.min(value * 16 + Character.digit(source[i], 16), Integer.MAX_VALUE);
            }
        }
        return value;
    }

    private static boolean isScalar(long codePoint) {
        return codePoint < 0xD800 || codePoint >= 0xE000 && codePoint < 0x110000;
    }
}
