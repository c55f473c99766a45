package dev.troupe.engine.script;

import dev.troupe.engine.text.TokenCursor;
import dev.troupe.engine.text.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Recursive descent over a script's commands; modules are only skipped. */
final class ScriptParser {
    private static final Set<String> COMMANDS = Set.of(
            "module", "register", "invoke", "get", "assert_return", "assert_trap", "assert_exhaustion", "assert_exception",
            "assert_malformed", "assert_malformed_custom", "assert_invalid", "assert_invalid_custom", "assert_unlinkable", "thread",
            "wait");

    private final TokenCursor in;
    private final ValueParser values;

    ScriptParser(byte[] source) {
        in = TokenCursor.of(source);
        values = new ValueParser(in);
    }

    List<Command> script() {
        if (in.kind() == TokenKind.OPEN && in.kind(1) == TokenKind.KEYWORD && !COMMANDS.contains(in.text(1))) {
            var fields = new Command.Module(in.line(), null, new ModuleSource.Text(in.copy()));
            while (in.kind() == TokenKind.OPEN) {
                in.skipForm();
            }
            end();
            return List.of(fields);
        }
        var commands = commands();
        end();
        return commands;
    }

    private void end() {
        if (in.kind() != TokenKind.END) {
            throw in.unexpected();
        }
    }

    private List<Command> commands() {
        var commands = new ArrayList<Command>();
        while (in.kind() == TokenKind.OPEN) {
            commands.add(command());
        }
        return commands;
    }

    private Command command() {
        if (in.isForm("module")) {
            return module();
        }
        if (in.isForm("invoke") || in.isForm("get")) {
            return new Command.Perform(in.line(), action());
        }
        int line = in.line();
        in.open();
        if (in.kind() != TokenKind.KEYWORD) {
            throw in.unexpected();
        }
        String word = in.text();
        if (!COMMANDS.contains(word)) {
            throw in.unexpected();
        }
        in.advance();
        var command = command(word, line);
        in.close();
        return command;
    }

    private Command command(String word, int line) {
        return switch (word) {
            case "register" -> new Command.Register(line, in.name(), in.acceptId());
            case "assert_return" -> new Command.AssertReturn(line, action(), values.results());
            case "assert_trap" -> in.isForm("module")
                    ? new Command.AssertModuleTrap(line, instanceSource(), in.name())
                    : new Command.AssertTrap(line, action(), in.name());
            case "assert_exhaustion" -> new Command.AssertExhaustion(line, action(), in.name());
            case "assert_exception" -> new Command.AssertException(line, action());
            case "assert_malformed" -> new Command.AssertMalformed(line, source(), in.name(), false);
            case "assert_malformed_custom" -> new Command.AssertMalformed(line, source(), in.name(), true);
            case "assert_invalid" -> new Command.AssertInvalid(line, source(), in.name(), false);
            case "assert_invalid_custom" -> new Command.AssertInvalid(line, source(), in.name(), true);
            case "assert_unlinkable" -> new Command.AssertUnlinkable(line, instanceSource(), in.name());
            case "thread" -> thread(line);
            case "wait" -> new Command.Await(line, in.acceptId());
            default -> throw in.unexpected();
        };
    }

    private Command thread(int line) {
        String name = in.acceptId();
        var shared = new ArrayList<String>();
        while (in.kind() == TokenKind.OPEN && "shared".equals(in.text(1))) {
            in.advance();
            in.advance();
            in.open();
            in.expectKeyword("module");
            shared.add(in.acceptId());
            in.close();
            in.close();
        }
        return new Command.Spawn(line, name, shared, commands());
    }

    private Command module() {
        int line = in.line();
        if (in.isKeyword(2, "instance")) {
            enterModule();
            String name = in.acceptId();
            String definition = in.acceptId();
            in.close();
            return new Command.Instantiate(line, name, definition);
        }
        boolean definition = in.isKeyword(2, "definition");
        int id = definition ? 3 : 2;
        String name = in.kind(id) == TokenKind.ID ? idAhead(id) : null;
        var source = source();
        return definition ? new Command.Definition(line, name, source) : new Command.Module(line, name, source);
    }

    private String idAhead(int ahead) {
        var cursor = in.copy();
        for (int i = 0; i < ahead; i++) {
            cursor.advance();
        }
        return cursor.acceptId();
    }

    private void enterModule() {
        in.open();
        in.advance();
        in.advance();
    }

    /** A module to instantiate: given here, or defined before. */
    private ModuleSource instanceSource() {
        if (!in.isKeyword(2, "instance")) {
            return source();
        }
        enterModule();
        String first = in.acceptId();
        String second = in.acceptId();
        in.close();
        return new ModuleSource.Defined(second == null ? first : second);
    }

    private ModuleSource source() {
        if (!in.isForm("module")) {
            throw in.unexpected();
        }
        int kind = in.isKeyword(2, "definition") ? 3 : 2;
        kind += in.kind(kind) == TokenKind.ID ? 1 : 0;
        boolean binary = in.isKeyword(kind, "binary");
        if (!binary && !in.isKeyword(kind, "quote")) {
            var text = new ModuleSource.Text(in.copy());
            in.skipForm();
            return text;
        }
        for (int i = 0; i <= kind; i++) {
            in.advance();
        }
        byte[] bytes = in.strings();
        in.close();
        return binary ? new ModuleSource.Binary(bytes) : new ModuleSource.Quote(bytes);
    }

    private Action action() {
        in.open();
        boolean invoke = in.isKeyword("invoke");
        if (!invoke && !in.isKeyword("get")) {
            throw in.unexpected();
        }
        in.advance();
        String module = in.acceptId();
        String export = in.name();
        var action = invoke ? new Action.Invoke(module, export, values.constants()) : new Action.Get(module, export);
        in.close();
        return action;
    }
}
