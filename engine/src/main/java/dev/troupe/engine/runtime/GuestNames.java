package dev.troupe.engine.runtime;

/**
 * WebAssembly function names as JVM method names, so that Java's profilers and traces show them. The characters that a method name
 * cannot have are replaced by look-alikes, and back.
 */
public final class GuestNames {
    private static final String FORBIDDEN = ".;[/<>";
    private static final String SUBSTITUTES = "\u2024\u037E\u27E6\u2215\u2039\u203A";
    private static final int MAX_LENGTH = 1000;

    private GuestNames() {}

    public static String encode(String name) {
        return replace(name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) : name, FORBIDDEN, SUBSTITUTES);
    }

    public static String decode(String name) {
        return replace(name, SUBSTITUTES, FORBIDDEN);
    }

    private static String replace(String text, String from, String to) {
        var result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int at = from.indexOf(text.charAt(i));
            result.append(at < 0 ? text.charAt(i) : to.charAt(at));
        }
        return result.toString();
    }
}
