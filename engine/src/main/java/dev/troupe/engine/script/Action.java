package dev.troupe.engine.script;

import java.util.List;

/** Something a script does to an instance; a null module is the last instance. */
public sealed interface Action {
    String module();

    String export();

    /** Calls an exported function. */
    record Invoke(String module, String export, List<Constant> arguments) implements Action {}

    /** Reads an exported global. */
    record Get(String module, String export) implements Action {}
}
