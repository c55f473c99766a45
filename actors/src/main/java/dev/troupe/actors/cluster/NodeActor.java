package dev.troupe.actors.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import dev.troupe.actors.PoolSettings;
import dev.troupe.actors.WasmPool;
import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.protocol.NodeMessage.HostModule;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts modules on demand: fetches each once however many ask for it, compiles it once, starts a pool and registers that under the
 * module's digest.
 */
final class NodeActor extends AbstractOnMessageBehavior<NodeActor.Command> {
    sealed interface Command {}

    record Host(HostModule message) implements Command {}

    private record FetchEnded(ModuleFetch.Result result) implements Command {}

    private record Compiled(String digest, CompiledModule module, Throwable failure) implements Command {}

    /** What became of a module here. */
    private enum State {
        COMING,
        RUNNING,
        /** It does not compile, which does not change. */
        REFUSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(NodeActor.class);

    private final Engine engine;
    private final PoolSettings settings;
    private final int maxModules;
    private final ModuleFetch.Limits fetchLimits;
    private final ActorRef<ModuleFetch.Result> fetched;
    private final Map<String, State> modules = new HashMap<>();

    private NodeActor(ActorContext<Command> context, Engine engine, PoolSettings settings) {
        super(context);
        this.engine = engine;
        this.settings = settings;
        var config = context.getSystem().settings().config().getConfig("troupe.cluster");
        this.maxModules = config.getInt("max-modules");
        this.fetchLimits = new ModuleFetch.Limits((int) Math.min(Integer.MAX_VALUE - 8, config.getBytes("max-module-size")),
                config.getDuration("fetch-patience"));
        this.fetched = context.messageAdapter(ModuleFetch.Result.class, FetchEnded::new);
        var self = context.messageAdapter(HostModule.class, Host::new);
        context.getSystem().receptionist().tell(Receptionist.register(Keys.NODES, self));
    }

    static Behavior<Command> create(Engine engine, PoolSettings settings) {
        return Behaviors.setup(context -> new NodeActor(context, engine, settings));
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        switch (command) {
            case Host host -> onHost(host.message);
            case FetchEnded ended -> onFetchEnded(ended.result);
            case Compiled compiled -> onCompiled(compiled);
        }
        return this;
    }

    private void onHost(HostModule message) {
        var digest = message.digest();
        if (modules.containsKey(digest)) {
            return;
        }
        if (modules.size() >= maxModules) {
            LOG.warn("refused to host {}: there are {} modules here already", digest, modules.size());
            return;
        }
        modules.put(digest, State.COMING);
        LOG.info("fetching {}", digest);
        getContext().spawnAnonymous(ModuleFetch.create(digest, message.source(), fetched, fetchLimits));
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
        if (message.failure != null) {
            LOG.warn("refused to host {}: {}", message.digest, message.failure.getMessage());
            modules.put(message.digest, State.REFUSED);
            return;
        }
        modules.put(message.digest, State.RUNNING);
        var pool = WasmPool.spawn(getContext().getSystem(), message.module, settings);
        getContext().getSystem().receptionist().tell(Receptionist.register(Keys.pools(message.digest), pool.ref()));
        LOG.info("hosting {} with {} instances", message.digest, settings.instances());
    }
}
