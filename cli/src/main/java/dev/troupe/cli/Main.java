package dev.troupe.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Entry of the {@code troupe} command. */
public final class Main {
    /** Every command, in the order of the help text. Made when asked for: reflection over all takes longer than running one. */
    private static final Map<String, Function<Console, CommandSpec>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("run", console -> new RunCommand(console).spec());
        COMMANDS.put("pool", console -> annotated(new PoolCommand(console)));
        COMMANDS.put("node", console -> annotated(new NodeCommand(console)));
        COMMANDS.put("demo", console -> annotated(new DemoCommand(console)));
        COMMANDS.put("compile", console -> annotated(new CompileCommand()));
        COMMANDS.put("inspect", console -> annotated(new InspectCommand(console)));
        COMMANDS.put("wast", console -> annotated(new WastCommand(console)));
        COMMANDS.put("wat2wasm", console -> annotated(new Wat2WasmCommand(console)));
        COMMANDS.put("wasm2wat", console -> annotated(new Wasm2WatCommand(console)));
    }

    /** Commands in which everything after FILE belongs to the guest. */
    private static final Set<String> WITH_GUEST_ARGUMENTS = Set.of("run", "pool");

    /** Picocli's own factory, made when something is needed of it: the first thing it does is look for Groovy in all jars there are. */
    static final CommandLine.IFactory FACTORY = new CommandLine.IFactory() {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            return CommandLine.defaultFactory().create(type);
        }
    };

    private Main() {}

    private static CommandSpec annotated(Callable<Integer> command) {
        var spec = CommandSpec.forAnnotatedObject(command);
        if (command instanceof CacheOptions.Owner owner) {
            owner.cacheOptions().addTo(spec);
        }
        return CommonOptions.addTo(spec);
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        var console = Console.system();
        int code = execute(console, arguments);
        console.out().flush();
        console.err().flush();
        // Akka's and the guests' threads may still be running; nothing of theirs is worth waiting for. Shutdown hooks run. System.exit
        // makes a logger first, for which the JVM looks into all jars there are; where nothing keeps the process alive, returning will do.
        if (code != ExitCode.OK || isKeptAlive()) {
            System.exit(code);
        }
    }

    /** Whether another thread would have to be waited for. */
    private static boolean isKeptAlive() {
        var group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        var threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (!threads[i].isDaemon() && threads[i] != Thread.currentThread()) {
                return true;
            }
        }
        return count == threads.length;
    }

    /** Runs the command within this process; returns its exit code, see {@link ExitCode}. */
    public static int execute(Console console, String... arguments) {
        var direct = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
        if (direct != null) {
            var line = configure(new CommandLine(direct.apply(console), FACTORY), console);
            line.setCommandName("troupe " + arguments[0]);
            line.setStopAtPositional(WITH_GUEST_ARGUMENTS.contains(arguments[0]));
            return line.execute(Arrays.copyOfRange(arguments, 1, arguments.length));
        }
        var root = new CommandLine(annotated(new TroupeCommand()));
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
