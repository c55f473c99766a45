package dev.troupe.engine.script;

import dev.troupe.engine.text.TokenCursor;

/** Where a command's module comes from. Nothing is parsed before it is asked for: a script may contain modules that do not parse. */
public sealed interface ModuleSource {
    /** A {@code (module ...)} of the script itself; the cursor stands at its opening parenthesis, or at its first field. */
    record Text(TokenCursor cursor) implements ModuleSource {}

    /** A module in the binary format. */
    record Binary(byte[] bytes) implements ModuleSource {}

    /** A module in the text format inside string literals. */
    record Quote(byte[] text) implements ModuleSource {}

    /** A module that the script defined before, by its name; null stands for the last one. */
    record Defined(String name) implements ModuleSource {}
}
