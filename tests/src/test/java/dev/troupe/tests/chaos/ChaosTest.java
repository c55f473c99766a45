package dev.troupe.tests.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.troupe.actors.Lifetime;
import dev.troupe.actors.TroupeSystem;
import dev.troupe.actors.WasmPool;
import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Modules;
import dev.troupe.engine.module.FuncType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.runtime.HostFunction;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.Rejected;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Trapped;
import dev.troupe.protocol.Value;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A pool under load from guests that trap, loop for ever, recurse without end, take all memory they get, or call host functions that
 * fail, at random: every request is answered exactly once, with the right kind of answer, and in the end there are as many healthy
 * instances as at the start. Some thousand requests; the profile {@code soak} sends 100,000.
 */
@Timeout(1800)
class ChaosTest {
    private static final int REQUESTS = Integer.getInteger("troupe.chaos.requests", 5000);
    private static final int INSTANCES = 8;
    private static final String GUEST = """
            (module
              (import "env" "mishap" (func $mishap (param i32) (result i32)))
              (memory (export "memory") 1)
              (global $dirty (mut i32) (i32.const 0))
              (func (export "work") (param i32) (result i32) (local $i i32) (local $sum i32)
                ;; A spoilt instance that were used again would give itself away.
                (if (global.get $dirty) (then unreachable))
                (loop $l
                  (local.set $sum (i32.add (local.get $sum) (local.get $i)))
                  (local.set $i (i32.add (local.get $i) (i32.const 1)))
                  (br_if $l (i32.lt_u (local.get $i) (local.get 0))))
                (local.get $sum))
              (func $spoil (global.set $dirty (i32.const 1)))
              (func (export "trap") (call $spoil) (drop (i32.load (i32.const -1))))
              (func (export "loop") (call $spoil) (loop $l (br $l)))
              (func $recurse (export "recurse") (param i32) (result i32) (call $spoil)
                (i32.add (i32.const 1) (call $recurse (i32.add (local.get 0) (i32.const 1)))))
              (func (export "hog") (result i32)
                (loop $l (br_if $l (i32.ne (memory.grow (i32.const 16)) (i32.const -1))))
                (memory.size))
              (func (export "mishap") (param i32) (result i32) (call $spoil) (call $mishap (local.get 0))))
            """;

    private static TroupeSystem troupe;
    private static CompiledModule module;

    @BeforeAll
    static void start() {
        // Shallow stacks: unwinding deep ones would be most of the test's time.
        var config = ConfigFactory.parseString("troupe.guest-dispatcher.guest-executor.stack-size = 1MiB");
        troupe = TroupeSystem.create("chaos", config.withFallback(ConfigFactory.load()));
        module = Engine.create().compile(Modules.assemble(GUEST));
    }

    @AfterAll
    static void stop() {
        troupe.close();
    }

    @Test
    void warmInstances() throws Exception {
        storm(Lifetime.warm().withMaxCalls(500).withMemoryHighWater(2 << 20), 1);
    }

    @Test
    void freshInstances() throws Exception {
        storm(Lifetime.freshPerCall(), 2);
    }

    @Test
    void instancesFromATemplate() throws Exception {
        storm(Lifetime.warm().withTemplate(true).withMaxCalls(500), 3);
    }

    /** What a request asks for, and which answers are right; a full waiting room may turn each away. */
    private enum Kind {
        WORK(Completed.class),
        TRAP(Trapped.class),
        LOOP(TimedOut.class),
        RECURSE(Trapped.class),
        HOG(Completed.class),
        HOST_FAILURE(Failed.class),
        HOST_ERROR(Failed.class, Trapped.class),
        UNKNOWN_EXPORT(Failed.class),
        WRONG_ARGUMENTS(Failed.class),
        /** Its deadline is over before it gets anywhere, or not. */
        HURRY(Completed.class, TimedOut.class);

        private final List<Class<? extends Answer>> answers;

        @SafeVarargs
        Kind(Class<? extends Answer>... answers) {
            this.answers = List.of(answers);
        }
    }

