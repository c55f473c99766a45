package dev.troupe.actors;

import akka.actor.typed.ActorRef;
import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.WasmFunction;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.RunCommand;
import java.time.Duration;

/**
 * One instance and the way to call it: every call ends in an {@link Outcome}, whatever happens inside. Belongs to the thread of its
 * instance actor; only the {@link GuestControl} may reach in from outside.
 */
final class Guest {
    /** Set up once for all guests of one instance actor. */
    record Setup(CompiledModule module, PoolSettings settings, GuestControl control, ActorRef<?> pool) {}

    private final Setup setup;
    private final Instance instance;

    private Guest(Setup setup, Instance instance) {
        this.setup = setup;
        this.instance = instance;
    }

    /**
     * Makes an instance with the pool's imports and initializer, within the given time.
     *
     * @param callId on whose behalf, for {@link GuestControl#interrupt}
     * @throws Exception whatever the start of the guest, the imports or the initializer threw
     */
    static Guest start(Setup setup, long callId, Duration timeout) throws Exception {
        var store = Store.create(setup.settings.limits());
        return within(setup, callId, store, timeout, () -> {
            var instance = setup.module.instantiate(store, setup.settings.imports().apply(store));
            if (instance.exports().get("_initialize") instanceof WasmFunction initialize && initialize.funcType().params().isEmpty()) {
                initialize.call();
            }
            setup.settings.initializer().accept(instance);
            return new Guest(setup, instance);
        });
    }

    Outcome invoke(long callId, Invoke request, Duration remaining) {
        try {
            var results = within(
                    setup,
                    callId,
                    instance.store(),
                    remaining,
                    () -> instance.invoke(request.export(), Values.toEngine(request.arguments())));
            var values = Values.fromEngine(results);
            return values != null
                    ? new Outcome(new Completed(values), false)
                    : new Outcome(
                            new Failed(Failed.Kind.UNSENDABLE_RESULT, "a result of \"" + request.export() + "\" is a reference"), false);
        } catch (Throwable e) {
            // Errors too: a StackOverflowError or OutOfMemoryError that reached Akka would end the JVM.
            return Outcome.ofThrown(e);
        }
    }

    /** Runs a command in an instance of its own. */
    static Outcome run(Setup setup, long callId, RunCommand request, Duration remaining) {
        return new Outcome(new Failed(Failed.Kind.NOT_A_COMMAND, "commands cannot be run yet"), false);
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
    void close() {}

    private static <T> T within(Setup setup, long callId, Store store, Duration timeout, java.util.concurrent.Callable<T> body)
            throws Exception {
        setup.control.begin(callId, store);
        try {
            return GuestThread.runFor(setup.pool, () -> store.callWithin(timeout, body));
        } finally {
            setup.control.end();
        }
    }
}
