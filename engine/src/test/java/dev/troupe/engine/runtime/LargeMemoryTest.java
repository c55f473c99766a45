package dev.troupe.engine.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.binary.ModuleEncoder;
import dev.troupe.engine.module.Limits;
import dev.troupe.engine.module.MemoryType;
import dev.troupe.engine.text.TextParser;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memories off the heap. Gigabytes are reserved here, but only a few pages of them touched. */
class LargeMemoryTest {
    private static final long GIB = 1L << 30;
    private static final String FIELDS = """
            (memory (export "memory") ADDRESS 1)
            (func (export "size") (result T) (memory.size))
            (func (export "grow") (param T) (result T) (memory.grow (local.get 0)))
            (func (export "load") (param T) (result i64) (i64.load (local.get 0)))
            (func (export "load8") (param T) (result i32) (i32.load8_s (local.get 0)))
            (func (export "load+") (param T) (result i64) (i64.load offset=0xfffffff8 (local.get 0)))
            (func (export "loadConstant") (result i64) (i64.load offset=0xfffffff8 (T.const 8)))
            (func (export "store") (param T i64) (i64.store offset=8 (local.get 0) (local.get 1)))
            (func (export "storeVector") (param T) (v128.store offset=16 (local.get 0) (v128.const i64x2 1 2)))
            (func (export "loadVector") (param T) (result i64) (i64x2.extract_lane 1 (v128.load offset=16 (local.get 0))))
            (func (export "fill") (param T i32 T) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
            (func (export "copy") (param T T T) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
            (func (export "add") (param T i64) (result i64) (i64.atomic.rmw.add offset=8 (local.get 0) (local.get 1)))
            (func (export "loop") (result i64) (local $i T) (local $sum i64)
              (loop $l
                (if (T.eq (local.get $i) (T.const 100)) (then (drop (memory.grow (T.const 1)))))
                (i64.store (T.shl (local.get $i) (T.const 3)) (i64.const 3))
                (local.set $sum (i64.add (local.get $sum) (i64.load (T.shl (local.get $i) (T.const 3)))))
                (local.set $i (T.add (local.get $i) (T.const 1)))
                (br_if $l (T.lt_u (local.get $i) (T.const 200))))
              (local.get $sum))
            """;

    private static CompiledModule compile(String fields) {
        return Engine.create().compile(ModuleEncoder.encode(TextParser.parse("(module " + fields + ")")));
    }

    private static CompiledModule compile(boolean wide) {
        return compile(FIELDS.replace("ADDRESS", wide ? "i64" : "").replaceAll("\\bT\\b", wide ? "i64" : "i32"));
    }

    private static Instance instance(boolean wide, long memoryBytes) {
        return compile(wide).instantiate(Imports.none(), StoreLimits.defaults().withMemoryBytes(memoryBytes));
    }

