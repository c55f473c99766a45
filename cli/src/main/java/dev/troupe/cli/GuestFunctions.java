package dev.troupe.cli;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.module.ExternKind;
import dev.troupe.engine.module.FuncType;
import dev.troupe.protocol.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** What the commands that call exports have in common. */
final class GuestFunctions {
    private static final int NAMES_SHOWN = 20;

    private GuestFunctions() {}

    /** The type of an exported function, if there is one of that name. */
    static Optional<FuncType> type(CompiledModule compiled, String name) {
        var module = compiled.module();
        return module.exports().stream()
                .filter(export -> export.kind() == ExternKind.FUNC && export.name().equals(name))
                .findFirst()
                .map(export -> module.funcTypeOf(export.index()));
    }

    /** The names of a module's exported functions, for a message. */
    static String names(CompiledModule compiled) {
        var names = compiled.module().exports().stream()
                .filter(export -> export.kind() == ExternKind.FUNC)
                .map(export -> export.name())
                .toList();
        return names.isEmpty()
                ? "none"
                : String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())))
                        + (names.size() > NAMES_SHOWN ? ", ..." : "");
    }

    /** The arguments of a call from the command line; bad usage if the export or its type does not fit. */
    static List<Value> arguments(CommandLine line, Path file, CompiledModule module, String export, List<String> words) {
        var type = type(module, export).orElseThrow(() -> new CommandLine.ParameterException(
                line, file + " exports no function \"" + export + "\"; exported are: " + names(module)));
        try {
            return Values.parse(export, type, words);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(line, e.getMessage());
        }
    }
}
