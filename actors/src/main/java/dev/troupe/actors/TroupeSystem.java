package dev.troupe.actors;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.engine.CompiledModule;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An actor system of one's own, for applications that have none.
 *
 * <pre>{@code
 * try (var troupe = TroupeSystem.create()) {
 *     var pool = troupe.pool(module);
 *     Answer answer = pool.invoke("add", Value.i32(2), Value.i32(3)).toCompletableFuture().join();
 * }
 * }</pre>
 *
 * <p>Thread-safe. Closing it stops its pools first; every request gets its answer.
 */
public final class TroupeSystem implements AutoCloseable {
    private static final int SHUTDOWN_SECONDS = 30;

    private final ActorSystem<Void> system;

    private TroupeSystem(ActorSystem<Void> system) {
        this.system = system;
    }

    /** With the configuration on the class path. */
    public static TroupeSystem create() {
        return create("troupe", ConfigFactory.load());
    }

    /** @param config complete, as {@link ConfigFactory#load()} makes it */
    public static TroupeSystem create(String name, Config config) {
        return new TroupeSystem(ActorSystem.create(Behaviors.empty(), name, config));
    }

    /** The settings that this system's configuration gives. */
    public PoolSettings settings() {
        return PoolSettings.of(system);
    }

    public WasmPool pool(CompiledModule module) {
        return WasmPool.spawn(system, module);
    }

    public WasmPool pool(CompiledModule module, PoolSettings settings) {
        return WasmPool.spawn(system, module, settings);
    }

    public ActorSystem<Void> actorSystem() {
        return system;
    }

    /** Stops all pools, then the system, and waits for it, at most half a minute. */
    @Override
    public void close() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().orTimeout(SHUTDOWN_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new IllegalStateException("a guest sits in a host function that does not end", e);
            }
            throw e;
        }
    }
}
