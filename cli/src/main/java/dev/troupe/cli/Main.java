package dev.troupe.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;

/** Entry of the {@code troupe} command. */
public final class Main {
    /** Every command, in the order of the help text. Made when asked for: reflection over all takes longer than running one. */
    private static final Map<String, Function<Console, Callable<Integer>>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("run", RunCommand::new);
        COMMANDS.put("pool", PoolCommand::new);
        COMMANDS.put("node", NodeCommand::new);
        COMMANDS.put("demo", DemoCommand::new);
        COMMANDS.put("compile", CompileCommand::new);
        COMMANDS.put("inspect", InspectCommand::new);
        COMMANDS.put("wast", WastCommand::new);
        COMMANDS.put("wat2wasm", Wat2WasmCommand::new);
        COMMANDS.put("wasm2wat", Wasm2WatCommand::new);
    }

    /** Commands in which everything after FILE belongs to the guest. */
    private static final Set<String> WITH_GUEST_ARGUMENTS = Set.of("run", "pool");

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        var console = Console.system();
        int code = execute(console, arguments);
        console.out().flush();
        console.err().flush();
        // Akka's and the guests' threads may still be running; nothing of theirs is worth waiting for. Shutdown hooks run.
        System.exit(code);
    }

    /** Runs the command within this process; returns its exit code, see {@link ExitCode}. */
    public static int execute(Console console, String... arguments) {
        var direct = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
        if (direct != null) {
            var line = configure(new CommandLine(direct.apply(console)), console);
            line.setCommandName("troupe " + arguments[0]);
            line.setStopAtPositional(WITH_GUEST_ARGUMENTS.contains(arguments[0]));
            return line.execute(Arrays.copyOfRange(arguments, 1, arguments.length));
        }
        var root = new CommandLine(new TroupeCommand(console));
        COMMANDS.forEach((name, command) -> root.addSubcommand(name, command.apply(console)));
        configure(root, console);
        WITH_GUEST_ARGUMENTS.forEach(name -> root.getSubcommands().get(name).setStopAtPositional(true));
        return root.execute(arguments);
    }

    private static int badUsage(CommandLine.ParameterException exception, String[] arguments) {
        var line = exception.getCommandLine();
        line.getErr().println("troupe: " + exception.getMessage());
        line.getErr().println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static CommandLine configure(CommandLine line, Console console) {
        return line.setOut(new java.io.PrintWriter(console.out(), true))
                .setErr(new java.io.PrintWriter(console.err(), true))
                .setExecutionExceptionHandler(new Failures(console))
                .setParameterExceptionHandler(Main::badUsage)
                .setUsageHelpAutoWidth(console.terminal())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false);
    }
}
