package dev.troupe.engine.script;

import java.util.List;

/** A command of a script, with the line where it starts. Names are without {@code $} and null where the script has none. */
public sealed interface Command {
    int line();

    /** Defines a module and instantiates it. */
    record Module(int line, String name, ModuleSource source) implements Command {}

    /** Defines a module only. */
    record Definition(int line, String name, ModuleSource source) implements Command {}

    /** Instantiates a defined module. */
    record Instantiate(int line, String name, String definition) implements Command {}

    /** Makes an instance's exports importable under a module name. */
    record Register(int line, String as, String instance) implements Command {}

    /** An action whose results nobody looks at; it must not trap. */
    record Perform(int line, Action action) implements Command {}

    record AssertReturn(int line, Action action, List<Expected> results) implements Command {}

    record AssertTrap(int line, Action action, String message) implements Command {}

    /** Instantiation itself must trap. */
    record AssertModuleTrap(int line, ModuleSource source, String message) implements Command {}

    record AssertExhaustion(int line, Action action, String message) implements Command {}

    record AssertException(int line, Action action) implements Command {}

    /** {@code custom} restricts malformation to a custom section or annotation. */
    record AssertMalformed(int line, ModuleSource source, String message, boolean custom) implements Command {}

    /** {@code custom} restricts invalidity to a custom section or annotation. */
    record AssertInvalid(int line, ModuleSource source, String message, boolean custom) implements Command {}

    record AssertUnlinkable(int line, ModuleSource source, String message) implements Command {}

    /** Runs commands in a thread of their own, which sees the {@code shared} instances of the script. */
    record Spawn(int line, String name, List<String> shared, List<Command> commands) implements Command {}

    /** Waits until a thread has run all its commands. */
    record Await(int line, String name) implements Command {}
}
