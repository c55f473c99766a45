package dev.troupe.actors;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.PoisonPill;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import dev.troupe.engine.CompiledModule;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.GetPoolStatus;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.NodeLost;
import dev.troupe.protocol.NodeMessage;
import dev.troupe.protocol.PoolMessage;
import dev.troupe.protocol.PoolStatus;
import dev.troupe.protocol.Rejected;
import dev.troupe.protocol.RunCommand;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Value;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The router as Akka users see it, and against other nodes' pools that the test plays. */
@Timeout(60)
class RouterTest {
    private static ActorTestKit kit;
    private static CompiledModule rogue;
    private static CompiledModule hosted;
    private TestProbe<Answer> caller;
    private TestProbe<PoolMessage> peer;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
        rogue = Guests.compile(Guests.ROGUE);
        hosted = Guests.compile(Guests.HOSTED);
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void probes() {
        caller = kit.createTestProbe();
        peer = kit.createTestProbe();
    }

    private static PoolSettings settings(int instances) {
        return PoolSettings.defaults().withInstances(instances);
    }

    private Invoke add() {
        return Invoke.of(caller.getRef(), "add", Value.i32(1), Value.i32(2));
    }

    private static PoolStatus status(ActorRef<PoolMessage> pool) {
        var probe = kit.<PoolStatus>createTestProbe();
        pool.tell(new GetPoolStatus(probe.getRef()));
        return probe.receiveMessage();
    }

    /** A pool without instances of its own, and the test as a remote pool with some. */
    private ActorRef<PoolMessage> poolWithPeer(int instances) {
        var pool = kit.spawn(Router.create(rogue, settings(0).withWaitingRoom(2).withOverrun(Duration.ofMillis(100))));
        pool.tell(new Peers.Found(peer.getRef(), "elsewhere:1"));
        var subscription = peer.expectMessageClass(NodeMessage.SubscribeCapacity.class);
        subscription.replyTo().tell(new NodeMessage.Capacity(peer.getRef(), instances));
        return pool;
    }

    @Test
    void answersAnActor() {
        var pool = kit.spawn(Router.create(rogue, settings(1)));
        pool.tell(add());
        caller.expectMessage(new Completed(List.of(Value.i32(3))));
    }

    @Test
    void callsToOneInstanceRunInTheOrderOfTheirArrival() {
        var pool = kit.spawn(Router.create(rogue, settings(1)));
        for (int i = 0; i < 100; i++) {
            pool.tell(Invoke.of(caller.getRef(), "count"));
        }
        for (int i = 1; i <= 100; i++) {
            caller.expectMessage(new Completed(List.of(Value.i32(i))));
        }
    }

    @Test
    void aRouterThatFailsAnswersWhatIsOpenAndMixesUpNothingAfterwards() throws Exception {
        var entered = new CountDownLatch(1);
        var imports = Guests.imports(argument -> {
            if (argument == 1) {
                entered.countDown();
                new CountDownLatch(1).await();
            }
            return argument;
        });
        var pool = kit.spawn(Router.create(hosted, settings(2).withImports(imports)));
        pool.tell(Invoke.of(caller.getRef(), "call", Value.i32(1)));
        entered.await();
        // A defect: no message of a user can do this.
        pool.tell(new WasmPool.Submitted(null, null));
        assertThat(caller.expectMessageClass(Failed.class).kind()).isEqualTo(Failed.Kind.INTERNAL);
        // More than Akka keeps for an actor that is being restarted, unless told otherwise.
        int calls = settings(2).waitingRoom() + 200;
        for (int i = 2; i < calls; i++) {
            pool.tell(Invoke.of(caller.getRef(), "call", Value.i32(i)));
        }
        var seen = new HashSet<Answer>();
        for (int i = 2; i < calls; i++) {
            var answer = caller.receiveMessage(Duration.ofSeconds(10));
            assertThat(answer).isInstanceOfAny(Completed.class, Rejected.class);
            if (answer instanceof Completed) {
                assertThat(seen.add(answer)).as("answered twice: " + answer).isTrue();
            }
        }
        caller.expectNoMessage(Duration.ofMillis(100));
        assertThat(status(pool).healthy()).isEqualTo(2);
    }

