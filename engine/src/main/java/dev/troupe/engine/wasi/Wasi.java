package dev.troupe.engine.wasi;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.InstanceTemplate;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.Trap;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The WASI state of one instance: its descriptors, clocks and random numbers. Make one for each instance, {@link #instantiate} with
 * it, or give {@link #imports} to the instantiation, and close it when the instance is done with; like the instance it belongs to one
 * thread at a time.
 *
 * <pre>{@code
 * try (var wasi = Wasi.create(WasiConfig.defaults().withArguments("program").withStdout(System.out))) {
 *     var instance = module.instantiate(wasi.imports(module));
 *     ...
 * }
 * }</pre>
 *
 * <p>A function fails with an error code for the guest. It ends the guest with {@link dev.troupe.engine.runtime.GuestExit} on
 * {@code proc_exit}, and with a trap if the store is interrupted or its deadline passes while the guest waits.
 *
 * @see WasiProgram for running commands
 */
public final class Wasi implements AutoCloseable {
    private final WasiState state;
    private final ProcessFunctions process;
    private final SocketFunctions sockets;
    private final Rooms preview1;
    private final Rooms unstable;
    private volatile GuestThreads threads;

    /** The objects whose methods are the functions, for one of the two modules. */
    private record Rooms(Abi abi, DescriptorFunctions descriptors, PathFunctions paths, PollFunctions poll) {
        static Rooms of(WasiState state, Abi abi) {
            return new Rooms(abi, new DescriptorFunctions(state, abi), new PathFunctions(state, abi), new PollFunctions(state, abi));
        }
    }

    private Wasi(WasiState state) {
        this.state = state;
        process = new ProcessFunctions(state);
        sockets = new SocketFunctions(state);
        preview1 = Rooms.of(state, Abi.PREVIEW1);
        unstable = Rooms.of(state, Abi.UNSTABLE);
    }

    /**
     * @throws UncheckedIOException if a granted directory does not exist, or a file for a standard stream cannot be opened
     */
    public static Wasi create(WasiConfig config) {
        var state = new WasiState(config);
        try {
            state.open();
            return new Wasi(state);
        } catch (IOException e) {
            closeQuietly(state);
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            closeQuietly(state);
            throw e;
        }
    }

    private static void closeQuietly(WasiState state) {
        try {
            state.close();
        } catch (IOException ignored) {
            // The first failure is the one to report.
        }
    }

    /** All functions under both module names. */
    public Imports imports() {
        var imports = Imports.builder();
        add(imports, preview1);
        add(imports, unstable);
        return imports.build();
    }

    /** The functions that {@code module} imports: faster than {@link #imports()} for the first instances of a process. */
    public Imports imports(CompiledModule module) {
        var imports = Imports.builder();
        for (var wanted : module.module().imports()) {
            for (var rooms : new Rooms[] {preview1, unstable}) {
                if (wanted.module().equals(rooms.abi.module()) && Functions.all().containsKey(wanted.name())) {
                    add(imports, rooms, Functions.all().get(wanted.name()));
                }
            }
        }
        return imports.build();
    }

    private void add(Imports.Builder imports, Rooms rooms) {
        Functions.all().values().forEach(entry -> add(imports, rooms, entry));
    }

    private void add(Imports.Builder imports, Rooms rooms, Functions.Entry entry) {
        if (rooms.abi == Abi.PREVIEW1 || entry.isUnstable()) {
            imports.function(rooms.abi.module(), entry.name(), entry.definition().bind(receiver(rooms, entry.room())));
        }
    }

    /** Whether a module imports anything that is given here: functions of WASI, threads, or a shared memory for them. */
    public static boolean isImportedBy(CompiledModule module) {
        return GuestThreads.isWantedBy(module)
                || module.module().imports().stream()
                        .anyMatch(wanted -> wanted.module().equals(Abi.PREVIEW1.module()) || wanted.module().equals(Abi.UNSTABLE.module()));
    }

    /**
     * Makes the instance, which is then to be initialised or started. A module that imports {@code wasi.thread-spawn} gets threads, and
     * the shared memories that it imports; they have the store's limits, and {@link #close} ends them.
     *
     * @param others imports beside WASI, which take the place of WASI's of the same name
     * @throws IllegalStateException if this WASI has threads already
     */
    public Instance instantiate(CompiledModule module, Store store, Imports others) {
        var imports = Imports.builder().addAll(imports(module)).addAll(others).build();
        if (!GuestThreads.isWantedBy(module)) {
            return module.instantiate(store, imports);
        }
        if (threads != null) {
            throw new IllegalStateException("one instance with threads has been made already");
        }
        threads = GuestThreads.create(module, imports, store, state);
        return threads.instantiate();
    }

    /**
     * An instance that starts from a captured state, with this WASI in place of the one that the captured instance had. Both must have
     * been granted the same: descriptors that the guest knows are in its memory.
     *
     * @see #isAsGranted
     */
    public Instance instantiate(InstanceTemplate template, Store store, Imports others) {
        return template.instantiate(store, Imports.builder().addAll(imports(template.module())).addAll(others).build());
    }

    /**
     * Whether the guest has just those descriptors that it was granted. Open files cannot be captured: an instance that starts from a
     * {@link InstanceTemplate} finds those that were granted, and none that the captured one had opened.
     */
    public boolean isAsGranted() {
        return state.table().isAsGranted();
    }

    /**
     * Why a call of the instance ended abnormally: if another thread of the guest has ended it, this is what the other one did, a
     * {@link dev.troupe.engine.runtime.GuestExit} or {@link dev.troupe.engine.runtime.Trap}; else what was thrown.
     */
    public Throwable causeOf(Throwable thrown) {
        var end = threads != null && thrown instanceof Trap ? threads.finish() : null;
        return end == null ? thrown : end;
    }

    /** Ends all threads but the calling one, and waits for them. */
    void finishThreads() {
        if (threads != null) {
            threads.finish();
        }
    }

    private Object receiver(Rooms rooms, Class<?> room) {
        if (room == ProcessFunctions.class) {
            return process;
        } else if (room == SocketFunctions.class) {
            return sockets;
        } else if (room == DescriptorFunctions.class) {
            return rooms.descriptors;
        } else if (room == PathFunctions.class) {
            return rooms.paths;
        }
        return rooms.poll;
    }

    /**
     * Ends all threads that the guest started and closes all descriptors. Granted listeners, connections and Java streams stay open.
     * What is never closed is closed when the garbage collector finds that the instance is gone.
     *
     * @throws UncheckedIOException if a file could not be closed
     */
    @Override
    public void close() {
        finishThreads();
        try {
            state.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
