package dev.troupe.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Modules;
import dev.troupe.engine.runtime.GuestExit;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.protocol.Answer;
import dev.troupe.protocol.Completed;
import dev.troupe.protocol.Failed;
import dev.troupe.protocol.Invoke;
import dev.troupe.protocol.PoolStatus;
import dev.troupe.protocol.Rejected;
import dev.troupe.protocol.TimedOut;
import dev.troupe.protocol.Trapped;
import dev.troupe.protocol.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WasmPoolTest {
    private static TroupeSystem troupe;
    private static CompiledModule rogue;
    private static CompiledModule hosted;

    @BeforeAll
    static void start() {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
        troupe = TroupeSystem.create();
        rogue = Guests.compile(Guests.ROGUE);
        hosted = Guests.compile(Guests.HOSTED);
    }

    @AfterAll
    static void stop() {
        troupe.close();
    }

    private static PoolSettings settings() {
        return troupe.settings()
                .withInstances(2)
                .withDefaultDeadline(Duration.ofSeconds(20))
                .withRestart(troupe.settings().restart().withBackoff(Duration.ofMillis(5), Duration.ofMillis(50)));
    }

    private static Answer get(CompletionStage<Answer> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static PoolStatus status(WasmPool pool) {
        return pool.status().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static CompletionStage<Answer> invoke(WasmPool pool, Duration deadline, String export, Value... arguments) {
        return pool.ask(replyTo -> Invoke.of(replyTo, export, arguments).withDeadline(deadline));
    }

    @Test
    void callsAndAnswers() {
        try (var pool = troupe.pool(rogue, settings())) {
            assertThat(get(pool.invoke("add", Value.i32(2), Value.i32(3)))).isEqualTo(new Completed(List.of(Value.i32(5))));
            assertThat(get(pool.invoke("swap", Value.i32(1), Value.i64(-2))))
                    .isEqualTo(new Completed(List.of(Value.i64(-2), Value.i32(1))));
            assertThat(get(pool.invoke("echo64", Value.f64(-0.0)))).isEqualTo(new Completed(List.of(Value.f64(-0.0))));
            var nan = new Value.F64(0x7ff8_0000_dead_beefL);
            assertThat(get(pool.invoke("echo64", nan))).isEqualTo(new Completed(List.of(nan)));
            var nan32 = new Value.F32(0x7fc0_beef);
            assertThat(get(pool.invoke("echo32", nan32))).isEqualTo(new Completed(List.of(nan32)));
        }
    }

    @Test
    void aTrapIsToldWithItsStackAndTheInstanceReplaced() {
        try (var pool = troupe.pool(rogue, settings().withInstances(1))) {
            get(pool.invoke("count"));
            assertThat(get(pool.invoke("count"))).isEqualTo(new Completed(List.of(Value.i32(2))));
            var trapped = (Trapped) get(pool.invoke("divide", Value.i32(1), Value.i32(0)));
            assertThat(trapped.kind()).isEqualTo("integer divide by zero");
            assertThat(trapped.guestStack()).hasSize(1);
            assertThat(trapped.guestStack().getFirst()).contains("divide");
            assertThat(get(pool.invoke("count"))).as("a fresh instance").isEqualTo(new Completed(List.of(Value.i32(1))));
            assertThat(status(pool).counts().restarts()).isEqualTo(1);
        }
    }

    @Test
    void callersMistakesLeaveTheInstanceAlone() {
        try (var pool = troupe.pool(rogue, settings().withInstances(1))) {
            get(pool.invoke("count"));
            assertThat(((Failed) get(pool.invoke("nonsense"))).kind()).isEqualTo(Failed.Kind.UNKNOWN_EXPORT);
            assertThat(((Failed) get(pool.invoke("memory"))).kind()).isEqualTo(Failed.Kind.UNKNOWN_EXPORT);
            assertThat(((Failed) get(pool.invoke("add", Value.i32(1)))).kind()).isEqualTo(Failed.Kind.WRONG_ARGUMENTS);
            assertThat(((Failed) get(pool.invoke("add", Value.i32(1), Value.i64(1)))).kind()).isEqualTo(Failed.Kind.WRONG_ARGUMENTS);
            assertThat(((Failed) get(pool.invoke("null"))).kind()).isEqualTo(Failed.Kind.UNSENDABLE_RESULT);
            assertThat(get(pool.invoke("count"))).isEqualTo(new Completed(List.of(Value.i32(2))));
            assertThat(status(pool).counts().restarts()).isZero();
        }
    }

    @Test
    void anEndlessLoopEndsAtItsDeadline() {
        try (var pool = troupe.pool(rogue, settings())) {
            get(pool.invoke("count"));
            var answer = get(invoke(pool, Duration.ofSeconds(1), "loop"));
            assertThat(answer).isInstanceOfSatisfying(TimedOut.class, timedOut -> {
                assertThat(timedOut.started()).isTrue();
                assertThat(timedOut.guestStack()).isNotEmpty();
            });
            assertThat(get(pool.invoke("add", Value.i32(1), Value.i32(1)))).isInstanceOf(Completed.class);
        }
    }

    @Test
    void deepRecursionIsATrap() {
        try (var pool = troupe.pool(rogue, settings())) {
            for (int i = 0; i < 3; i++) {
                assertThat(get(pool.invoke("recurse", Value.i32(0))))
                        .isInstanceOfSatisfying(Trapped.class, trapped -> assertThat(trapped.kind()).isEqualTo("call stack exhausted"));
            }
        }
    }

    @Test
    void memoryEndsAtTheLimit() {
        try (var pool = troupe.pool(rogue, settings().withMemoryLimit(10 << 16))) {
            assertThat(get(pool.invoke("hog"))).isEqualTo(new Completed(List.of(Value.i32(10))));
        }
    }

    @Test
    void waitingCountsAgainstTheDeadline() {
        try (var pool = troupe.pool(rogue, settings().withInstances(1))) {
            var running = invoke(pool, Duration.ofMinutes(5), "loop").toCompletableFuture();
            var waiting = invoke(pool, Duration.ofMillis(100), "add", Value.i32(1), Value.i32(1));
            assertThat(get(waiting)).isEqualTo(TimedOut.waiting());
            assertThat(running).isNotDone();
            pool.stop(Duration.ZERO);
            assertThat(get(running)).isNotInstanceOf(Completed.class);
        }
    }

    @Test
    void aFullWaitingRoomRejectsAtOnceWithAHint() {
        try (var pool = troupe.pool(rogue, settings().withInstances(1).withWaitingRoom(2))) {
            get(pool.invoke("count"));
            var all = new ArrayList<CompletionStage<Answer>>();
            for (int i = 0; i < 5; i++) {
                all.add(invoke(pool, Duration.ofSeconds(1), "loop"));
            }
            assertThat(get(all.get(3))).isInstanceOfSatisfying(Rejected.class, rejected -> {
                assertThat(rejected.reason()).isEqualTo(Rejected.Reason.WAITING_ROOM_FULL);
                assertThat(rejected.retryAfter()).isPositive();
            });
            assertThat(get(all.get(4))).isInstanceOf(Rejected.class);
            assertThat(all.subList(0, 3)).allSatisfy(stage -> assertThat(get(stage)).isInstanceOf(TimedOut.class));
            assertThat(status(pool).counts().answers()).isEqualTo(6);
        }
    }

    @Test
    void aFailingHostFunctionIsTold() {
        var settings = settings().withInstances(1).withImports(Guests.imports(argument -> {
            return switch (argument) {
                case 0 -> throw new IllegalStateException("out of order");
                case 1 -> throw new GuestExit(42);
                case 2 -> throw new AssertionError("an error");
                case 3 -> throw new StackOverflowError();
                case 4 -> throw new OutOfMemoryError("no more");
                case 5 -> throw new InterruptedException();
                case 6 -> throw new NoClassDefFoundError("Gone");
                default -> argument;
            };
        }));
        try (var pool = troupe.pool(hosted, settings)) {
            assertThat(get(pool.invoke("call", Value.i32(0)))).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.kind()).isEqualTo(Failed.Kind.HOST_FUNCTION);
                assertThat(failed.message()).contains("out of order");
            });
            assertThat(get(pool.invoke("call", Value.i32(1)))).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.kind()).isEqualTo(Failed.Kind.GUEST_EXIT);
                assertThat(failed.exitCode()).isEqualTo(42);
            });
            assertThat(((Failed) get(pool.invoke("call", Value.i32(2)))).kind()).isEqualTo(Failed.Kind.HOST_FUNCTION);
            assertThat(((Trapped) get(pool.invoke("call", Value.i32(3)))).kind()).isEqualTo("call stack exhausted");
            assertThat(((Trapped) get(pool.invoke("call", Value.i32(4)))).kind()).isEqualTo("out of memory");
            assertThat(((Trapped) get(pool.invoke("call", Value.i32(5)))).kind()).isEqualTo("interrupted");
            assertThat(((Failed) get(pool.invoke("call", Value.i32(6)))).kind()).isEqualTo(Failed.Kind.HOST_FUNCTION);
            assertThat(get(pool.invoke("call", Value.i32(7)))).isEqualTo(new Completed(List.of(Value.i32(7))));
            assertThat(status(pool).counts().restarts()).isEqualTo(7);
        }
    }

    @Test
    void aHostFunctionThatDoesNotEndHoldsNobodyButItself() throws Exception {
        var release = new CountDownLatch(1);
        var interrupted = new AtomicInteger();
        var settings = settings().withInstances(2).withOverrun(Duration.ofMillis(100)).withImports(Guests.imports(argument -> {
            while (true) {
                try {
                    release.await();
                    return argument;
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                }
            }
        }));
        try (var pool = troupe.pool(hosted, settings)) {
            get(pool.invoke("count"));
            assertThat(get(invoke(pool, Duration.ofSeconds(1), "call", Value.i32(0)))).isEqualTo(new TimedOut(true, List.of()));
            await().untilAsserted(() -> assertThat(interrupted).hasPositiveValue());
            assertThat(get(pool.invoke("count"))).isInstanceOf(Completed.class);
            assertThat(status(pool).busy()).isEqualTo(1);
            release.countDown();
            await().untilAsserted(() -> assertThat(status(pool).busy()).isZero());
            await().untilAsserted(() -> assertThat(status(pool).healthy()).isEqualTo(2));
        } finally {
            release.countDown();
        }
    }

    @Test
    void aHostFunctionThatSleepsIsWokenAtTheDeadline() {
        var settings = settings().withOverrun(Duration.ofMillis(50)).withImports(Guests.imports(argument -> {
            Thread.sleep(60_000);
            return argument;
        }));
        try (var pool = troupe.pool(hosted, settings)) {
            assertThat(get(invoke(pool, Duration.ofMillis(50), "call", Value.i32(0)))).isInstanceOf(TimedOut.class);
            await().untilAsserted(() -> assertThat(status(pool).healthy()).isEqualTo(2));
        }
    }

    @Test
    void aGuestThatAsksItsOwnPoolIsTrapped() {
        var self = new AtomicReference<WasmPool>();
        var settings = settings().withInstances(1).withImports(Guests.imports(argument -> {
            get(self.get().invoke("count"));
            return argument;
        }));
        try (var pool = troupe.pool(hosted, settings)) {
            self.set(pool);
            assertThat(get(pool.invoke("call", Value.i32(0))))
                    .isInstanceOfSatisfying(Trapped.class, trapped -> assertThat(trapped.message()).contains("asked that pool"));
        }
    }

    @Test
    void aMissingImportIsToldToEveryCaller() {
        try (var pool = troupe.pool(hosted, settings())) {
            for (int i = 0; i < 5; i++) {
                assertThat(get(pool.invoke("count"))).isInstanceOfSatisfying(Failed.class, failed -> {
                    assertThat(failed.kind()).isEqualTo(Failed.Kind.NOT_INSTANTIABLE);
                    assertThat(failed.message()).contains("env").contains("call");
                });
            }
            assertThat(status(pool).failed()).isEqualTo(2);
        }
    }

    @Test
    void aStartThatTrapsIsToldWithItsStack() {
        var module = Guests.compile("(module (func $begin unreachable) (start $begin) (func (export \"f\")))");
        var warm = settings().withRestart(settings().restart().withLimit(1)).withLifetime(Lifetime.warm());
        for (var settings : List.of(warm, settings().withLifetime(Lifetime.freshPerCall()))) {
            try (var pool = troupe.pool(module, settings)) {
                assertThat(get(pool.invoke("f"))).isInstanceOfSatisfying(Trapped.class, trapped -> {
                    assertThat(trapped.kind()).isEqualTo("unreachable");
                    assertThat(trapped.message()).isEqualTo("unreachable (while the instance was made)");
                    assertThat(trapped.guestStack()).singleElement().asString().contains("begin");
                });
            }
        }
    }

    @Test
    void instancesThatCannotBeMadeAgainAndAgainAreGivenUpAndTriedLater() {
        var restart = settings().restart().withLimit(2).withCoolDown(Duration.ofMillis(300));
        var attempts = new AtomicInteger();
        var works = new AtomicBoolean();
        var settings = settings().withRestart(restart).withInitializer(instance -> {
            attempts.incrementAndGet();
            if (!works.get()) {
                throw new IllegalStateException("not today");
            }
        });
        try (var pool = troupe.pool(rogue, settings)) {
            assertThat(get(pool.invoke("count"))).isInstanceOfSatisfying(Failed.class,
                    failed -> assertThat(failed.kind()).isEqualTo(Failed.Kind.NOT_INSTANTIABLE));
            await().untilAsserted(() -> assertThat(status(pool).failed()).isEqualTo(2));
            assertThat(attempts.get()).isGreaterThanOrEqualTo(6);
            works.set(true);
            await().untilAsserted(() -> assertThat(get(pool.invoke("count"))).isInstanceOf(Completed.class));
        }
    }

    @Test
    void aCallerWhoseEveryCallTrapsTakesNoInstanceAwayFromOthers() {
        var restart = settings().restart().withLimit(1).withBackoff(Duration.ofMinutes(5), Duration.ofMinutes(5))
                .withCoolDown(Duration.ofMinutes(5));
        try (var pool = troupe.pool(rogue, settings().withRestart(restart))) {
            for (int i = 0; i < 100; i++) {
                assertThat(get(pool.invoke("fail"))).isInstanceOf(Trapped.class);
            }
            assertThat(get(pool.invoke("count"))).isInstanceOf(Completed.class);
            assertThat(status(pool).failed()).isZero();
            assertThat(status(pool).counts().restarts()).isGreaterThanOrEqualTo(98);
        }
    }

    @Test
    void eachCallHasItsOwnFuel() {
        var module = Engine.builder().fuel(true).build().compile(Modules.assemble(Guests.ROGUE));
        try (var pool = troupe.pool(module, settings().withInstances(1).withFuel(2000))) {
            for (int i = 0; i < 3; i++) {
                assertThat(get(pool.invoke("spin", Value.i32(200)))).isInstanceOf(Completed.class);
                assertThat(get(pool.invoke("loop"))).isInstanceOfSatisfying(Trapped.class, trapped -> {
                    assertThat(trapped.kind()).isEqualTo("out of fuel");
                    assertThat(trapped.guestStack()).singleElement().asString().contains("loop");
                });
            }
            assertThat(status(pool).counts().restarts()).isBetween(2L, 3L);
        }
    }

    @Test
    void freshInstancesKnowNothing() {
        try (var pool = troupe.pool(rogue, settings().withLifetime(Lifetime.freshPerCall()))) {
            for (int i = 0; i < 5; i++) {
                assertThat(get(pool.invoke("count"))).isEqualTo(new Completed(List.of(Value.i32(1))));
                assertThat(get(pool.invoke("fail"))).isInstanceOf(Trapped.class);
            }
            assertThat(status(pool).counts().restarts()).isZero();
            assertThat(status(pool).healthy()).isEqualTo(2);
        }
    }

    /** Its start function asks the host, so that one can count how often it runs. */
    private static final String SLOW_STARTER = """
            (module
              (import "env" "start" (func $ask (result i32)))
              (memory (export "memory") 1)
              (global $state (mut i32) (i32.const 0))
              (func $start (global.set $state (call $ask)))
              (start $start)
              (func (export "_initialize") (global.set $state (i32.add (global.get $state) (i32.const 10))))
              (func (export "prepare") (i32.store (i32.const 8) (i32.const 1000)))
              (func (export "state") (result i32) (i32.add (global.get $state) (i32.load (i32.const 8))))
              (func (export "spoil") (global.set $state (i32.const -1)) (i32.store (i32.const 8) (i32.const -1)) unreachable))
            """;

    @Test
    void replacementsStartFromTheTemplate() {
        var starts = new AtomicInteger();
        var prepared = new AtomicInteger();
        var imports = Imports.builder().function("env", "start", IntSupplier.class, starts::incrementAndGet).build();
        var settings = settings().withInstances(1).withImports(imports).withTemplate(true).withInitializer(instance -> {
            prepared.incrementAndGet();
            instance.invoke("prepare");
        });
        for (var lifetime : List.of(Lifetime.warm(), Lifetime.freshPerCall(), Lifetime.warm().withMaxCalls(2))) {
            starts.set(0);
            prepared.set(0);
            try (var pool = troupe.pool(Engine.create().compileText(SLOW_STARTER), settings.withLifetime(lifetime.withTemplate(true)))) {
                for (int i = 0; i < 20; i++) {
                    assertThat(get(pool.invoke("state"))).isEqualTo(new Completed(List.of(Value.i32(1011))));
                    assertThat(get(pool.invoke("spoil"))).isInstanceOf(Trapped.class);
                }
                assertThat(starts.get()).as("starts").isEqualTo(1);
                assertThat(prepared.get()).as("initialised").isEqualTo(1);
            }
        }
    }

    @Test
    void freshInstancesFromATemplateKnowNothing() {
        try (var pool = troupe.pool(rogue, settings().withLifetime(Lifetime.freshPerCall().withTemplate(true)))) {
            for (int i = 0; i < 20; i++) {
                assertThat(get(pool.invoke("count"))).isEqualTo(new Completed(List.of(Value.i32(1))));
                assertThat(get(pool.invoke("poke", Value.i32(8)))).isInstanceOf(Completed.class);
                assertThat(get(pool.invoke("fail"))).isInstanceOf(Trapped.class);
                get(pool.invoke("hog"));
            }
            assertThat(status(pool).counts().restarts()).isZero();
        }
    }

    @Test
    void aPoolSaysWhyThereIsNoTemplate() {
        var module = Engine.create().compileText("(module (memory 1 1 shared) (func (export \"f\")))");
        try (var pool = troupe.pool(module, settings().withTemplate(true))) {
            assertThat(get(pool.invoke("f"))).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.kind()).isEqualTo(Failed.Kind.NOT_INSTANTIABLE);
                assertThat(failed.message()).contains("memory 0 is shared");
            });
        }
    }

    @Test
    void warmInstancesRetireByCalls() {
        try (var pool = troupe.pool(rogue, settings().withInstances(1).withLifetime(Lifetime.warm().withMaxCalls(3)))) {
            var counts = new ArrayList<Integer>();
            for (int i = 0; i < 7; i++) {
                counts.add((Integer) ((Completed) get(pool.invoke("count"))).value().boxed());
            }
            assertThat(counts).containsExactly(1, 2, 3, 1, 2, 3, 1);
        }
    }

    @Test
    void warmInstancesRetireByMemory() {
        var lifetime = Lifetime.warm().withMemoryHighWater(5 << 16);
        try (var pool = troupe.pool(rogue, settings().withInstances(1).withMemoryLimit(10 << 16).withLifetime(lifetime))) {
            get(pool.invoke("count"));
            get(pool.invoke("hog"));
            assertThat(get(pool.invoke("count"))).isEqualTo(new Completed(List.of(Value.i32(1))));
        }
    }

    @Test
    void warmInstancesRetireByIdleTime() {
        var lifetime = Lifetime.warm().withIdleTime(Duration.ofMillis(100));
        try (var pool = troupe.pool(rogue, settings().withInstances(1).withLifetime(lifetime))) {
            get(pool.invoke("count"));
            await().pollInterval(Duration.ofMillis(300))
                    .untilAsserted(() -> assertThat(get(pool.invoke("count"))).isEqualTo(new Completed(List.of(Value.i32(1)))));
        }
    }

    @Test
    void theInitializerPreparesEachInstance() {
        try (var pool = troupe.pool(rogue, settings().withInstances(1).withInitializer(instance -> instance.invoke("count")))) {
            assertThat(get(pool.invoke("count"))).isEqualTo(new Completed(List.of(Value.i32(2))));
            get(pool.invoke("fail"));
            assertThat(get(pool.invoke("count"))).isEqualTo(new Completed(List.of(Value.i32(2))));
        }
    }

    @Test
    void stoppingAnswersWhatWaitsAndInterruptsWhatRuns() {
        var pool = troupe.pool(rogue, settings().withInstances(1));
        get(pool.invoke("count"));
        var running = pool.invoke("loop");
        var waiting = pool.invoke("count");
        var last = pool.stop(Duration.ofMillis(100)).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS);
        assertThat(get(waiting)).isEqualTo(new Rejected(Rejected.Reason.STOPPING, Duration.ZERO));
        assertThat(get(running)).isInstanceOfSatisfying(Trapped.class, trapped -> assertThat(trapped.kind()).isEqualTo("interrupted"));
        assertThat(last.join().counts().answers()).isEqualTo(3);
        for (int i = 0; i < 20; i++) {
            assertThat(get(pool.invoke("count"))).isEqualTo(new Rejected(Rejected.Reason.STOPPING, Duration.ZERO));
        }
    }

    @Test
    void theEndOfTheSystemAnswersEverything() {
        var own = TroupeSystem.create();
        var pool = own.pool(rogue, settings().withInstances(2));
        get(pool.invoke("count"));
        var all = new ArrayList<CompletableFuture<Answer>>();
        for (int i = 0; i < 200; i++) {
            all.add(pool.invoke(i % 50 == 0 ? "loop" : "count").toCompletableFuture());
        }
        own.close();
        for (int i = 0; i < 50; i++) {
            all.add(pool.invoke("count").toCompletableFuture());
        }
        assertThat(all).allSatisfy(future -> assertThat(get(future)).isNotNull());
    }

    @Test
    void reentrancyIsSeenInTheHostFunctionAsATrap() {
        var seen = new AtomicReference<Throwable>();
        var self = new AtomicReference<WasmPool>();
        var settings = settings().withInstances(2).withImports(Guests.imports(argument -> {
            try {
                self.get().invoke("count");
            } catch (Trap e) {
                seen.set(e);
            }
            return argument;
        }));
        try (var pool = troupe.pool(hosted, settings)) {
            self.set(pool);
            assertThat(get(pool.invoke("call", Value.i32(1)))).isInstanceOf(Completed.class);
            assertThat(seen.get()).isInstanceOf(Trap.class);
        }
    }
}
