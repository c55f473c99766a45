package dev.troupe.actors.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.receptionist.Receptionist;
import dev.troupe.actors.Guests;
import dev.troupe.actors.PoolSettings;
import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Modules;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.CommandCompleted;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.PoolMessage;
import dev.troupe.protocol.PoolStatus;
import dev.troupe.protocol.RunCommand;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Trapped;
import dev.troupe.protocol.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three members in one JVM: a pool with one instance of its own, and two nodes that lend it two each. */
@Timeout(120)
class ClusterPoolTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static CompiledModule rogue;
    private static ClusterNode seed;
    private static ClusterNode other;
    private static ClusterPool cluster;

    @BeforeAll
    static void start() {
        rogue = Guests.compile(Guests.ROGUE);
        var settings = PoolSettings.defaults().withInstances(2);
        seed = ClusterNode.start(ClusterSettings.local(), Engine.create(), settings);
        other = ClusterNode.start(ClusterSettings.local().withSeeds(seed.address()), Engine.create(), settings);
        cluster = ClusterPool.join(
                ClusterSettings.local().withSeeds(seed.address(), other.address()), rogue, PoolSettings.defaults().withInstances(1));
        assertThat(remote(cluster, 4).remoteInstances()).isEqualTo(4);
    }

    @AfterAll
    static void stop() {
        cluster.close();
        other.close();
        seed.close();
    }

    private static PoolStatus remote(ClusterPool pool, int instances) {
        return pool.awaitRemoteInstances(instances, PATIENCE).toCompletableFuture().join();
    }

    private static PoolStatus status() {
        return cluster.pool().status().toCompletableFuture().join();
    }

    private static Answer get(CompletableFuture<Answer> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Test
    void localInstancesComeFirst() {
        // What another test did to it may keep it away for a moment.
        await().until(() -> status().healthy() == 1);
        long before = status().counts().remote();
        for (int i = 0; i < 50; i++) {
            var sum = cluster.pool().invoke("add", Value.i32(i), Value.i32(1));
            assertThat(get(sum.toCompletableFuture())).isEqualTo(new Completed(List.of(Value.i32(i + 1))));
        }
        assertThat(status().counts().remote()).isEqualTo(before);
    }

    @Test
    void moreThanTheOwnInstancesCanTakeGoesToOtherNodes() {
        long before = status().counts().remote();
        var all = new ArrayList<CompletableFuture<Answer>>();
        for (int i = 0; i < 500; i++) {
            all.add(cluster.pool().invoke("spin", Value.i32(200_000 + i)).toCompletableFuture());
        }
        for (int i = 0; i < 500; i++) {
            assertThat(get(all.get(i))).isEqualTo(new Completed(List.of(Value.i32(200_000 + i))));
        }
        assertThat(status().counts().remote()).isGreaterThan(before + 50);
        assertThat(status().remoteBusy()).isZero();
    }

    @Test
    void everyKindOfAnswerComesBackFromOtherNodes() {
        var random = new Random(7);
        var all = new ArrayList<CompletableFuture<Answer>>();
        var expected = new ArrayList<Class<? extends Answer>>();
        long before = status().counts().remote();
        for (int i = 0; i < 300; i++) {
            var kind = random.nextInt(40);
            var pool = cluster.pool();
            if (kind == 0) {
                all.add(pool.ask(replyTo -> Invoke.of(replyTo, "loop").withDeadline(Duration.ofMillis(700))).toCompletableFuture());
                expected.add(TimedOut.class);
            } else if (kind < 5) {
                all.add(pool.invoke("divide", Value.i32(1), Value.i32(0)).toCompletableFuture());
                expected.add(Trapped.class);
            } else if (kind < 8) {
                all.add(pool.invoke("nonsense").toCompletableFuture());
                expected.add(Failed.class);
            } else if (kind < 10) {
                all.add(pool.invoke("recurse", Value.i32(0)).toCompletableFuture());
                expected.add(Trapped.class);
            } else {
                all.add(pool.invoke("spin", Value.i32(100_000)).toCompletableFuture());
                expected.add(Completed.class);
            }
        }
        for (int i = 0; i < all.size(); i++) {
            assertThat(get(all.get(i))).isInstanceOf(expected.get(i));
        }
        assertThat(status().counts().remote()).isGreaterThan(before);
    }

    @Test
    void aModuleOfSomeMegabytesTravelsInChunks() {
        // Data that does not compress, so that nothing hides a mistake in the order of chunks.
        var data = new StringBuilder();
        var random = new Random(1);
        for (int i = 0; i < 3_000_000; i++) {
            data.append(String.format("\\%02x", random.nextInt(256)));
        }
        var text = "(module (memory 100) (data (i32.const 0) \"" + data
                + "\") (func (export \"at\") (param i32) (result i32) (i32.load8_u (local.get 0))))";
        var bytes = Modules.assemble(text);
        assertThat(bytes.length).isGreaterThan(40 * ModuleSource.CHUNK);
        var module = Engine.create().compile(bytes);
        // No instances of its own: whatever is answered is answered elsewhere.
        var settings = PoolSettings.defaults().withInstances(0);
        try (var pool = ClusterPool.spawn(cluster.actorSystem(), module, settings)) {
            assertThat(remote(pool, 4).remoteInstances()).isEqualTo(4);
            int expected = Integer.parseInt(data.substring(3 * 2_345_678 + 1, 3 * 2_345_678 + 3), 16);
            var answer = pool.pool().invoke("at", Value.i32(2_345_678)).toCompletableFuture();
            assertThat(get(answer)).isEqualTo(new Completed(List.of(Value.i32(expected))));
        }
    }

    @Test
    void aModuleThatNobodyWantsAnyMoreIsLetGo() {
        var module = Guests.compile("(module (func (export \"f\")))");
        var key = Keys.pools(module.digest());
        try (var pool = ClusterPool.spawn(cluster.actorSystem(), module, PoolSettings.defaults().withInstances(0))) {
            assertThat(remote(pool, 4).remoteInstances()).isEqualTo(4);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
                cluster.actorSystem().receptionist(),
                replyTo -> Receptionist.find(key, replyTo),
                Duration.ofSeconds(5),
                cluster.actorSystem().scheduler())
                .toCompletableFuture()
                .join()
                .getAllServiceInstances(key)
                .isEmpty());
    }

    @Test
    void inputAndOutputOfMegabytesTravelToo() {
        var input = new byte[3_000_000];
        new Random(3).nextBytes(input);
        var settings = PoolSettings.defaults().withInstances(0);
        try (var pool = ClusterPool.spawn(cluster.actorSystem(), Guests.compile(Guests.COPY), settings)) {
            assertThat(remote(pool, 4).remoteInstances()).isEqualTo(4);
            for (int i = 0; i < 3; i++) {
                var answer = (CommandCompleted) get(pool.pool().run(List.of(), input).toCompletableFuture());
                assertThat(answer.stdout()).isEqualTo(input);
            }
        }
    }

    /** The pool cannot know that the caller is no pool which would put it together; Akka would drop the message without a word. */
    @Test
    void anAnswerThatIsTooLargeForOneMessageIsToldToAnActorOnAnotherNode() {
        var module = Guests.compile("""
                (module
                  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
                  (memory (export "memory") 5)
                  (func (export "_start")
                    (i32.store (i32.const 0) (i32.const 64))
                    (i32.store (i32.const 4) (i32.const 300000))
                    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
                """);
        try (var pool = ClusterPool.spawn(cluster.actorSystem(), module, PoolSettings.defaults().withInstances(1))) {
            var name = ActorRefResolver.get(cluster.actorSystem()).toSerializationFormat(pool.pool().ref());
            ActorRef<PoolMessage> ref = ActorRefResolver.get(seed.actorSystem()).resolveActorRef(name);
            CompletionStage<Answer> answer = AskPattern.ask(
                    ref, replyTo -> RunCommand.of(replyTo, List.of(), new byte[0]), Duration.ofSeconds(10),
                    seed.actorSystem().scheduler());
            assertThat(get(answer.toCompletableFuture())).isInstanceOfSatisfying(
                    Failed.class, failed -> assertThat(failed.kind()).isEqualTo(Failed.Kind.ANSWER_TOO_LARGE));
            assertThat(get(pool.pool().run(List.of(), new byte[0]).toCompletableFuture())).isInstanceOfSatisfying(
                    CommandCompleted.class, completed -> assertThat(completed.stdout()).hasSize(300_000));
        }
    }

    @Test
    void aModuleThatNodesCannotInstantiateIsTold() {
        var module = Guests.compile(Guests.HOSTED);
        var settings = PoolSettings.defaults().withInstances(1).withImports(Guests.imports(argument -> argument + 1));
        try (var pool = ClusterPool.spawn(cluster.actorSystem(), module, settings)) {
            // The nodes have no such import: they take it on, fail, and offer nothing.
            for (int i = 0; i < 100; i++) {
                var answer = pool.pool().invoke("call", Value.i32(1)).toCompletableFuture();
                assertThat(get(answer)).isInstanceOfAny(Completed.class, Failed.class);
            }
        }
    }
}
