package dev.troupe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.PoolMessage;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadDriverTest {
    private static final LoadDriver.Load LOAD = new LoadDriver.Load((index, replyTo) -> Invoke.of(replyTo, "f"), 10, 2, false);
    private static ActorSystem<Void> system;

    @BeforeAll
    static void start() {
        system = ActorSystem.create(Behaviors.empty(), "load-driver-test");
    }

    @AfterAll
    static void stop() {
        system.terminate();
    }

    private static Behavior<PoolMessage> pool(int answers) {
        var left = new AtomicInteger(answers);
        return Behaviors.receiveMessage(message -> {
            if (left.getAndDecrement() > 0) {
                ((Invoke) message).replyTo().tell(new Completed(List.of()));
            }
            return Behaviors.same();
        });
    }

    @Test
    void completesAfterTheLastAnswer() throws Exception {
        var pool = system.systemActorOf(pool(10), "answering", Props.empty());
        var count = new AtomicInteger();
        LoadDriver.start(system, pool, LOAD, (index, answer, nanos) -> count.incrementAndGet()).get(30, TimeUnit.SECONDS);
        assertThat(count).hasValue(10);
    }

    @Test
    void failsIfTheListenerFails() {
        var pool = system.systemActorOf(pool(10), "answering-too", Props.empty());
        var done = LoadDriver.start(system, pool, LOAD, (index, answer, nanos) -> {
            throw new IllegalStateException("the listener's failure");
        });
        assertThatThrownBy(() -> done.get(30, TimeUnit.SECONDS)).hasMessageContaining("stopped after 0 of 10 answers");
    }

    @Test
    void failsIfTheActorSystemEnds() {
        ActorSystem<Void> other = ActorSystem.create(Behaviors.empty(), "load-driver-test-2");
        var pool = other.systemActorOf(pool(3), "silent", Props.empty());
        var third = new CountDownLatch(3);
        var done = LoadDriver.start(other, pool, LOAD, (index, answer, nanos) -> third.countDown());
        assertThat(third).satisfies(latch -> assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue());
        other.terminate();
        assertThatThrownBy(() -> done.get(30, TimeUnit.SECONDS)).hasMessageContaining("stopped after 3 of 10 answers");
    }
}
