package dev.troupe.engine.wasi;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.Import;
import dev.troupe.engine.module.ImportDesc;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.runtime.Caller;
import dev.troupe.engine.runtime.HostFunction;
import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import dev.troupe.engine.runtime.WasmFunction;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a program ({@code github.com/WebAssembly/wasi-threads}): each is an instance of its own, in a store of its own, over
 * the memory that all share. A program ends as a whole: when its first thread returns, or any thread exits or traps.
 */
final class GuestThreads {
    static final String MODULE = "wasi";
    static final String SPAWN = "thread-spawn";
    private static final String ENTRY = "wasi_thread_start";
    private static final int MAX_ID = 0x1FFF_FFFF;
    private static final int FAILED = -Errno.AGAIN.code();
    private static final long INTERRUPT_AGAIN_MILLIS = 10;
    /** How long to wait for a thread that is stuck where nothing can interrupt it, as in writing to a full pipe. */
    private static final long PATIENCE_SECONDS = 10;

    private static final HostFunction.Definition DEFINITION = definition();

    private final CompiledModule module;
    private final StoreLimits limits;
    private final int maximum;
    private final Imports imports;
    private final Store first;
    private final Set<Store> running = new HashSet<>();
    private int lastId;
    private boolean ending;
    private RuntimeException end;

    private GuestThreads(CompiledModule module, Imports others, Store first, int maximum) {
        this.module = module;
        this.limits = first.limits();
        this.maximum = maximum;
        this.first = first;
        var all = Imports.builder();
        for (var wanted : module.module().imports()) {
            if (isSharedMemory(wanted)) {
                var type = ((ImportDesc.Memory) wanted.desc()).type();
                all.memory(wanted.module(), wanted.name(), Memory.createShared(type, limits.memoryBytes()));
            }
        }
        // A memory that the embedder gives takes the place of ours.
        all.addAll(others).function(MODULE, SPAWN, DEFINITION.bind(this));
        imports = all.build();
    }

    static boolean isWantedBy(CompiledModule module) {
        return module.module().imports().stream()
                .anyMatch(wanted -> isSharedMemory(wanted) || wanted.module().equals(MODULE) && wanted.name().equals(SPAWN));
    }

    private static boolean isSharedMemory(Import wanted) {
        return wanted.desc() instanceof ImportDesc.Memory memory && memory.type().shared();
    }

    /** For a module that can spawn threads; makes the shared memories that it imports. */
    static GuestThreads create(CompiledModule module, Imports others, Store first, WasiState state) {
        state.share();
        return new GuestThreads(module, others, first, state.config().limits().threads());
    }

    private static HostFunction.Definition definition() {
        try {
            var target = MethodHandles.lookup().findVirtual(GuestThreads.class, "spawn",
                    MethodType.methodType(int.class, Caller.class, int.class));
            return HostFunction.Definition.of(FuncType.of(List.of(ValType.I32), List.of(ValType.I32)), target);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The instance of the first thread. */
    Instance instantiate() {
        return module.instantiate(first, imports);
    }

    /** {@code wasi.thread-spawn}: a positive number for the thread, or a negative error code. */
    private int spawn(Caller caller, int argument) {
        long fuel = share(caller.store());
        int id = spawn(Store.create(limits.withFuel(fuel)), argument);
        if (id != FAILED && fuel != Long.MAX_VALUE) {
            caller.store().setFuel(caller.store().fuel() - fuel);
        }
        return id;
    }

    /** Half of what the spawning thread has, so that threads do not multiply a program's fuel. */
    private long share(Store spawner) {
        return limits.fuel() == Long.MAX_VALUE ? Long.MAX_VALUE : spawner.fuel() / 2;
    }

    private int spawn(Store store, int argument) {
        int id;
        synchronized (this) {
            if (end != null) {
                // The spawning thread has not seen that the program is over; an error code might make it end the program its way.
                throw new Trap(TrapKind.INTERRUPTED);
            }
            if (ending || running.size() >= maximum || lastId == MAX_ID) {
                return FAILED;
            }
            id = ++lastId;
            running.add(store);
        }
        try {
            if (module.instantiate(store, imports).exports().get(ENTRY) instanceof WasmFunction entry) {
                Thread.ofPlatform().daemon().name("troupe-wasi-thread-" + id).start(() -> run(store, entry, id, argument));
                return id;
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            // There is no more to tell than that it failed.
            ended(store);
            return FAILED;
        }
        ended(store);
        return FAILED;
    }

    private void run(Store store, WasmFunction entry, int id, int argument) {
        try {
            synchronized (this) {
                if (ending) {
                    return;
                }
            }
            entry.resolve().call(id, argument);
        } catch (RuntimeException e) {
            end(e);
        } catch (Error e) {
            end(Store.translate(e));
        } finally {
            ended(store);
        }
    }

    private synchronized void ended(Store store) {
        running.remove(store);
        notifyAll();
    }

    /** The first thread to end the program says how. */
    private synchronized void end(RuntimeException how) {
        if (!ending) {
            ending = true;
            end = how;
            first.interrupt();
        }
    }

    /**
     * Called by the first thread when it is done: ends the others and waits for them, not for ever.
     *
     * @return how another thread ended the program before, null if none did
     */
    synchronized RuntimeException finish() {
        ending = true;
        boolean interrupted = false;
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!running.isEmpty() && System.nanoTime() < until) {
            // A thread that has just been started is not executing yet, and would miss it.
            running.forEach(Store::interrupt);
            try {
                TimeUnit.MILLISECONDS.timedWait(this, INTERRUPT_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return end;
    }
}
