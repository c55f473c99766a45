package dev.troupe.cli;

import dev.troupe.actors.SingleCall;
import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.wasi.WasiConfig;
import dev.troupe.engine.wasi.WasiInput;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.CommandCompleted;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.NodeLost;
import dev.troupe.protocol.Rejected;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Trapped;
import dev.troupe.protocol.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code troupe run}: a WASI command, or one export of any module, in an instance of its own. */
@Command(
        name = "run",
        description = "Run a WASI command, or one exported function with --invoke.",
        footer = {
            "",
            "The guest gets the arguments after FILE, the standard streams, the clock and randomness; files and environment only as granted"
                    + " by --dir and --env.",
            "",
            "Exit code: the guest's own; 134 if it traps, 124 if --timeout is over, 2 for bad usage, 1 for a module that is malformed,"
                    + " invalid or cannot be linked, and for other failures."
        })
final class RunCommand implements Callable<Integer> {
    /** For guests without --timeout; a deadline must be finite. */
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private static final long TABLE_ELEMENTS = 1_000_000;
    private static final int FRAMES_SHOWN = 32;
    private static final String WASI_START = "_start";

    private final Console console;

    @Option(
            names = "--dir",
            paramLabel = "HOST[:GUEST[:ro]]",
            converter = DirectoryGrant.Converter.class,
            description = "Let the guest use a directory, under another name and read-only if told so. Repeatable.")
    private List<DirectoryGrant> directories = new ArrayList<>();

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            converter = EnvironmentEntry.Converter.class,
            description = "Set a variable of the guest's environment; NAME alone passes on the value it has here. Repeatable.")
    private List<EnvironmentEntry> environment = new ArrayList<>();

    @Option(names = "--invoke", paramLabel = "NAME", description = "Call this export, with ARGS by its type, and print its results.")
    private String export;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Stop the guest after this time, such as 500ms, 5s or 2m (default: never).")
    private Duration timeout = FOR_EVER;

    @Option(
            names = "--memory-limit",
            paramLabel = "SIZE",
            converter = ByteSizeConverter.class,
            description = "How large each memory of the guest may grow, such as 64MiB (default: 2GiB).")
    private long memoryLimit = 2L << 30;

    @Option(
            names = "--fuel",
            paramLabel = "N",
            description = "Stop the guest before it executes more than N instructions, at the same one each time (default: do not count).")
    private Long fuel;

    @Mixin
    private CacheOptions cache;

    @Mixin
    private CommonOptions common;

    @Parameters(index = "0", paramLabel = "FILE",
            description = "A module in the binary format, .wat in the text format, or .jar of troupe compile.")
    private Path file;

    @Parameters(index = "1..*", paramLabel = "ARGS", description = "Arguments of the guest; options after FILE are the guest's too.")
    private List<String> arguments = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (fuel != null && fuel < 0) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--fuel must not be negative: " + fuel);
        }
        var module = ModuleFiles.compile(file, cache.engine(console, Engine.builder().fuel(fuel != null)));
        boolean command = export == null;
        if (command) {
            requireCommand(module);
        }
        var name = command ? WASI_START : export;
        var values = command ? List.<Value>of() : GuestFunctions.arguments(spec.commandLine(), file, module, name, arguments);
        var limits = StoreLimits.defaults()
                .withMemoryBytes(memoryLimit)
                .withTableElements(TABLE_ELEMENTS)
                .withFuel(fuel == null ? Long.MAX_VALUE : fuel);
        return report(new SingleCall(limits, wasi()).perform(module, name, values, timeout));
    }

    private void requireCommand(CompiledModule module) {
        if (GuestFunctions.type(module, WASI_START).isEmpty()) {
            throw new CommandLine.ParameterException(spec.commandLine(),
                    file + " is no WASI command: it exports no _start. Name a function with"
                            + " --invoke; exported are: " + GuestFunctions.names(module));
        }
    }

    private WasiConfig wasi() {
        var config = console.isSystem()
                ? WasiConfig.defaults().withInheritedStreams()
                : WasiConfig.defaults()
                        .withStdin(WasiInput.stream(console.in()))
                        .withStdout(console.out())
                        .withStderr(console.err());
        var all = new ArrayList<String>();
        all.add(file.getFileName().toString());
        if (export == null) {
            all.addAll(arguments);
        }
        config = config.withArguments(all);
        for (var entry : environment) {
            config = config.withEnvironment(entry.name(), entry.value());
        }
        for (var grant : directories) {
            config = grant.readOnly()
                    ? config.withReadOnlyDirectory(grant.host(), grant.guest())
                    : config.withDirectory(grant.host(), grant.guest());
        }
        return config;
    }

    private int report(Answer answer) {
        if (answer instanceof Completed completed) {
            for (var value : completed.values()) {
                console.out().println(Values.format(value.boxed()));
            }
            return ExitCode.OK;
        }
        if (answer instanceof CommandCompleted completed) {
            return completed.exitCode();
        }
        // What is left is rare enough for the JVM's way of linking a pattern switch, some milliseconds.
        return switch (answer) {
            case Completed completed -> ExitCode.OK;
            case CommandCompleted completed -> completed.exitCode();
            case Failed failed when failed.kind() == Failed.Kind.GUEST_EXIT -> failed.exitCode();
            case Trapped trapped -> {
                say("trap: " + trapped.message());
                stack(trapped.guestStack());
                yield ExitCode.TRAPPED;
            }
            case TimedOut timedOut -> {
                say("timed out after " + DurationConverter.format(timeout));
                stack(timedOut.guestStack());
                yield ExitCode.TIMED_OUT;
            }
            case Failed failed -> {
                say(file + ": " + failed.message());
                yield ExitCode.FAILURE;
            }
            case Rejected rejected -> {
                say("rejected: " + rejected.reason().text());
                yield ExitCode.FAILURE;
            }
            case NodeLost lost -> {
                say("node lost: " + lost.node());
                yield ExitCode.FAILURE;
            }
        };
    }

    private void stack(List<String> frames) {
        frames.stream().limit(FRAMES_SHOWN).forEach(frame -> console.err().println("    at " + frame));
        if (frames.size() > FRAMES_SHOWN) {
            console.err().println("    ... " + (frames.size() - FRAMES_SHOWN) + " more");
        }
    }

    private void say(String message) {
        console.err().println("troupe: " + message);
    }
}