    @Test
    void aDyingInstanceActorAnswersToo() throws Exception {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var imports = Guests.imports(argument -> {
            entered.countDown();
            release.await();
            return argument;
        });
        var pool = kit.spawn(Router.create(hosted, settings(1).withImports(imports)));
        pool.tell(Invoke.of(caller.getRef(), "count"));
        caller.expectMessage(new Completed(List.of(Value.i32(1))));
        var selection = Adapter.toClassic(kit.system()).actorSelection(pool.path().toStringWithoutAddress() + "/instance-0-*");
        var instance = selection.resolveOne(Duration.ofSeconds(30)).toCompletableFuture().join();
        pool.tell(Invoke.of(caller.getRef(), "call", Value.i32(1)));
        entered.await();
        pool.tell(Invoke.of(caller.getRef(), "count"));
        pool.tell(Invoke.of(caller.getRef(), "count"));
        // Nobody has a reason to do this; it stands for whatever may end an actor.
        instance.tell(PoisonPill.getInstance(), akka.actor.ActorRef.noSender());
        release.countDown();
        caller.expectMessage(new Completed(List.of(Value.i32(1))));
        caller.expectMessageClass(Failed.class);
        caller.expectMessage(new Completed(List.of(Value.i32(1))));
        assertThat(status(pool).counts().answers()).isEqualTo(4);
    }

