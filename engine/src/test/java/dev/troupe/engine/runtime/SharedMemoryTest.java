package dev.troupe.engine.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.binary.ModuleEncoder;
import dev.troupe.engine.module.AddressType;
import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.module.UnlinkableModuleException;
import dev.troupe.engine.text.TextParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shared memories under several threads, each with an instance and a store of its own. */
@Timeout(60)
class SharedMemoryTest {
    private static final String MODULE = """
            (module
              (import "host" "memory" (memory 1 200 shared))
              (func (export "size") (result i32) (memory.size))
              (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
              (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
              (func (export "notify") (param i32 i32) (result i32) (memory.atomic.notify (local.get 0) (local.get 1)))
              (func (export "wait") (param i32 i32 i64) (result i32)
                (memory.atomic.wait32 (local.get 0) (local.get 1) (local.get 2)))
              (func (export "wait64") (param i32 i64 i64) (result i32)
                (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
              ;; one cell of each width, side by side
              (func (export "count") (param $n i32)
                (loop $l
                  (drop (i32.atomic.rmw8.add_u offset=1 (i32.const 0) (i32.const 1)))
                  (drop (i32.atomic.rmw8.sub_u offset=2 (i32.const 0) (i32.const 1)))
                  (drop (i64.atomic.rmw16.add_u offset=4 (i32.const 0) (i64.const 1)))
                  (drop (i64.atomic.rmw32.add_u offset=8 (i32.const 0) (i64.const 1)))
                  (drop (i64.atomic.rmw.add offset=16 (i32.const 0) (i64.const 1)))
                  (drop (i32.atomic.rmw.xor offset=24 (i32.const 0) (local.get $n)))
                  (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
              ;; a lock of compare-exchange, wait and notify around plain accesses
              (func (export "locked") (param $n i32)
                (loop $l
                  (block $got (loop $try
                    (br_if $got (i32.eqz (i32.atomic.rmw.cmpxchg (i32.const 64) (i32.const 0) (i32.const 1))))
                    (drop (memory.atomic.wait32 (i32.const 64) (i32.const 1) (i64.const 1000000)))
                    (br $try)))
                  (i64.store (i32.const 128) (i64.add (i64.load (i32.const 128)) (i64.const 1)))
                  (i32.atomic.store (i32.const 64) (i32.const 0))
                  (drop (memory.atomic.notify (i32.const 64) (i32.const 1)))
                  (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
            """;
    private static final CompiledModule COMPILED = compile(MODULE);
    private static final MemoryType TYPE = new MemoryType(AddressType.I32, Limits.of(1, 200), true, MemoryType.DEFAULT_PAGE_SIZE_LOG2);

    private final Memory memory = Memory.createShared(TYPE, 1L << 30);

    private static CompiledModule compile(String text) {
        return Engine.create().compile(ModuleEncoder.encode(TextParser.parse(text)));
    }

    private Instance instance() {
        return COMPILED.instantiate(Imports.builder().memory("host", "memory", memory).build());
    }

    /** Runs the bodies at the same time and gives their results in order. */
    private static <T> List<T> together(List<Callable<T>> bodies) throws Exception {
        var barrier = new CyclicBarrier(bodies.size());
        try (var threads = Executors.newFixedThreadPool(bodies.size())) {
            var futures = new ArrayList<Future<T>>();
            for (var body : bodies) {
                futures.add(threads.submit(() -> {
                    barrier.await();
                    return body.call();
                }));
            }
            var results = new ArrayList<T>();
            for (var future : futures) {
                results.add(future.get(50, TimeUnit.SECONDS));
            }
            return results;
        }
    }

    @Test
    void belongsToNoStore() {
        var first = instance();
        var second = instance();
        assertNotSame(first.store(), second.store());
        assertNull(memory.store());
        assertSame(MemoryForm.SHARED, memory.form());
        first.invoke("store", 1000, 77);
        assertEquals(77, second.invoke("load", 1000)[0]);
        assertEquals(77, memory.readInt(1000));
    }

