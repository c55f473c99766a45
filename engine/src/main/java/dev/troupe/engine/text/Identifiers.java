package dev.troupe.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How the printer writes the names of one index space: as an identifier if it is the only one of that name, otherwise as a
 * {@code @name} annotation, so that the name section survives the way through the text.
 */
final class Identifiers {
    static final Identifiers NONE = new Identifiers(Map.of(), 0);

    private final Map<Integer, String> names;
    private final Set<Integer> unique = new HashSet<>();

    /** @param count the size of the index space; names of what does not exist cannot be written */
    Identifiers(Map<Integer, String> names, int count) {
        this.names = new TreeMap<>(names);
        this.names.keySet().removeIf(index -> index < 0 || index >= count);
        var taken = new HashSet<String>();
        for (int index : this.names.keySet()) {
            String name = names.get(index);
            if (!name.isEmpty() && taken.add(name)) {
                unique.add(index);
            }
        }
    }

    boolean has(int index) {
        return names.containsKey(index);
    }

    /** What refers to the index: its identifier or the number. */
    String reference(int index) {
        return unique.contains(index) ? identifier(names.get(index)) : Integer.toUnsignedString(index);
    }

    /** What stands at the definition, with a space before it: an identifier, an annotation, or nothing. */
    String definition(int index) {
        if (unique.contains(index)) {
            return " " + identifier(names.get(index));
        }
        return names.containsKey(index) ? " (@name " + quote(names.get(index)) + ")" : "";
    }

    static String quote(String name) {
        return Strings.quote(name.getBytes(StandardCharsets.UTF_8), true);
    }

    /** The name with its {@code $}, quoted if it needs to be. */
    static String identifier(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 0x80 || !Lexer.isIdChar((byte) name.charAt(i))) {
                return "$" + quote(name);
            }
        }
        return "$" + name;
    }
}
