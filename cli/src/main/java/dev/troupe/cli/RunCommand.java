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
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * {@code troupe run}: a WASI command, or one export of any module, in an instance of its own. Its options are declared by code, unlike
 * those of other commands: reading annotations takes a fresh JVM as long as running a small guest.
 */
final class RunCommand implements Callable<Integer> {
    /** For guests without --timeout; a deadline must be finite. */
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private static final long MEMORY_BYTES = 2L << 30;
    private static final long TABLE_ELEMENTS = 1_000_000;
    private static final int FRAMES_SHOWN = 32;
    private static final String WASI_START = "_start";

    private final OptionSpec directories = OptionSpec.builder("--dir")
            .paramLabel("HOST[:GUEST[:ro]]")
            .type(DirectoryGrant[].class)
            .converters(new DirectoryGrant.Converter())
            .initialValue(new DirectoryGrant[0])
            .description("Let the guest use a directory, under another name and read-only if told so. Repeatable.")
            .build();

    private final OptionSpec environment = OptionSpec.builder("--env")
            .paramLabel("NAME=VALUE")
            .type(EnvironmentEntry[].class)
            .converters(new EnvironmentEntry.Converter())
            .initialValue(new EnvironmentEntry[0])
            .description("Set a variable of the guest's environment; NAME alone passes on the value it has here. Repeatable.")
            .build();

    private final OptionSpec invoke = OptionSpec.builder("--invoke")
            .paramLabel("NAME")
            .type(String.class)
            .description("Call this export, with ARGS by its type, and print its results.")
            .build();

    private final OptionSpec timeout = OptionSpec.builder("--timeout")
            .paramLabel("TIME")
            .type(Duration.class)
            .converters(new DurationConverter())
            .initialValue(FOR_EVER)
            .description("Stop the guest after this time, such as 500ms, 5s or 2m (default: never).")
            .build();

    private final OptionSpec memoryLimit = OptionSpec.builder("--memory-limit")
            .paramLabel("SIZE")
            .type(long.class)
            .converters(new ByteSizeConverter())
            .initialValue(MEMORY_BYTES)
            .description("How large each memory of the guest may grow, such as 64MiB (default: 2GiB).")
            .build();

    private final OptionSpec fuel = OptionSpec.builder("--fuel")
            .paramLabel("N")
            .type(Long.class)
            .description("Stop the guest before it executes more than N instructions, at the same one each time (default: do not count).")
            .build();

    private final PositionalParamSpec file = PositionalParamSpec.builder()
            .index("0")
            .arity("1")
            .required(true)
            .paramLabel("FILE")
            .type(Path.class)
            .converters((ITypeConverter<Path>) Path::of)
            .description("A module in the binary format, .wat in the text format, or .jar of troupe compile.")
            .build();

    private final PositionalParamSpec arguments = PositionalParamSpec.builder()
            .index("1..*")
            .arity("0..1")
            .paramLabel("ARGS")
            .type(String[].class)
            .initialValue(new String[0])
            .description("Arguments of the guest; options after FILE are the guest's too.")
            .build();

    private final CacheOptions cache = new CacheOptions();
    private final Console console;
    private final CommandSpec spec;

    RunCommand(Console console) {
        this.console = console;
        spec = CommandSpec.wrapWithoutInspection(this, Main.FACTORY).name("run");
        for (var option : List.of(directories, environment, invoke, timeout, memoryLimit, fuel)) {
            spec.addOption(option);
        }
        CommonOptions.addTo(cache.addTo(spec)).addPositional(file).addPositional(arguments);
        spec.usageMessage()
                .description("Run a WASI command, or one exported function with --invoke.")
                .footer("",
                        "The guest gets the arguments after FILE, the standard streams, the clock and randomness; files and environment"
                                + " only as granted by --dir and --env.",
                        "",
                        "Exit code: the guest's own; 134 if it traps, 124 if --timeout is over, 2 for bad usage, 1 for a module that is"
                                + " malformed, invalid or cannot be linked, and for other failures.");
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Long most = fuel.getValue();
        if (most != null && most < 0) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--fuel must not be negative: " + most);
        }
        Path path = file.getValue();
        var words = List.of(arguments.<String[]>getValue());
        var module = ModuleFiles.compile(path, cache.engine(console, Engine.builder().fuel(most != null)));
        String export = invoke.getValue();
        boolean command = export == null;
        if (command) {
            requireCommand(module);
        }
        var name = command ? WASI_START : export;
        var values = command ? List.<Value>of() : GuestFunctions.arguments(spec.commandLine(), path, module, name, words);
        var limits = StoreLimits.defaults()
                .withMemoryBytes(memoryLimit.<Long>getValue())
                .withTableElements(TABLE_ELEMENTS)
                .withFuel(most == null ? Long.MAX_VALUE : most);
        var wasi = wasi(command ? words : List.of());
        return report(new SingleCall(limits, wasi).perform(module, name, values, timeout.getValue()));
    }

    private void requireCommand(CompiledModule module) {
        if (GuestFunctions.type(module, WASI_START).isEmpty()) {
            throw new CommandLine.ParameterException(spec.commandLine(),
                    file.getValue() + " is no WASI command: it exports no _start. Name a function with"
                            + " --invoke; exported are: " + GuestFunctions.names(module));
        }
    }

    private WasiConfig wasi(List<String> words) {
        var config = console.isSystem()
                ? WasiConfig.defaults().withInheritedStreams()
                : WasiConfig.defaults()
                        .withStdin(WasiInput.stream(console.in()))
                        .withStdout(console.out())
                        .withStderr(console.err());
        var all = new ArrayList<String>();
        all.add(file.<Path>getValue().getFileName().toString());
        all.addAll(words);
        config = config.withArguments(all);
        for (var entry : environment.<EnvironmentEntry[]>getValue()) {
            config = config.withEnvironment(entry.name(), entry.value());
        }
        for (var grant : directories.<DirectoryGrant[]>getValue()) {
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
                say("timed out after " + DurationConverter.format(timeout.getValue()));
                stack(timedOut.guestStack());
                yield ExitCode.TIMED_OUT;
            }
            case Failed failed -> {
                say(file.getValue() + ": " + failed.message());
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