    private static void storm(Lifetime lifetime, long seed) throws Exception {
        var random = new Random(seed);
        var restart = troupe.settings()
                .restart()
                .withBackoff(Duration.ofMillis(1), Duration.ofMillis(20))
                .withCoolDown(Duration.ofMillis(200));
        var settings = troupe.settings()
                .withInstances(INSTANCES)
                .withWaitingRoom(100)
                .withMemoryLimit(8 << 20)
                .withRestart(restart)
                .withLifetime(lifetime)
                .withDefaultDeadline(Duration.ofSeconds(60))
                .withImports(mishaps());
        var answered = new AtomicIntegerArray(REQUESTS);
        var wrong = new ArrayDeque<String>();
        var tally = new TreeMap<String, Integer>();
        // Now and then one more than fits, so that some are rejected.
        int most = INSTANCES + 101;
        var inFlight = new Semaphore(most);
        try (var pool = troupe.pool(module, settings)) {
            for (int i = 0; i < REQUESTS; i++) {
                inFlight.acquire();
                int number = i;
                var kind = pick(random);
                send(pool, kind, random).whenComplete((answer, failure) -> {
                    answered.incrementAndGet(number);
                    synchronized (tally) {
                        var name = answer == null ? "nothing" : answer.getClass().getSimpleName();
                        tally.merge(kind + " " + name, 1, Integer::sum);
                        if (!(answer instanceof Rejected) && kind.answers.stream().noneMatch(type -> type.isInstance(answer))) {
                            wrong.add(kind + ": " + answer + " " + failure);
                        }
                    }
                    if (answer instanceof Rejected rejected) {
                        // A caller that is turned away does as it is told.
                        var later = CompletableFuture.delayedExecutor(rejected.retryAfter().toNanos(), TimeUnit.NANOSECONDS);
                        later.execute(inFlight::release);
                    } else {
                        inFlight.release();
                    }
                });
            }
            await().atMost(Duration.ofMinutes(5)).until(() -> inFlight.availablePermits() == most);
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(answered.get(i)).as("answers to request %d", i).isEqualTo(1);
            }
            synchronized (tally) {
                assertThat(wrong).as("of %s", tally).isEmpty();
                assertThat(tally.getOrDefault("WORK Completed", 0)).as("of %s", tally).isGreaterThan(REQUESTS / 3);
            }
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                var status = pool.status().toCompletableFuture().join();
                assertThat(status.healthy()).as(status.toString()).isEqualTo(INSTANCES);
                assertThat(status.busy()).isZero();
                assertThat(status.waiting()).isZero();
                assertThat(status.counts().answers()).isEqualTo(REQUESTS);
            });
        }
    }

    private static Kind pick(Random random) {
        int percent = random.nextInt(1000);
        return percent < 750 ? Kind.WORK : percent < 760 ? Kind.LOOP : Kind.values()[1 + random.nextInt(Kind.values().length - 1)];
    }

    private static CompletionStage<Answer> send(WasmPool pool, Kind kind, Random random) {
        // A loop's deadline is for its waiting too; what else is right is said by its kind.
        return switch (kind) {
            case WORK -> pool.invoke("work", Value.i32(random.nextInt(20_000)));
            case TRAP -> pool.invoke("trap");
            case LOOP -> pool.ask(replyTo -> Invoke.of(replyTo, "loop").withDeadline(Duration.ofMillis(5 + random.nextInt(40))));
            case RECURSE -> pool.invoke("recurse", Value.i32(0));
            case HOG -> pool.invoke("hog");
            case HOST_FAILURE -> pool.invoke("mishap", Value.i32(0));
            case HOST_ERROR -> pool.invoke("mishap", Value.i32(1 + random.nextInt(4)));
            case UNKNOWN_EXPORT -> pool.invoke("nonsense");
            case WRONG_ARGUMENTS -> pool.invoke("work", Value.f64(1));
            case HURRY -> pool.ask(
                    replyTo -> Invoke.of(replyTo, "work", Value.i32(1000)).withDeadline(Duration.ofNanos(1 + random.nextInt(2_000_000))));
        };
    }

    private static Imports mishaps() {
        var type = FuncType.of(List.of(ValType.I32), List.of(ValType.I32));
        return Imports.builder()
                .function("env", "mishap", HostFunction.untyped(type, (caller, arguments) -> {
                    throw switch ((int) arguments[0]) {
                        case 0 -> new IllegalStateException("a mishap");
                        case 1 -> new StackOverflowError();
                        case 2 -> new OutOfMemoryError("so it says");
                        case 3 -> new NoClassDefFoundError("dev/troupe/Nowhere");
                        default -> new InterruptedException();
                    };
                }))
                .build();
    }
}
