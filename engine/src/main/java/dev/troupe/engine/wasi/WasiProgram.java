package dev.troupe.engine.wasi;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.GuestExit;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.WasmFunction;

/**
 * An instance with its WASI state: a command, which runs once, or a reactor, which is initialised once and called as often as needed
 * ({@code application-abi.md} in the WASI repository). A module with an export {@code _start} is a command.
 *
 * <p>Belongs to one thread at a time, as its instance does; closing it closes the guest's files.
 */
public final class WasiProgram implements AutoCloseable {
    private final Wasi wasi;
    private final Instance instance;
    private final WasmFunction start;
    private boolean ended;

    private WasiProgram(Wasi wasi, Instance instance, WasmFunction start) {
        this.wasi = wasi;
        this.instance = instance;
        this.start = start;
    }

    /**
     * Runs a command to its end.
     *
     * @return the exit code: what the guest gave {@code proc_exit}, 0 if its {@code _start} returned
     * @throws Trap if it ends abnormally
     * @throws IllegalArgumentException if the module has no {@code _start}
     */
    public static int run(CompiledModule module, WasiConfig config) {
        return run(module, config, StoreLimits.defaults());
    }

    /** {@link #run(CompiledModule, WasiConfig)} with limits. */
    public static int run(CompiledModule module, WasiConfig config, StoreLimits limits) {
        try (var program = create(module, config, Imports.none(), limits)) {
            return program.run();
        }
    }

    /** {@link #create(CompiledModule, WasiConfig, Imports, StoreLimits)} for a module that imports nothing but WASI. */
    public static WasiProgram create(CompiledModule module, WasiConfig config) {
        return create(module, config, Imports.none(), StoreLimits.defaults());
    }

    /**
     * Instantiates a module, and calls {@code _initialize} if it is a reactor that has one.
     *
     * <p>A module that imports {@code wasi.thread-spawn} gets threads, and the shared memories that it imports.
     *
     * @param others imports beside WASI
     * @throws Trap if instantiation or initialisation ends abnormally
     * @throws GuestExit if the guest exits meanwhile
     */
    public static WasiProgram create(CompiledModule module, WasiConfig config, Imports others, StoreLimits limits) {
        var wasi = Wasi.create(config);
        try {
            var instance = wasi.instantiate(module, others.store().orElseGet(() -> Store.create(limits)), others);
            var start = instance.exports().get("_start") instanceof WasmFunction function ? function.resolve() : null;
            if (start == null && instance.exports().get("_initialize") instanceof WasmFunction initialize) {
                initialize.resolve().call();
            }
            return new WasiProgram(wasi, instance, start);
        } catch (RuntimeException | Error e) {
            wasi.close();
            throw e;
        }
    }

    public boolean isCommand() {
        return start != null;
    }

    /**
     * Runs a command; it cannot be used afterwards.
     *
     * @throws IllegalArgumentException if this is a reactor
     * @throws IllegalStateException if it has run already
     */
    public int run() {
        if (start == null) {
            throw new IllegalArgumentException("not a command: the module exports no function \"_start\"");
        }
        requireAlive();
        ended = true;
        try {
            start.call();
        } catch (GuestExit exit) {
            return exit.code();
        } catch (Trap trap) {
            // If another thread has ended the program, this is how this one learnt of it.
            var end = wasi.causeOf(trap);
            if (end instanceof GuestExit exit) {
                return exit.code();
            }
            throw (RuntimeException) end;
        } finally {
            wasi.finishThreads();
        }
        return 0;
    }

    /**
     * Calls an export of a reactor.
     *
     * @throws GuestExit if the guest exits; then it cannot be called again
     * @throws IllegalStateException if it has exited, or is a command that has run
     */
    public Object[] invoke(String name, Object... arguments) {
        requireAlive();
        try {
            return instance.invoke(name, arguments);
        } catch (GuestExit exit) {
            ended = true;
            throw exit;
        }
    }

    /** The instance, for what {@link #invoke} does not offer. */
    public Instance instance() {
        return instance;
    }

    private void requireAlive() {
        if (ended) {
            throw new IllegalStateException("the program has ended: instantiate the module again");
        }
    }

    @Override
    public void close() {
        ended = true;
        wasi.close();
    }
}