    @Test
    void atomicsOfAllWidthsLoseNothing() throws Exception {
        int rounds = 100_000;
        var first = instance();
        var second = instance();
        together(List.of(() -> first.invoke("count", rounds), () -> second.invoke("count", rounds)));
        assertEquals((byte) (2 * rounds), memory.readByte(1));
        assertEquals((byte) (-2 * rounds), memory.readByte(2));
        assertEquals(0, memory.readByte(0));
        assertEquals(0, memory.readByte(3));
        assertEquals((short) (2 * rounds), memory.readShort(4));
        assertEquals(0, memory.readShort(6));
        assertEquals(2 * rounds, memory.readInt(8));
        assertEquals(2L * rounds, memory.readLong(16));
        assertEquals(0, memory.readInt(24));
    }

    @Test
    void locksOrderPlainAccesses() throws Exception {
        int rounds = 20_000;
        var bodies = new ArrayList<Callable<Object[]>>();
        for (int i = 0; i < 4; i++) {
            var instance = instance();
            bodies.add(() -> instance.invoke("locked", rounds));
        }
        together(bodies);
        assertEquals(4L * rounds, memory.readLong(128));
    }

    @Test
    void growsInOnePlaceAfterTheOther() throws Exception {
        var bodies = new ArrayList<Callable<List<Integer>>>();
        for (int i = 0; i < 4; i++) {
            var instance = instance();
            bodies.add(() -> {
                var before = new ArrayList<Integer>();
                for (int pages = 0; pages >= 0;) {
                    pages = (int) instance.invoke("grow", 1)[0];
                    if (pages >= 0) {
                        before.add(pages);
                        // The new page is there at once, also for the thread that comes too late for it.
                        instance.invoke("store", pages << 16, pages);
                    }
                }
                assertEquals(200, instance.invoke("size")[0]);
                return before;
            });
        }
        var seen = new HashSet<Integer>();
        together(bodies).forEach(list -> list.forEach(pages -> assertTrue(seen.add(pages), "twice the same page")));
        assertEquals(199, seen.size());
        var late = instance();
        for (int page = 1; page < 200; page++) {
            assertEquals(page, late.invoke("load", page << 16)[0]);
        }
        assertThrows(Trap.class, () -> late.invoke("load", 200 << 16));
    }

    @Test
    void growthIsSeenByAnInstanceInTheMiddleOfALoop() throws Exception {
        var watcher = compile("""
                (module
                  (import "host" "memory" (memory 1 200 shared))
                  (func (export "watch") (result i32)
                    (loop $l (br_if $l (i32.eqz (i32.atomic.load (i32.const 0)))))
                    (i32.load (i32.const 65536))))
                """).instantiate(Imports.builder().memory("host", "memory", memory).build());
        var other = instance();
        var results = together(List.<Callable<Object[]>>of(() -> watcher.invoke("watch"), () -> {
            Thread.sleep(50);
            other.invoke("grow", 1);
            other.invoke("store", 65536, 42);
            other.invoke("store", 0, 1);
            return null;
        }));
        assertEquals(42, results.getFirst()[0]);
    }

    @Test
    void waitersAreWokenInOrderAndCounted() throws Exception {
        var waiting = instance();
        var waking = instance();
        assertEquals(0, waking.invoke("notify", 256, -1)[0]);
        var results = together(List.<Callable<Object>>of(
                () -> waiting.invoke("wait", 256, 0, -1L)[0],
                () -> instance().invoke("wait64", 256, 0L, -1L)[0],
                () -> {
                    int woken = 0;
                    while (woken < 2) {
                        woken += (int) waking.invoke("notify", 256, 1)[0];
                    }
                    return woken;
                }));
        assertEquals(List.of(Waiters.WOKEN, Waiters.WOKEN, 2), results);
    }

    @Test
    void waitsEndWithTheirTimeout() {
        var instance = instance();
        assertEquals(Waiters.NOT_EQUAL, instance.invoke("wait", 256, 1, -1L)[0]);
        assertEquals(Waiters.TIMED_OUT, instance.invoke("wait", 256, 0, 0L)[0]);
        long start = System.nanoTime();
        assertEquals(Waiters.TIMED_OUT, instance.invoke("wait", 256, 0, 20_000_000L)[0]);
        assertTrue(System.nanoTime() - start >= 20_000_000L);
    }

