package dev.troupe.engine.script;

import dev.troupe.engine.module.MalformedModuleException;
import java.util.List;

/**
 * A script in the reference interpreter's format: commands in order.
 *
 * <p>Immutable, but the cursors of {@link ModuleSource.Text} are for one thread at a time.
 */
public record Script(List<Command> commands) {
    public Script {
        commands = List.copyOf(commands);
    }

    /** @throws MalformedModuleException if a command, other than a module in it, is no command */
    public static Script parse(byte[] source) {
        return new Script(new ScriptParser(source).script());
    }
}
