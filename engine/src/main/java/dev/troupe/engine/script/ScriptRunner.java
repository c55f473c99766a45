package dev.troupe.engine.script;

import dev.troupe.engine.Engine;
import dev.troupe.engine.module.Feature;
import dev.troupe.engine.module.InvalidModuleException;
import dev.troupe.engine.module.MalformedModuleException;
import dev.troupe.engine.module.ModuleException;
import dev.troupe.engine.module.UnlinkableModuleException;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import dev.troupe.engine.runtime.WasmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Runs scripts: each command in order, each within a time limit, on the calling thread. Immutable and thread-safe; every run has
 * a store of its own. A command that fails does not end the script.
 */
public final class ScriptRunner {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private final Engine engine;
    private final Set<Feature> language;
    private final List<Set<Feature>> older;
    private final StoreLimits limits;
    private final Duration timeout;
    private final Consumer<String> print;

    private ScriptRunner(
            Engine engine,
            Set<Feature> language,
            List<Set<Feature>> older,
            StoreLimits limits,
            Duration timeout,
            Consumer<String> print) {
        this.engine = engine;
        this.language = language;
        this.older = older;
        this.limits = limits;
        this.timeout = timeout;
        this.print = print;
    }

    /** A runner for scripts in the engine's own language, with 30 seconds a command, that throws away what guests print. */
    public static ScriptRunner of(Engine engine) {
        return new ScriptRunner(engine, engine.features(), List.of(), StoreLimits.defaults(), DEFAULT_TIMEOUT, line -> {});
    }

    /**
     * For scripts in a language that has features which the engine lacks: what needs those is counted as out of scope. Features
     * that are not in the language are not tolerated: scripts may want modules that use them to be rejected.
     */
    public ScriptRunner withLanguage(Set<Feature> value) {
        return new ScriptRunner(engine, Set.copyOf(value), older, limits, timeout, print);
    }

    /**
     * Older languages in which an {@code assert_malformed} or {@code assert_invalid} may hold instead, message and all. Scripts of
     * proposals are written for the language of their time: two memories were invalid once.
     */
    public ScriptRunner withOlderLanguages(List<Set<Feature>> value) {
        return new ScriptRunner(engine, language, List.copyOf(value), limits, timeout, print);
    }

    /** What the scripts' stores allow; the default is {@link StoreLimits#defaults()}. */
    public ScriptRunner withLimits(StoreLimits value) {
        return new ScriptRunner(engine, language, older, value, timeout, print);
    }

    /** How long guest code of one command may run before it fails. */
    public ScriptRunner withTimeout(Duration value) {
        return new ScriptRunner(engine, language, older, limits, value, print);
    }

    /** Where calls of the {@code spectest.print} functions go. */
    public ScriptRunner withPrint(Consumer<String> value) {
        return new ScriptRunner(engine, language, older, limits, timeout, value);
    }

    /** @param file the script's name in the report */
    public ScriptReport run(String file, byte[] source) {
        Script script;
        try {
            script = Script.parse(source);
        } catch (MalformedModuleException e) {
            var report = new ScriptReport();
            report.fail(file, 1, "the script itself: " + e.getMessage());
            return report;
        }
        return run(file, script);
    }

    public ScriptReport run(String file, Script script) {
        return new Run(file, new ScriptState(engine, language, limits, print)).all(script.commands());
    }

    /** A command did not do what it should. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failure(String message) {
            super(message, null, false, false);
        }
    }

    private interface Check {
        void in(ScriptState language) throws Exception;
    }

    private record Spawned(Thread thread, ScriptReport report) {}

    private final class Run {
        private final String file;
        private final ScriptState state;
        private final ScriptReport report = new ScriptReport();
        private final Map<String, Spawned> threads = new HashMap<>();

        Run(String file, ScriptState state) {
            this.file = file;
            this.state = state;
        }

        ScriptReport all(Iterable<Command> commands) {
            for (var command : commands) {
                String kind = kind(command);
                try {
                    run(command);
                    if (kind.startsWith("assert_")) {
                        report.pass(kind);
                    }
                } catch (OutOfScopeException e) {
                    report.skip(e.feature());
                } catch (Failure e) {
                    report.fail(file, command.line(), kind + ": " + e.getMessage());
                } catch (ScriptState.UnknownNameException e) {
                    report.fail(file, command.line(), kind + ": " + e.getMessage());
                } catch (Exception | StackOverflowError | OutOfMemoryError | LinkageError | AssertionError e) {
                    report.fail(file, command.line(), kind + ": unexpected " + describe(e));
                }
            }
            report.fuel(state.store.fuel());
            return report;
        }

        private void run(Command command) throws Exception {
            switch (command) {
                case Command.Module c -> {
                    state.forgetLast();
                    state.define(c.name(), c.source());
                    guarded(() -> {
                        state.instantiate(c.name(), null);
                        return null;
                    });
                }
                case Command.Definition c -> state.define(c.name(), c.source());
                case Command.Instantiate c -> guarded(() -> {
                    state.instantiate(c.name(), c.definition());
                    return null;
                });
                case Command.Register c -> state.register(c.as(), c.instance());
                case Command.Perform c -> perform(c.action());
                case Command.AssertReturn c -> {
                    var results = perform(c.action());
                    check(Values.match(c.results(), results), "expected " + c.results() + ", got " + Values.describe(results));
                }
                case Command.AssertTrap c -> trap(c.message(), () -> perform(c.action()));
                case Command.AssertModuleTrap c -> {
                    var module = state.compile(c.source());
                    trap(c.message(), () -> guarded(() -> state.instantiate(module)));
                }
                case Command.AssertExhaustion c -> {
                    var trap = trap(c.message(), () -> perform(c.action()));
                    check(trap.kind() == TrapKind.CALL_STACK_EXHAUSTED, "expected exhaustion, got " + describe(trap));
                }
                case Command.AssertException c -> expect(WasmException.class, () -> perform(c.action()));
                case Command.AssertMalformed c -> inSomeLanguage(c, language -> message(
                        c.message(), expect(MalformedModuleException.class, () -> language.parse(c.source()))));
                case Command.AssertInvalid c -> inSomeLanguage(c, language -> message(
                        c.message(), expect(InvalidModuleException.class, () -> language.compile(c.source()))));
                case Command.AssertUnlinkable c -> {
                    var module = state.compile(c.source());
                    message(c.message(), expect(UnlinkableModuleException.class, () -> guarded(() -> state.instantiate(module))));
                }
                case Command.Spawn c -> spawn(c);
                case Command.Await c -> await(c);
            }
        }

        /** Checks in the runner's language and, only if that fails, in the older ones; the first failure is the one to tell. */
        private void inSomeLanguage(Command command, Check assertion) throws Exception {
            try {
                assertion.in(state);
            } catch (Failure first) {
                for (var language : older) {
                    try {
                        assertion.in(state.inLanguage(language));
                        report.passInOlderLanguage(file, command.line(), kind(command) + ": " + first.getMessage());
                        return;
                    } catch (Failure | OutOfScopeException next) {
                        first.addSuppressed(next);
                    }
                }
                throw first;
            }
        }

