package dev.troupe.actors.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import dev.troupe.actors.PoolSettings;
import dev.troupe.actors.WasmPool;
import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.protocol.NodeMessage.HostModule;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts modules on demand: fetches each once however many ask for it, compiles it once, starts a pool and registers that under the
 * module's digest. Pools that want a module say so again and again; one that nobody has wanted for some time is let go.
 */
final class NodeActor extends AbstractOnMessageBehavior<NodeActor.Command> {
    sealed interface Command {}

    record Host(HostModule message) implements Command {}

    private record FetchEnded(ModuleFetch.Result result) implements Command {}

    private record Compiled(String digest, CompiledModule module, Throwable failure) implements Command {}

    private enum Tick implements Command {
        EXPIRE
    }

    /** What became of a module here. */
    private static final class Hosted {
        /** Null while it is being fetched and compiled, and if it does not compile. */
        private WasmPool pool;

        private boolean coming = true;
        private long wantedAt = System.nanoTime();
    }

    private static final Logger LOG = LoggerFactory.getLogger(NodeActor.class);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);

    private final Engine engine;
    private final PoolSettings settings;
    private final int maxModules;
    private final Duration keep;
    private final ModuleFetch.Limits fetchLimits;
    private final ActorRef<ModuleFetch.Result> fetched;
    private final Map<String, Hosted> modules = new HashMap<>();

    private NodeActor(ActorContext<Command> context, TimerScheduler<Command> timers, Engine engine, PoolSettings settings) {
        super(context);
        this.engine = engine;
        this.settings = settings;
        var config = context.getSystem().settings().config().getConfig("troupe.cluster");
        this.keep = config.getDuration("keep-unwanted");
        timers.startTimerWithFixedDelay(Tick.EXPIRE, keep.dividedBy(4));
        this.maxModules = config.getInt("max-modules");
        this.fetchLimits = new ModuleFetch.Limits((int) Math.min(Integer.MAX_VALUE - 8, config.getBytes("max-module-size")),
                config.getDuration("fetch-patience"));
        this.fetched = context.messageAdapter(ModuleFetch.Result.class, FetchEnded::new);
        var self = context.messageAdapter(HostModule.class, Host::new);
        context.getSystem().receptionist().tell(Receptionist.register(Keys.NODES, self));
    }

    static Behavior<Command> create(Engine engine, PoolSettings settings) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new NodeActor(context, timers, engine, settings)));
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        switch (command) {
            case Host host -> onHost(host.message);
            case FetchEnded ended -> onFetchEnded(ended.result);
            case Compiled compiled -> onCompiled(compiled);
            case Tick.EXPIRE -> onExpire();
        }
        return this;
    }

    private void onHost(HostModule message) {
        var digest = message.digest();
        var hosted = modules.get(digest);
        if (hosted != null) {
            hosted.wantedAt = System.nanoTime();
        } else if (modules.size() < maxModules) {
            modules.put(digest, new Hosted());
            LOG.info("fetching {}", digest);
            getContext().spawnAnonymous(ModuleFetch.create(digest, message.source(), fetched, fetchLimits));
        } else {
            LOG.debug("refused to host {}: there are {} modules here already", digest, modules.size());
        }
    }

    /** Lets go of what nobody has wanted for some time. */
    private void onExpire() {
        long now = System.nanoTime();
        modules.entrySet().removeIf(entry -> {
            var hosted = entry.getValue();
            if (hosted.coming || now - hosted.wantedAt < keep.toNanos()) {
                return false;
            }
            if (hosted.pool != null) {
                LOG.info("nobody wants {} any more", entry.getKey());
                hosted.pool.stop(STOP_GRACE);
            }
            return true;
        });
    }

    private void onFetchEnded(ModuleFetch.Result result) {
        switch (result) {
            case ModuleFetch.NotFetched failed -> {
                LOG.warn("cannot fetch {}: {}", failed.digest(), failed.reason());
                // Whoever wants it will say so again.
                modules.remove(failed.digest());
            }
            case ModuleFetch.Fetched module -> {
                var guests = getContext().getSystem().dispatchers().lookup(DispatcherSelector.fromConfig("troupe.guest-dispatcher"));
                getContext()
                        .pipeToSelf(
                                CompletableFuture.supplyAsync(() -> compile(module.bytes()), guests),
                                (compiled, failure) -> new Compiled(module.digest(), compiled, failure));
            }
        }
    }

    private CompiledModule compile(byte[] bytes) {
        try {
            return engine.compile(bytes);
        } catch (StackOverflowError | OutOfMemoryError | LinkageError e) {
            // Not for Akka, which would end the JVM.
            throw new IllegalStateException(e);
        }
    }

    private void onCompiled(Compiled message) {
        var hosted = modules.get(message.digest);
        hosted.coming = false;
        if (message.failure != null) {
            LOG.warn("refused to host {}: {}", message.digest, message.failure.getMessage());
            return;
        }
        hosted.pool = WasmPool.spawn(getContext().getSystem(), message.module, settings);
        getContext().getSystem().receptionist().tell(Receptionist.register(Keys.pools(message.digest), hosted.pool.ref()));
        LOG.info("hosting {} with {} instances", message.digest, settings.instances());
    }
}