    private static Object address(boolean wide, long value) {
        return wide ? (Object) value : (Object) (int) value;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void threeGibibytes(boolean wide) {
        assumeTrue(VirtualMemory.isAvailable(), "needs --enable-native-access");
        var instance = instance(wide, 4 * GIB);
        assertSame(MemoryForm.SEGMENT, instance.memory("memory").form());
        assertEquals(address(wide, 1), instance.invoke("grow", address(wide, 3 * 16384))[0]);
        long end = 3 * GIB + 65536;
        assertEquals(address(wide, 3 * 16384 + 1), instance.invoke("size")[0]);
        instance.invoke("store", address(wide, end - 16), 0x1122334455667788L);
        assertEquals(0x1122334455667788L, instance.invoke("load", address(wide, end - 8))[0]);
        assertEquals(0x1122334455667788L, instance.memory("memory").readLong(end - 8));
        assertEquals(0L, instance.invoke("load", address(wide, 5 * GIB / 2))[0]);
        assertOutOfBounds(() -> instance.invoke("load", address(wide, end - 7)));
        assertOutOfBounds(() -> instance.invoke("store", address(wide, end - 15), 1L));
        assertOutOfBounds(() -> instance.invoke("load+", address(wide, 0xFFFFFFFFL)));
        instance.invoke("copy", address(wide, 2 * GIB), address(wide, end - 8), address(wide, 8));
        assertEquals(0x1122334455667788L, instance.invoke("load", address(wide, 2 * GIB))[0]);
        instance.invoke("fill", address(wide, 2 * GIB - 100), -1, address(wide, 101));
        assertEquals(0x11223344556677FFL, instance.invoke("load", address(wide, 2 * GIB))[0]);
        assertEquals(-1, instance.invoke("load8", address(wide, 2 * GIB - 100))[0]);
        assertEquals(0L, instance.invoke("add", address(wide, end - 24), 5L)[0]);
        assertEquals(5L, instance.invoke("add", address(wide, end - 24), 5L)[0]);
        assertEquals(address(wide, -1), instance.invoke("grow", address(wide, 16384))[0], "beyond the limit");
    }

    @Test
    void beyondFourGibibytes() {
        assumeTrue(VirtualMemory.isAvailable(), "needs --enable-native-access");
        var instance = instance(true, 64 * GIB);
        assertEquals(1L, instance.invoke("grow", 6L * 16384)[0]);
        instance.invoke("store", 5 * GIB - 8, 99L);
        assertEquals(99L, instance.invoke("load", 5 * GIB)[0]);
        assertEquals(99L, instance.invoke("load+", GIB + 8)[0]);
        instance.invoke("store", 4 * GIB - 8, 98L);
        assertEquals(98L, instance.invoke("loadConstant")[0]);
        instance.invoke("storeVector", 5 * GIB + 100);
        assertEquals(2L, instance.invoke("loadVector", 5 * GIB + 100)[0]);
    }

    @Test
    void sumsOfAddressAndOffsetDoNotWrapAround() {
        var instance = instance(true, GIB);
        for (long address : new long[] {-1, -8, -16, -24, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 8, Long.MAX_VALUE - 16}) {
            assertOutOfBounds(() -> instance.invoke("load", address));
            assertOutOfBounds(() -> instance.invoke("load+", address));
            assertOutOfBounds(() -> instance.invoke("store", address, 1L));
            assertOutOfBounds(() -> instance.invoke("storeVector", address));
            assertOutOfBounds(() -> instance.invoke("fill", address, 1, 1L));
            assertOutOfBounds(() -> instance.invoke("fill", 1L, 1, address));
            assertOutOfBounds(() -> instance.invoke("copy", address, 0L, 1L));
            assertOutOfBounds(() -> instance.invoke("copy", 0L, address, 1L));
            assertOutOfBounds(() -> instance.invoke("copy", 0L, 1L, address));
            assertOutOfBounds(() -> instance.invoke("add", address & -8, 1L));
        }
        assertArrayEquals(new byte[64], instance.memory("memory").read(0, 64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0xfffffffffffffff8", "0xfffffffffffffff0", "0x8000000000000000", "0x7ffffffffffffff8"})
    void offsetsOfAlmostTwoToTheSixtyFour(String offset) {
        var instance = compile("""
                (memory (export "memory") i64 1)
                (func (export "load") (param i64) (result i64) (i64.load offset=N (local.get 0)))
                (func (export "store") (param i64) (i64.store offset=N (local.get 0) (i64.const -1)))
                (func (export "add") (param i64) (drop (i64.atomic.rmw.add offset=N (local.get 0) (i64.const -1))))
                (func (export "storeVector") (param i64) (v128.store offset=N (local.get 0) (v128.const i64x2 -1 -1)))
                (func (export "storeLane") (param i64) (v128.store8_lane offset=N 0 (local.get 0) (v128.const i64x2 -1 -1)))
                """.replace("N", offset)).instantiate();
        for (var name : new String[] {"load", "store", "add", "storeVector", "storeLane"}) {
            for (long address : new long[] {0, 8, 16, -8, Long.MAX_VALUE & -8}) {
                assertOutOfBounds(() -> instance.invoke(name, address));
            }
        }
        assertArrayEquals(new byte[64], instance.memory("memory").read(0, 64));
    }

    @Test
    void aVectorAcrossTheEndIsNotHalfWritten() {
        var instance = instance(true, GIB);
        assertOutOfBounds(() -> instance.invoke("storeVector", 65536L - 16 - 8));
        assertEquals(0L, instance.invoke("load", 65536L - 8)[0]);
    }

    @Test
    void oneModuleServesAllForms() {
        var module = compile(false);
        var array = module.instantiate();
        var large = module.instantiate(Imports.none(), StoreLimits.defaults().withMemoryBytes(4 * GIB));
        assertSame(MemoryForm.ARRAY, array.memory("memory").form());
        assertSame(MemoryForm.SEGMENT, large.memory("memory").form());
        assertEquals(600L, array.invoke("loop")[0]);
        assertEquals(600L, large.invoke("loop")[0]);
        var importer = compile("""
                (import "m" "memory" (memory 1))
                (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
                """);
        for (var exporter : new Instance[] {array, large}) {
            var instance = importer.instantiate(Imports.builder().instance("m", exporter).build());
            exporter.invoke("store", 1000, 55L);
            assertEquals(55, instance.invoke("load", 1008)[0]);
            exporter.invoke("grow", 3);
            exporter.invoke("store", 3 << 16, 56L);
            assertEquals(56, instance.invoke("load", (3 << 16) + 8)[0]);
        }
    }

    @Test
    void memoriesOfAllFormsCopyToEachOther() {
        var store = Store.create(StoreLimits.defaults().withMemoryBytes(4 * GIB));
        var large = Memory.create(store, MemoryType.of(Limits.atLeast(1)));
        var small = Memory.create(store, MemoryType.of(Limits.of(1, 2)));
        small.write(10, new byte[] {1, 2, 3, 4, 5});
        large.copy(small, 65000, 10, 5);
        assertArrayEquals(new byte[] {0, 1, 2, 3, 4, 5, 0}, large.read(64999, 7));
        large.copy(large, 65001, 65000, 5);
        small.copy(large, 0, 65000, 6);
        assertArrayEquals(new byte[] {1, 1, 2, 3, 4, 5}, small.read(0, 6));
        assertOutOfBounds(() -> {
            small.copy(large, 1, 0, 65536);
            return null;
        });
    }

    /** Ranges that are copied piece by piece must not overwrite what is still to be copied. */
    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void longOverlappingCopies(long direction) {
        long mebibyte = 1 << 20;
        var instance = instance(true, GIB);
        instance.invoke("grow", 160L * 16);
        var memory = instance.memory("memory");
        for (long i = 1; i < 150; i++) {
            memory.writeLong(i * mebibyte, i);
        }
        instance.invoke("copy", (2 + direction) * mebibyte, 2 * mebibyte, 148 * mebibyte);
        for (long i = 2; i < 150; i++) {
            assertEquals(i, memory.readLong((i + direction) * mebibyte));
        }
    }

    @Test
    void limitsHold() {
        assertEquals(TrapKind.OUT_OF_MEMORY, assertThrows(Trap.class, () -> instance(true, 65535)).kind());
        assertEquals(
                TrapKind.OUT_OF_MEMORY, assertThrows(Trap.class, () -> compile("(memory i64 0x1000000000000)").instantiate()).kind());
        var instance = instance(true, 10 << 16);
        assertEquals(1L, instance.invoke("grow", 9L)[0]);
        assertEquals(-1L, instance.invoke("grow", 1L)[0]);
        assertEquals(-1L, instance.invoke("grow", -1L)[0]);
        assertEquals(10L, instance.invoke("grow", 0L)[0]);
    }

    @Test
    void deadMemoriesGiveTheirPagesBack() {
        // More address space than a process has, if none of it came back.
        var module = compile(true);
        for (int i = 0; i < 3000; i++) {
            var instance = module.instantiate(Imports.none(), StoreLimits.defaults().withMemoryBytes(1L << 40));
            instance.invoke("store", 8L, 1L);
        }
    }

    private static void assertOutOfBounds(Callable<?> body) {
        assertEquals(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, assertThrows(Trap.class, body::call).kind());
    }
}