        private Object[] perform(Action action) throws Exception {
            var instance = state.instance(action.module());
            return switch (action) {
                case Action.Invoke a -> {
                    var arguments = Values.arguments(a.arguments());
                    yield guarded(() -> instance.invoke(a.export(), arguments));
                }
                case Action.Get a -> new Object[] {instance.global(a.export()).get()};
            };
        }

        private <T> T guarded(Callable<T> body) throws Exception {
            try {
                return state.store.callWithin(timeout, body);
            } catch (StackOverflowError e) {
                throw Store.translate(e);
            }
        }

        private Trap trap(String expected, Callable<?> body) throws Exception {
            var trap = expect(Trap.class, body);
            // Scripts sometimes give more than a kind's words: "uninitialized element 2".
            check(trap.getMessage().startsWith(expected) || expected.startsWith(trap.kind().text() + " "),
                    "expected the trap \"" + expected + "\", got " + describe(trap));
            return trap;
        }

        private <E extends Exception> E expect(Class<E> type, Callable<?> body) throws Exception {
            Object result;
            try {
                result = body.call();
            } catch (Trap | WasmException | ModuleException e) {
                check(type.isInstance(e), "expected " + type.getSimpleName() + ", got " + describe(e));
                return type.cast(e);
            }
            throw new Failure("expected " + type.getSimpleName() + ", but there was none"
                    + (result instanceof Object[] values ? "; results: " + Values.describe(values) : ""));
        }

        private void message(String expected, ModuleException actual) {
            check(actual.getMessage().startsWith(expected),
                    "expected the message \"" + expected + "\", got \"" + actual.getMessage() + "\"");
        }

        private void check(boolean condition, String message) {
            if (!condition) {
                throw new Failure(message);
            }
        }

        private void spawn(Command.Spawn command) {
            var theirs = new ScriptState(engine, language, limits, print);
            theirs.share(state, command.shared());
            var theirRun = new Run(file, theirs);
            var thread = new Thread(() -> theirRun.all(command.commands()), "script-thread-" + command.name());
            threads.put(command.name(), new Spawned(thread, theirRun.report));
            thread.start();
        }

        private void await(Command.Await command) throws InterruptedException {
            var spawned = threads.remove(command.name());
            check(spawned != null, "there is no thread $" + command.name());
            check(spawned.thread.join(timeout.multipliedBy(2)), "the thread did not end in time");
            report.add(spawned.report);
        }
    }

    private static String describe(Throwable e) {
        return switch (e) {
            case Trap trap -> "trap \"" + trap.getMessage() + "\"" + (trap.getCause() == null ? "" : " caused by " + trap.getCause());
            case ModuleException module -> module.getClass().getSimpleName() + " \"" + module.getMessage() + "\"";
            default -> e.toString() + (e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0]);
        };
    }

    /** The word that the command starts with. */
    private static String kind(Command command) {
        return switch (command) {
            case Command.Module c -> "module";
            case Command.Definition c -> "module definition";
            case Command.Instantiate c -> "module instance";
            case Command.Register c -> "register";
            case Command.Perform c -> "action";
            case Command.AssertReturn c -> "assert_return";
            case Command.AssertTrap c -> "assert_trap";
            case Command.AssertModuleTrap c -> "assert_trap";
            case Command.AssertExhaustion c -> "assert_exhaustion";
            case Command.AssertException c -> "assert_exception";
            case Command.AssertMalformed c -> c.custom() ? "assert_malformed_custom" : "assert_malformed";
            case Command.AssertInvalid c -> c.custom() ? "assert_invalid_custom" : "assert_invalid";
            case Command.AssertUnlinkable c -> "assert_unlinkable";
            case Command.Spawn c -> "thread";
            case Command.Await c -> "wait";
        };
    }
}