    @Test
    void waitsEndWithTheStoresDeadline() {
        var instance = instance();
        var trap = assertThrows(
                Trap.class, () -> instance.store().callWithin(Duration.ofMillis(50), () -> instance.invoke("wait", 256, 0, -1L)));
        assertEquals(TrapKind.DEADLINE_EXCEEDED, trap.kind());
        assertTrue(!Thread.currentThread().isInterrupted());
        assertEquals(0, instance.invoke("notify", 256, -1)[0], "nobody waits any more");
    }

    @Test
    void waitsEndWithAnInterruption() throws Exception {
        var instance = instance();
        var kinds = together(List.<Callable<TrapKind>>of(
                () -> assertThrows(Trap.class, () -> instance.invoke("wait", 256, 0, -1L)).kind(), () -> {
                    while (!instance.store().interrupt()) {
                        Thread.onSpinWait();
                    }
                    return TrapKind.INTERRUPTED;
                }));
        assertEquals(List.of(TrapKind.INTERRUPTED, TrapKind.INTERRUPTED), kinds);
    }

    @Test
    void atomicsTrapOnBadAddresses() {
        var instance = instance();
        assertEquals(TrapKind.UNALIGNED_ATOMIC, kind(() -> instance.invoke("wait", 257, 0, 0L)));
        assertEquals(TrapKind.UNALIGNED_ATOMIC, kind(() -> instance.invoke("wait64", 260, 0L, 0L)));
        assertEquals(TrapKind.UNALIGNED_ATOMIC, kind(() -> instance.invoke("notify", 1, 0)));
        assertEquals(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, kind(() -> instance.invoke("wait", 1 << 16, 0, 0L)));
        assertEquals(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, kind(() -> instance.invoke("notify", -4, 0)));
    }

    @Test
    void unsharedMemoriesHaveAtomicsButNoWaiting() {
        var instance = compile("""
                (module (memory 1)
                  (func (export "add") (param i32 i32) (result i32) (i32.atomic.rmw8.add_u (local.get 0) (local.get 1)))
                  (func (export "exchange") (param i32 i32 i32) (result i32)
                    (i32.atomic.rmw16.cmpxchg_u (local.get 0) (local.get 1) (local.get 2)))
                  (func (export "wait") (result i32) (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 0)))
                  (func (export "notify") (result i32) (atomic.fence) (memory.atomic.notify (i32.const 0) (i32.const 1))))
                """).instantiate();
        assertEquals(0, instance.invoke("add", 5, 0x1FF)[0]);
        assertEquals(0xFF, instance.invoke("add", 5, 1)[0]);
        assertEquals(0, instance.invoke("add", 5, 0)[0]);
        assertEquals(0, instance.invoke("exchange", 6, 0, 0x12345)[0]);
        assertEquals(0x2345, instance.invoke("exchange", 6, 0x2344, 1)[0]);
        assertEquals(0x2345, instance.invoke("exchange", 6, 0x12345, 1)[0], "the expectation is wrapped to the cell's width");
        assertEquals(1, instance.invoke("exchange", 6, 9, 9)[0]);
        assertEquals(TrapKind.UNALIGNED_ATOMIC, kind(() -> instance.invoke("exchange", 7, 0, 0)));
        assertEquals(TrapKind.EXPECTED_SHARED_MEMORY, kind(() -> instance.invoke("wait")));
        assertEquals(0, instance.invoke("notify")[0]);
    }

    @Test
    void typesAndLimitsHold() {
        var unshared = Memory.create(Store.create(), MemoryType.of(Limits.of(1, 200)));
        assertThrows(
                UnlinkableModuleException.class,
                () -> COMPILED.instantiate(Imports.builder().memory("host", "memory", unshared).build()));
        assertThrows(IllegalArgumentException.class, () -> Memory.createShared(MemoryType.of(Limits.of(1, 2)), 1 << 20));
        var small = Memory.createShared(TYPE, 3 << 16);
        assertEquals(1, small.grow(2));
        assertEquals(-1, small.grow(1));
        assertEquals(3, small.pages());
        var trap = assertThrows(Trap.class, () -> Memory.createShared(TYPE, 100));
        assertEquals(TrapKind.OUT_OF_MEMORY, trap.kind());
    }

    private static TrapKind kind(Callable<?> body) {
        return assertThrows(Trap.class, body::call).kind();
    }
}
