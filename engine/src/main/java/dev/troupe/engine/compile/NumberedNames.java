package dev.troupe.engine.compile;

/** Names of a prefix and a number. Those with small numbers, which nearly all code uses, are put together once. Thread-safe. */
final class NumberedNames {
    private static final int KEPT = 64;

    private final String prefix;
    private final String[] names = new String[KEPT];

    NumberedNames(String prefix) {
        this.prefix = prefix;
    }

    String of(int number) {
        return number < KEPT && names[number] != null ? names[number] : make(number);
    }

    private String make(int number) {
        var name = prefix + number;
        if (number < KEPT) {
            names[number] = name;
        }
        return name;
    }
}