    @Test
    void aPoolThatIsStoppedRoughlyAnswersAsWell() {
        var pool = kit.spawn(Router.create(rogue, settings(1).withDefaultDeadline(Duration.ofMillis(500))));
        pool.tell(Invoke.of(caller.getRef(), "loop"));
        pool.tell(add());
        caller.expectNoMessage(Duration.ofMillis(100));
        kit.stop(pool, Duration.ofSeconds(10));
        caller.receiveMessage();
        caller.receiveMessage();
        caller.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void otherNodesGetWhatTheyHaveRoomFor() {
        var pool = poolWithPeer(2);
        for (int i = 0; i < 5; i++) {
            pool.tell(add());
        }
        var first = peer.expectMessageClass(NodeMessage.RemoteCall.class);
        peer.expectMessageClass(NodeMessage.RemoteCall.class);
        peer.expectNoMessage(Duration.ofMillis(100));
        assertThat(caller.receiveMessage()).isInstanceOfSatisfying(
                Rejected.class, rejected -> assertThat(rejected.reason()).isEqualTo(Rejected.Reason.WAITING_ROOM_FULL));
        assertThat(first.request().deadline()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(30));
        var answer = new Completed(List.of(Value.i32(3)));
        first.replyTo().tell(new NodeMessage.RemoteAnswer(first.id(), peer.getRef(), answer));
        caller.expectMessage(answer);
        peer.expectMessageClass(NodeMessage.RemoteCall.class);
        first.replyTo().tell(new NodeMessage.RemoteAnswer(first.id(), peer.getRef(), answer));
        caller.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void whatALostNodeHadIsLostUnlessItMayRunTwice() {
        var pool = poolWithPeer(2);
        pool.tell(add());
        pool.tell(add().withIdempotent(true));
        peer.expectMessageClass(NodeMessage.RemoteCall.class);
        peer.expectMessageClass(NodeMessage.RemoteCall.class);
        pool.tell(new Peers.Lost(peer.getRef()));
        caller.expectMessage(new NodeLost("elsewhere:1"));
        caller.expectNoMessage(Duration.ofMillis(100));
        assertThat(status(pool).waiting()).isEqualTo(1);
        pool.tell(new Peers.Found(peer.getRef(), "elsewhere:1"));
        peer.expectMessageClass(NodeMessage.SubscribeCapacity.class);
        pool.tell(new NodeMessage.Capacity(peer.getRef(), 1));
        var again = peer.expectMessageClass(NodeMessage.RemoteCall.class);
        assertThat(again.request().idempotent()).isTrue();
    }

    @Test
    void aNodeThatDiesIsNoticedByDeathWatch() {
        var pool = poolWithPeer(1);
        pool.tell(add());
        peer.expectMessageClass(NodeMessage.RemoteCall.class);
        peer.stop();
        caller.expectMessage(new NodeLost("elsewhere:1"));
    }

    @Test
    void whatANodeRejectsKeepsItsPlace() {
        var pool = poolWithPeer(1);
        pool.tell(add());
        var call = peer.expectMessageClass(NodeMessage.RemoteCall.class);
        var rejected = new Rejected(Rejected.Reason.WAITING_ROOM_FULL, Duration.ofMillis(50));
        call.replyTo().tell(new NodeMessage.RemoteAnswer(call.id(), peer.getRef(), rejected));
        assertThat(peer.expectMessageClass(NodeMessage.RemoteCall.class).id()).isEqualTo(call.id());
    }

    @Test
    void aNodeThatDoesNotAnswerIsNotWaitedForBeyondTheDeadline() {
        var pool = poolWithPeer(1);
        pool.tell(add().withDeadline(Duration.ofMillis(200)));
        peer.expectMessageClass(NodeMessage.RemoteCall.class);
        caller.expectMessage(Duration.ofSeconds(5), new TimedOut(true, List.of()));
        assertThat(status(pool).remoteBusy()).isZero();
    }

    @Test
    void requestsTooLargeForOneMessageTravelInParts() {
        var pool = poolWithPeer(1);
        pool.tell(RunCommand.of(caller.getRef(), List.of(), new byte[300 << 10]));
        var first = peer.expectMessageClass(NodeMessage.Fragment.class);
        assertThat(first.count()).isEqualTo(4);
        for (int i = 1; i < 4; i++) {
            assertThat(peer.expectMessageClass(NodeMessage.Fragment.class).index()).isEqualTo(i);
        }
        assertThat(status(pool).remoteBusy()).isEqualTo(1);
    }

    @Test
    void workFromAnotherNodeIsDoneHereOrNotAtAll() {
        var pool = poolWithPeer(1);
        var other = kit.<PoolMessage>createTestProbe();
        pool.tell(new NodeMessage.RemoteCall(77, add().withDeadline(Duration.ofMillis(100)), other.getRef()));
        peer.expectNoMessage(Duration.ofMillis(50));
        assertThat(other.receiveMessage()).isEqualTo(new NodeMessage.RemoteAnswer(77, pool, TimedOut.waiting()));
        caller.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void capacityIsToldNowAndWhenItChanges() {
        var restart = PoolSettings.defaults().restart().withLimit(1).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1));
        var broken = new AtomicBoolean();
        var settings = settings(1).withRestart(restart.withCoolDown(Duration.ofMillis(300))).withInitializer(instance -> {
            if (broken.get()) {
                throw new IllegalStateException("not now");
            }
        });
        var pool = kit.spawn(Router.create(rogue, settings));
        var listener = kit.<NodeMessage.Capacity>createTestProbe();
        pool.tell(new NodeMessage.SubscribeCapacity(listener.getRef()));
        listener.expectMessage(new NodeMessage.Capacity(pool, 1));
        broken.set(true);
        pool.tell(Invoke.of(caller.getRef(), "fail"));
        listener.expectMessage(new NodeMessage.Capacity(pool, 0));
        broken.set(false);
        listener.expectMessage(new NodeMessage.Capacity(pool, 1));
        pool.tell(new StopPool(Duration.ofSeconds(1), kit.<PoolStatus>createTestProbe().getRef()));
        listener.expectMessage(new NodeMessage.Capacity(pool, 0));
    }
}
