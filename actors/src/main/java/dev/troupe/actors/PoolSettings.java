package dev.troupe.actors;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.wasi.WasiConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How a pool works. Immutable; the defaults come from {@code troupe.pool} in the configuration, where each is explained.
 *
 * @param instances how many local instances there are, and so how many local calls at a time
 * @param waitingRoom how many requests may wait for an instance; more are rejected
 * @param defaultDeadline for waiting and running together, if a request names none
 * @param overrun how long past its deadline a guest may take to stop before its caller is answered without it
 * @param instantiationTimeout for making one instance, its start function included
 * @param restart how instances are replaced
 * @param limits what one instance may use
 * @param outputLimit how many bytes a command may write to standard output and error each; writing more fails in the guest
 * @param lifetime how long one instance is used
 * @param wasi what instances are granted of the host, if they import WASI; nothing by default. A command's standard streams are those
 *     of the request, and its arguments follow those given here (the first of which is its name)
 * @param imports makes what one instance is given besides; called on the instance's thread for each new instance
 * @param initializer prepares each new instance before its first call; may call its exports
 */
public record PoolSettings(
        int instances,
        int waitingRoom,
        Duration defaultDeadline,
        Duration overrun,
        Duration instantiationTimeout,
        RestartSettings restart,
        StoreLimits limits,
        long outputLimit,
        Lifetime lifetime,
        WasiConfig wasi,
        Function<Store, Imports> imports,
        Consumer<Instance> initializer) {
    public PoolSettings {
        if (instances < 0 || waitingRoom < 0 || outputLimit < 0) {
            throw new IllegalArgumentException(
                    "must not be negative: instances " + instances + ", waiting room " + waitingRoom + ", output limit " + outputLimit);
        }
        positive("default deadline", defaultDeadline);
        positive("overrun", overrun);
        positive("instantiation timeout", instantiationTimeout);
        Objects.requireNonNull(restart, "restart");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(lifetime, "lifetime");
        Objects.requireNonNull(wasi, "wasi");
        Objects.requireNonNull(imports, "imports");
        Objects.requireNonNull(initializer, "initializer");
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException("the " + name + " must be positive: " + value);
        }
    }

    /** From the configuration files on the class path. */
    public static PoolSettings defaults() {
        return from(ConfigFactory.load().getConfig("troupe.pool"));
    }

    /** From the configuration of an actor system. */
    public static PoolSettings of(ActorSystem<?> system) {
        return from(system.settings().config().getConfig("troupe.pool"));
    }

    /** @param config laid out like {@code troupe.pool} */
    public static PoolSettings from(Config config) {
        var instances = config.getString("instances");
        return new PoolSettings(
                instances.equals("auto") ? Runtime.getRuntime().availableProcessors() : config.getInt("instances"),
                config.getInt("waiting-room"),
                config.getDuration("default-deadline"),
                config.getDuration("overrun"),
                config.getDuration("instantiation-timeout"),
                RestartSettings.from(config.getConfig("restart")),
                StoreLimits.defaults()
                        .withMemoryBytes(config.getBytes("limits.memory"))
                        .withTableElements(config.getLong("limits.table-elements"))
                        .withCallDepth(config.getInt("limits.call-depth"))
                        .withFuel(fuel(config.getString("limits.fuel"))),
                config.getBytes("limits.output"),
                Lifetime.from(config.getConfig("lifetime")),
                WasiConfig.defaults(),
                store -> Imports.none(),
                instance -> {});
    }

    private static long fuel(String text) {
        return text.equals("endless") ? Long.MAX_VALUE : Long.parseLong(text);
    }

    public PoolSettings withInstances(int value) {
        return new PoolSettings(
                value, waitingRoom, defaultDeadline, overrun, instantiationTimeout, restart, limits,
                outputLimit, lifetime, wasi, imports, initializer);
    }

    public PoolSettings withWaitingRoom(int value) {
        return new PoolSettings(
                instances, value, defaultDeadline, overrun, instantiationTimeout, restart, limits,
                outputLimit, lifetime, wasi, imports, initializer);
    }

    public PoolSettings withDefaultDeadline(Duration value) {
        return new PoolSettings(
                instances, waitingRoom, value, overrun, instantiationTimeout, restart, limits,
                outputLimit, lifetime, wasi, imports, initializer);
    }

    public PoolSettings withOverrun(Duration value) {
        return new PoolSettings(
                instances, waitingRoom, defaultDeadline, value, instantiationTimeout, restart, limits,
                outputLimit, lifetime, wasi, imports, initializer);
    }

    public PoolSettings withInstantiationTimeout(Duration value) {
        return new PoolSettings(
                instances, waitingRoom, defaultDeadline, overrun, value, restart, limits,
                outputLimit, lifetime, wasi, imports, initializer);
    }

    public PoolSettings withRestart(RestartSettings value) {
        return new PoolSettings(
                instances, waitingRoom, defaultDeadline, overrun, instantiationTimeout, value, limits,
                outputLimit, lifetime, wasi, imports, initializer);
    }

    public PoolSettings withLimits(StoreLimits value) {
        return new PoolSettings(
                instances, waitingRoom, defaultDeadline, overrun, instantiationTimeout, restart, value,
                outputLimit, lifetime, wasi, imports, initializer);
    }

    /** @param bytes the limit of each memory of an instance */
    public PoolSettings withMemoryLimit(long bytes) {
        return withLimits(limits.withMemoryBytes(bytes));
    }

    /**
     * @param value what an instance may spend on being made, and again on each call, if its module was compiled with fuel; see
     *     {@link Store#setFuel}. A guest that needs more is answered as trapped, "out of fuel"
     */
    public PoolSettings withFuel(long value) {
        return withLimits(limits.withFuel(value));
    }

    /** @param value bytes */
    public PoolSettings withOutputLimit(long value) {
        return new PoolSettings(
                instances, waitingRoom, defaultDeadline, overrun, instantiationTimeout, restart, limits,
                value, lifetime, wasi, imports, initializer);
    }

    public PoolSettings withLifetime(Lifetime value) {
        return new PoolSettings(
                instances, waitingRoom, defaultDeadline, overrun, instantiationTimeout, restart, limits,
                outputLimit, value, wasi, imports, initializer);
    }

    public PoolSettings withWasi(WasiConfig value) {
        return new PoolSettings(
                instances, waitingRoom, defaultDeadline, overrun, instantiationTimeout, restart, limits,
                outputLimit, lifetime, value, imports, initializer);
    }

    /** Imports that belong to a store, such as another instance: make them in the given one. */
    public PoolSettings withImports(Function<Store, Imports> value) {
        return new PoolSettings(
                instances, waitingRoom, defaultDeadline, overrun, instantiationTimeout, restart, limits,
                outputLimit, lifetime, wasi, value, initializer);
    }

    /** Imports made anew for each instance; host functions with state belong here. */
    public PoolSettings withImports(Supplier<Imports> value) {
        return withImports(store -> value.get());
    }

    /** The same imports for all instances: host functions that any thread may call. */
    public PoolSettings withImports(Imports value) {
        return withImports(store -> value);
    }

    /** See {@link Lifetime#withTemplate}. */
    public PoolSettings withTemplate(boolean value) {
        return withLifetime(lifetime.withTemplate(value));
    }

    public PoolSettings withInitializer(Consumer<Instance> value) {
        return new PoolSettings(
                instances, waitingRoom, defaultDeadline, overrun, instantiationTimeout, restart, limits,
                outputLimit, lifetime, wasi, imports, value);
    }
}
