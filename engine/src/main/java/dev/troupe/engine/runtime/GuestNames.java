package dev.troupe.engine.runtime;

/**
 * WebAssembly function names as JVM method names, so that Java's profilers and traces show them. The characters that a method name
 * cannot have are replaced by look-alikes, and back.
 */
public final class GuestNames {
    /** What stands before the number of a part. */
    private static final char PART = '\u2056';

    private static final String FORBIDDEN = ".;[/<>" + PART;
    private static final String SUBSTITUTES = "\u2024\u037E\u27E6\u2215\u2039\u203A\u2E2B";
    private static final int MAX_LENGTH = 1000;

    private GuestNames() {}

    public static String encode(String name) {
        return replace(name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) : name, FORBIDDEN, SUBSTITUTES);
    }

    public static String decode(String name) {
        return replace(name, SUBSTITUTES, FORBIDDEN);
    }

    /** The method name of a part of a function that did not fit one method. */
    public static String part(String encodedName, int number) {
        return encodedName + PART + number;
    }

    /** Whether a method is a part of a function; the function's own method is further out on the stack. */
    static boolean isPart(String methodName) {
        int at = methodName.lastIndexOf(PART);
        return at >= 0 && at + 1 < methodName.length() && methodName.chars().skip(at + 1).allMatch(Character::isDigit);
    }

    /** The function's name without the part's number. */
    public static String whole(String methodName) {
        return isPart(methodName) ? methodName.substring(0, methodName.lastIndexOf(PART)) : methodName;
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
