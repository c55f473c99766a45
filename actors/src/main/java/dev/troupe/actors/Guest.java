package dev.troupe.actors;

import akka.actor.typed.ActorRef;
import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Instance;
import dev.troupe.engine.InstanceTemplate;
import dev.troupe.engine.runtime.GuestExit;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.WasmFunction;
import dev.troupe.engine.wasi.Wasi;
import dev.troupe.engine.wasi.WasiInput;
import dev.troupe.protocol.CommandCompleted;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.RunCommand;
import dev.troupe.protocol.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance and the way to call it: every call ends in an {@link Outcome}, whatever happens inside. Belongs to the thread of its
 * instance actor; only the {@link GuestControl} may reach in from outside.
 */
final class Guest {
    /** Set up once for all guests of one instance actor. */
    record Setup(CompiledModule module, PoolSettings settings, Templates templates, GuestControl control, ActorRef<?> pool) {
        /** @param wasi null if the module does not import it */
        Instance instantiate(Store store, Wasi wasi) {
            var others = settings.imports().apply(store);
            return wasi == null ? module.instantiate(store, others) : wasi.instantiate(module, store, others);
        }

        /** @param wasi null if the module does not import it */
        Instance instantiate(InstanceTemplate template, Store store, Wasi wasi) {
            var others = settings.imports().apply(store);
            return wasi == null ? template.instantiate(store, others) : wasi.instantiate(template, store, others);
        }
    }

    private static final String START = "_start";
    private static final String INITIALIZE = "_initialize";

    private final Setup setup;
    private final Instance instance;
    private final Wasi wasi;

    private Guest(Setup setup, Instance instance, Wasi wasi) {
        this.setup = setup;
        this.instance = instance;
        this.wasi = wasi;
    }

    /**
     * Makes an instance with the pool's imports and initializer, within the given time; or one that starts from the pool's template, if
     * there is one.
     *
     * @param callId on whose behalf, for {@link GuestControl#interrupt}
     * @throws Exception whatever the start of the guest, the imports or the initializer threw
     */
    static Guest start(Setup setup, long callId, Duration timeout) throws Exception {
        var wasi = Wasi.isImportedBy(setup.module) ? Wasi.create(setup.settings.wasi()) : null;
        try {
            var store = Store.create(setup.settings.limits());
            var template = setup.templates.present();
            if (template != null) {
                return within(setup, callId, store, timeout,
                        () -> new Guest(setup, setup.instantiate(template, store, wasi), wasi));
            }
            var guest = within(setup, callId, store, timeout, () -> {
                var instance = setup.instantiate(store, wasi);
                if (instance.exports().get(INITIALIZE) instanceof WasmFunction && instance.exports().get(START) == null) {
                    instance.invoke(INITIALIZE);
                }
                setup.settings.initializer().accept(instance);
                return new Guest(setup, instance, wasi);
            });
            setup.templates.offer(guest.instance, wasi);
            return guest;
        } catch (Throwable e) {
            close(wasi);
            throw e;
        }
    }

    Outcome invoke(long callId, String export, List<Value> arguments, Duration remaining) {
        try {
            var results = within(
                    setup,
                    callId,
                    instance.store(),
                    remaining,
                    () -> instance.invoke(export, Values.toEngine(arguments)));
            var values = Values.fromEngine(results);
            return values != null
                    ? new Outcome(new Completed(values), false)
                    : new Outcome(
                            new Failed(Failed.Kind.UNSENDABLE_RESULT, "a result of \"" + export + "\" is a reference"), false);
        } catch (Throwable e) {
            // Errors too: a StackOverflowError or OutOfMemoryError that reached Akka would end the JVM.
            return Outcome.ofThrown(causeOf(wasi, e));
        }
    }

    /** Runs a command in an instance of its own. */
    static Outcome run(Setup setup, long callId, RunCommand request, Duration remaining) {
        var stdout = new BoundedOutput(setup.settings.outputLimit());
        var stderr = new BoundedOutput(setup.settings.outputLimit());
        Wasi wasi = null;
        try {
            wasi = Wasi.create(setup.settings
                    .wasi()
                    .withArguments(arguments(setup, request))
                    .withStdin(WasiInput.bytes(request.stdin()))
                    .withStdout(stdout)
                    .withStderr(stderr));
            var granted = wasi;
            var store = Store.create(setup.settings.limits());
            return within(setup, callId, store, remaining, () -> {
                Instance instance;
                try {
                    instance = setup.instantiate(store, granted);
                    setup.settings.initializer().accept(instance);
                } catch (GuestExit exit) {
                    return ended(exit.code(), stdout, stderr);
                } catch (RuntimeException e) {
                    return Outcome.ofInstantiation(e);
                }
                if (!(instance.exports().get(START) instanceof WasmFunction)) {
                    return new Outcome(new Failed(Failed.Kind.NOT_A_COMMAND, "not a command: the module exports no function \"_start\""),
                            true);
                }
                int exitCode = start(instance, granted);
                // Threads may be writing still; the program ends with its first thread.
                close(granted);
                return ended(exitCode, stdout, stderr);
            });
        } catch (Throwable e) {
            return Outcome.ofThrown(causeOf(wasi, e));
        } finally {
            close(wasi);
        }
    }

    private static Outcome ended(int exitCode, BoundedOutput stdout, BoundedOutput stderr) {
        return new Outcome(new CommandCompleted(exitCode, stdout.toByteArray(), stderr.toByteArray()), true);
    }

    private static int start(Instance instance, Wasi wasi) {
        try {
            instance.invoke(START);
            return 0;
        } catch (GuestExit | Trap e) {
            if (wasi.causeOf(e) instanceof GuestExit exit) {
                return exit.code();
            }
            throw e;
        }
    }

    private static Throwable causeOf(Wasi wasi, Throwable thrown) {
        return wasi == null ? thrown : wasi.causeOf(thrown);
    }

    private static List<String> arguments(Setup setup, RunCommand request) {
        var arguments = new ArrayList<>(setup.settings.wasi().arguments());
        if (arguments.isEmpty()) {
            arguments.add("command");
        }
        arguments.addAll(request.arguments());
        return arguments;
    }

    /** Whether putting the instance back to the pool's template makes it as good as new: no host function may know of its past. */
    boolean canBePutBack() {
        return setup.templates.present() != null && setup.module.module().imports().isEmpty();
    }

    void putBack() {
        setup.templates.present().restore(instance);
    }

    /** Bytes of exported memories. */
    long memorySize() {
        long size = 0;
        for (var export : instance.exports().values()) {
            size += export instanceof Memory memory ? memory.size() : 0;
        }
        return size;
    }

    /** Lets go of what the instance holds besides heap. */
    void close() {
        close(wasi);
    }

    private static void close(Wasi wasi) {
        if (wasi != null) {
            try {
                wasi.close();
            } catch (RuntimeException e) {
                log().warn("a guest's files could not be closed", e);
            }
        }
    }

    private static <T> T within(Setup setup, long callId, Store store, Duration timeout, Callable<T> body) throws Exception {
        setup.control.begin(callId, store);
        store.setFuel(setup.settings.limits().fuel());
        try {
            return GuestThread.runFor(setup.pool, () -> store.callWithin(timeout, () -> {
                setup.control.check();
                return body.call();
            }));
        } finally {
            setup.control.end();
        }
    }

    /** No constant: making a process's first logger takes longer than most guests. */
    private static Logger log() {
        return LoggerFactory.getLogger(Guest.class);
    }
}
