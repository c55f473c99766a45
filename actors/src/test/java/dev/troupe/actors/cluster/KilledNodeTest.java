package dev.troupe.actors.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.actors.Guests;
import dev.troupe.actors.PoolSettings;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.NodeLost;
import dev.troupe.protocol.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node is killed, as with {@code kill -9}, in the middle of some thousand calls through one router. */
@Timeout(180)
class KilledNodeTest {
    private static final int CALLS = 3000;
    /** Long enough that the killed node has all its instances at work. */
    private static final int SPIN = 10_000_000;

    @Test
    void callsOnAKilledNodeAreAnsweredNodeLostAndAllOthersComplete() throws Exception {
        var answers = run(2, false);
        assertThat(answers.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(CALLS);
        assertThat(answers.keySet()).isSubsetOf(Completed.class, NodeLost.class);
        assertThat(answers.get(NodeLost.class)).as("what the node had in hand: one call for each of its instances").isBetween(1, 2);
    }

    @Test
    void idempotentCallsRunElsewhere() throws Exception {
        var answers = run(1, true);
        assertThat(answers).isEqualTo(Map.of(Completed.class, CALLS));
    }

    @SuppressWarnings("try") // the survivor need only be there
    private static Map<Class<?>, Integer> run(int nodes, boolean idempotent) throws Exception {
        var module = Guests.compile(Guests.ROGUE);
        var settings = PoolSettings.defaults().withInstances(1).withWaitingRoom(CALLS).withDefaultDeadline(Duration.ofMinutes(2));
        try (var cluster = ClusterPool.join(ClusterSettings.local(), module, settings);
                var victim = NodeProcess.start(cluster.address(), 2);
                var survivor = nodes > 1 ? NodeProcess.start(cluster.address(), 2) : null) {
            var status = cluster.awaitRemoteInstances(2 * nodes, Duration.ofSeconds(60)).toCompletableFuture().join();
            assertThat(status.remoteInstances()).isEqualTo(2 * nodes);
            var done = new AtomicInteger();
            var all = new ArrayList<CompletableFuture<Answer>>();
            for (int i = 0; i < CALLS; i++) {
                var answer = cluster.pool()
                        .ask(replyTo -> Invoke.of(replyTo, "spin", Value.i32(SPIN)).withIdempotent(idempotent))
                        .toCompletableFuture();
                answer.thenRun(done::incrementAndGet);
                all.add(answer);
            }
            while (done.get() < CALLS / 4) {
                Thread.sleep(1);
            }
            victim.kill();
            assertThat(done).hasValueLessThan(CALLS);
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).orTimeout(120, TimeUnit.SECONDS).join();
            assertThat(cluster.pool().status().toCompletableFuture().join().counts().answers()).isEqualTo(CALLS);
            return all.stream()
                    .map(CompletableFuture::join)
                    .collect(Collectors.groupingBy(Answer::getClass, Collectors.collectingAndThen(Collectors.counting(), Long::intValue)))
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(entry -> (Class<?>) entry.getKey(), Map.Entry::getValue));
        }
    }
}
