package dev.troupe.actors.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import dev.troupe.actors.Peers;
import dev.troupe.engine.CompiledModule;
import dev.troupe.protocol.NodeMessage.FetchChunk;
import dev.troupe.protocol.NodeMessage.HostModule;
import dev.troupe.protocol.PoolMessage;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps a router informed of the pools of its module on other nodes that can be reached, and keeps asking all nodes to host
 * one. Lives as long as the router.
 */
final class PeerFinder extends AbstractOnMessageBehavior<PeerFinder.Command> {
    sealed interface Command {}

    private record Listed(Receptionist.Listing listing) implements Command {}

    private enum Tick implements Command {
        INVITE,
        POOL_GONE
    }

    private final ActorRef<PoolMessage> router;
    private final String digest;
    private final ActorRef<FetchChunk> source;
    private Set<ActorRef<PoolMessage>> pools = Set.of();
    private Set<ActorRef<HostModule>> nodes = Set.of();

    private PeerFinder(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<PoolMessage> router,
            CompiledModule module) {
        super(context);
        this.router = router;
        this.digest = module.digest();
        this.source = context.spawn(ModuleSource.create(module), "source");
        context.watchWith(router, Tick.POOL_GONE);
        var receptionist = context.getSystem().receptionist();
        var listings = context.messageAdapter(Receptionist.Listing.class, Listed::new);
        receptionist.tell(Receptionist.subscribe(Keys.pools(digest), listings));
        receptionist.tell(Receptionist.subscribe(Keys.NODES, listings));
        var config = context.getSystem().settings().config();
        timers.startTimerWithFixedDelay(Tick.INVITE, config.getDuration("troupe.cluster.invite-interval"));
    }

    static Behavior<Command> create(ActorRef<PoolMessage> router, CompiledModule module) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new PeerFinder(context, timers, router, module)));
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case Listed listed -> onListed(listed.listing);
            case Tick.INVITE -> {
                // A router that was restarted has forgotten them; another one knows them already.
                pools.forEach(pool -> router.tell(new Peers.Found(pool, node(pool))));
                yield invite(nodes);
            }
            case Tick.POOL_GONE -> Behaviors.stopped();
        };
    }

    private Behavior<Command> onListed(Receptionist.Listing listing) {
        if (listing.isForKey(Keys.NODES)) {
            var before = nodes;
            nodes = remote(listing.getServiceInstances(Keys.NODES));
            var fresh = new HashSet<>(nodes);
            fresh.removeAll(before);
            return invite(fresh);
        }
        // Instances on nodes out of reach are not in this set.
        var present = remote(listing.getServiceInstances(Keys.pools(digest)));
        for (var pool : pools) {
            if (!present.contains(pool)) {
                router.tell(new Peers.Lost(pool));
            }
        }
        for (var pool : present) {
            if (!pools.contains(pool)) {
                router.tell(new Peers.Found(pool, node(pool)));
            }
        }
        pools = present;
        return this;
    }

    /** Also tells those who host it already that it is still wanted. */
    private Behavior<Command> invite(Set<ActorRef<HostModule>> hosts) {
        hosts.forEach(node -> node.tell(new HostModule(digest, source)));
        return this;
    }

    private static <T> Set<ActorRef<T>> remote(Set<ActorRef<T>> refs) {
        return refs.stream().filter(ref -> ref.path().address().hasGlobalScope()).collect(Collectors.toUnmodifiableSet());
    }

    private static String node(ActorRef<?> ref) {
        return ref.path().address().hostPort().replaceFirst("^.*@", "");
    }
}
