package dev.troupe.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.module.Opcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memories in arrays that are longer than they: nothing of the room can be seen, read or written. */
class RoomyMemoryTest {
    private static final int PAGE = 1 << 16;
    private static final Engine PLAIN = Engine.create();
    private static final Engine ROOMY = Engine.builder().roomToGrow(true).build();

    private static final String SIZE_AND_GROW = """
            (func (export "size") (result i32) (memory.size))
            (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
            """;

    private static final String BULK = """
            (data $data "abcdefgh")
            (func (export "fill") (param i32 i32) (memory.fill (local.get 0) (i32.const -1) (local.get 1)))
            (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
            (func (export "init") (param i32 i32) (memory.init $data (local.get 0) (i32.const 0) (local.get 1)))
            """;

    private static CompiledModule compile(Engine engine, String... fields) {
        return engine.compileText("(module " + String.join("\n", fields) + ")");
    }

    private static Instance roomy(String memory, String... fields) {
        var instance = compile(ROOMY, memory, SIZE_AND_GROW, String.join("\n", fields)).instantiate();
        assertThat(instance.memory("memory").form()).isSameAs(MemoryForm.ROOMY);
        return instance;
    }

    private static Object outcome(Instance instance, String function, Object... arguments) {
        try {
            return List.of(instance.invoke(function, arguments));
        } catch (Trap trap) {
            return trap.kind();
        }
    }

    private static void assertOutOfBounds(Instance instance, String function, Object... arguments) {
        assertThat(outcome(instance, function, arguments)).as(function + Arrays.toString(arguments))
                .isEqualTo(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
    }

    /** All loads and stores, a function each, with offsets, and with the address known from another access or not. */
    private static List<String> accesses(List<String> names, String memory) {
        var functions = new ArrayList<String>();
        for (var opcode : Opcode.values()) {
            var text = opcode.text();
            if (!text.matches("(i32|i64|f32|f64)\\.(load|store)\\w*|v128\\.(load|store)[^_]*(_splat|_zero|_[su])?")) {
                continue;
            }
            boolean store = text.contains("store");
            var type = text.substring(0, text.indexOf('.'));
            var value = type.equals("v128") ? "(v128.const i64x2 -1 -1)" : "(" + type + ".const -1)";
            for (var offset : new String[] {"0", "7", "65536", "0x7fffffff"}) {
                for (boolean known : new boolean[] {false, true}) {
                    var access = "(" + text + " " + memory + " offset=" + offset + " (local.get 0)" + (store ? value : "") + ")";
                    var name = text + offset + known;
                    names.add(name);
                    functions.add("(func (export \"" + name + "\") (param i32) " + (store ? "" : "(result " + type + ")")
                            + (known ? "(drop (i32.load8_u " + memory + " (local.get 0)))" : "") + access + ")");
                }
            }
        }
        return functions;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void eachAccessTrapsWhereItDoesWithoutRoom(int index) {
        var memories = index == 0 ? "(memory $m (export \"memory\") 1)" : "(memory 1) (memory $m (export \"memory\") 1)";
        var names = new ArrayList<String>();
        var fields = String.join("\n", accesses(names, "$m"))
                + "(func (export \"grow\") (param i32) (result i32) (memory.grow $m (local.get 0)))";
        assertThat(names).hasSizeGreaterThan(250);
        var plain = compile(PLAIN, memories, fields).instantiate();
        var roomy = compile(ROOMY, memories, fields).instantiate();
        for (var instance : List.of(plain, roomy)) {
            instance.invoke("grow", 7);
            instance.invoke("grow", 1);
        }
        var memory = roomy.memory("memory");
        assertThat(memory.form()).isSameAs(MemoryForm.ROOMY);
        assertThat(memory.bytes.length).isGreaterThan(9 * PAGE + 16);
        for (var name : names) {
            for (int end : new int[] {9 * PAGE, 9 * PAGE - 7, 8 * PAGE, memory.bytes.length, Integer.MIN_VALUE}) {
                for (int before : new int[] {16, 15, 8, 7, 4, 3, 1, 0}) {
                    assertThat(outcome(roomy, name, end - before)).as(name + " " + (end - before))
                            .isEqualTo(outcome(plain, name, end - before));
                }
            }
        }
        assertThat(memory.read(0, 9 * PAGE)).isEqualTo(plain.memory("memory").read(0, 9 * PAGE));
        assertThat(Arrays.copyOfRange(memory.bytes, 9 * PAGE, memory.bytes.length)).as("the room").containsOnly(0);
    }

    @Test
    void growsInPlaceAsLongAsThereIsRoom() {
        var instance = roomy("(memory (export \"memory\") 8)", """
                (func (export "growAndStore") (result i32)
                  (i32.store (i32.const 0) (i32.const 7))
                  (drop (memory.grow (i32.const 1)))
                  (i32.store (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 4)) (i32.load (i32.const 0)))
                  (i32.load (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 4))))
                """);
        var memory = instance.memory("memory");
        var array = memory.bytes;
        assertThat(array).hasSize(10 * PAGE);
        assertThat(instance.invoke("growAndStore")).containsExactly(7);
        assertThat(instance.invoke("grow", 1)).containsExactly(9);
        assertThat(memory.bytes).isSameAs(array);
        assertThat(memory.pages()).isEqualTo(10);
        assertThat(instance.invoke("growAndStore")).containsExactly(7);
        assertThat(memory.bytes).hasSizeGreaterThan(11 * PAGE);
        assertThat(instance.invoke("size")).containsExactly(11);
        assertThat(memory.size()).isEqualTo(11 * PAGE);
        assertThat(memory.currentType().limits().min()).isEqualTo(11);
        memory.grow(1);
        assertThat(instance.invoke("size")).as("after the host").containsExactly(12);
    }

    @Test
    void newPagesAreZeroWhateverWasTried() {
        var instance = roomy("(memory (export \"memory\") 4)", BULK);
        var memory = instance.memory("memory");
        int end = 4 * PAGE;
        for (int address : new int[] {end - 1, end, end + 100, memory.bytes.length - 2, memory.bytes.length - 1}) {
            assertOutOfBounds(instance, "fill", address, 2);
            assertOutOfBounds(instance, "copy", address, 0, 2);
            assertOutOfBounds(instance, "copy", 0, address, 2);
            assertOutOfBounds(instance, "init", address, 2);
            assertThatThrownBy(() -> memory.writeShort(address, (short) -1)).isInstanceOf(Trap.class);
            assertThatThrownBy(() -> memory.writeInt(address, -1)).isInstanceOf(Trap.class);
            assertThatThrownBy(() -> memory.writeLong(address, -1)).isInstanceOf(Trap.class);
            assertThatThrownBy(() -> memory.write(address, new byte[] {1, 2})).isInstanceOf(Trap.class);
            assertThatThrownBy(() -> memory.readShort(address)).isInstanceOf(Trap.class);
            assertThatThrownBy(() -> memory.read(address, 2)).isInstanceOf(Trap.class);
            assertThat(memory.contains(address, 2)).isFalse();
        }
        assertThatThrownBy(() -> memory.writeByte(end, (byte) 1)).isInstanceOf(Trap.class);
        assertThatThrownBy(() -> memory.readByte(end)).isInstanceOf(Trap.class);
        assertThat(memory.contents().byteSize()).isEqualTo(end);
        instance.invoke("fill", end - 5, 5);
        assertThat(instance.invoke("grow", 1)).containsExactly(4);
        assertThat(memory.read(end, PAGE)).containsOnly(0);
        assertThat(memory.read(end - 6, 6)).containsExactly(0, -1, -1, -1, -1, -1);
    }

    @Test
    void limitsAreThoseOfTheMemoryAndNotOfTheRoom() {
        var declared = roomy("(memory (export \"memory\") 8 9)");
        assertThat(declared.memory("memory").bytes).hasSize(9 * PAGE);
        assertThat(declared.invoke("grow", 2)).containsExactly(-1);
        assertThat(declared.invoke("grow", 1)).containsExactly(8);
        assertThat(declared.invoke("grow", 1)).containsExactly(-1);

        var limited = compile(ROOMY, "(memory (export \"memory\") 8)", SIZE_AND_GROW)
                .instantiate(Imports.none(), StoreLimits.defaults().withMemoryBytes(9 * PAGE + 100));
        assertThat(limited.memory("memory").bytes).hasSize(9 * PAGE + 100);
        assertThat(limited.invoke("grow", 2)).containsExactly(-1);
        assertThat(limited.invoke("grow", 1)).containsExactly(8);
        assertThat(limited.invoke("grow", 0)).containsExactly(9);
        assertThat(limited.invoke("grow", 1)).containsExactly(-1);
    }

    @Test
    void whatCannotGrowNeedsNoRoom() {
        var fixed = compile(ROOMY, "(memory (export \"memory\") 2 2)", SIZE_AND_GROW).instantiate();
        assertThat(fixed.memory("memory").form()).isSameAs(MemoryForm.ARRAY);
        var wide = compile(ROOMY, "(memory (export \"memory\") i64 2)").instantiate();
        assertThat(wide.memory("memory").form()).isSameAs(MemoryForm.SEGMENT);
    }

    /** Shorter than what is accessed: the room must not make up for it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7, 20})
    void memoriesOfAFewBytes(int size) {
        var instance = roomy("(memory (export \"memory\") " + size + " (pagesize 1))", """
                (func (export "load") (param i32) (result i64) (i64.load (local.get 0)))
                (func (export "load+") (param i32) (result i64) (i64.load offset=2 (local.get 0)))
                (func (export "store") (param i32) (i64.store (local.get 0) (i64.const -1)))
                (func (export "vector") (param i32) (result i32) (i32x4.extract_lane 0 (v128.load (local.get 0))))
                """);
        for (int address : new int[] {size - 7, size, Integer.MAX_VALUE, Integer.MAX_VALUE - 8, Integer.MIN_VALUE, -1, -8}) {
            assertOutOfBounds(instance, "load", address);
            assertOutOfBounds(instance, "load+", address);
            assertOutOfBounds(instance, "store", address);
            assertOutOfBounds(instance, "vector", address);
        }
        assertThat(instance.invoke("size")).containsExactly(size);
        assertThat(instance.invoke("grow", 8)).containsExactly(size);
        instance.invoke("store", size);
        assertThat(instance.invoke("load", size)).containsExactly(-1L);
        assertOutOfBounds(instance, "store", size + 1);
    }

    @Test
    void atomicInstructionsKnowTheEnd() {
        var instance = roomy("(memory (export \"memory\") 4)", """
                (func (export "add") (param i32) (result i32) (i32.atomic.rmw.add (local.get 0) (i32.const 5)))
                (func (export "load") (param i32) (result i64) (i64.atomic.load (local.get 0)))
                """);
        instance.invoke("add", 4 * PAGE - 4);
        assertOutOfBounds(instance, "add", 4 * PAGE);
        assertOutOfBounds(instance, "load", 4 * PAGE);
        assertThat(instance.invoke("load", 4 * PAGE - 8)).containsExactly(5L << 32);
    }

    @Test
    void importersSeeItGrow() {
        var exporter = roomy("(memory (export \"memory\") 8)");
        var importer = compile(PLAIN, """
                (import "m" "memory" (memory 1))
                (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
                """).instantiate(Imports.builder().instance("m", exporter).build());
        assertOutOfBounds(importer, "load", 8 * PAGE);
        exporter.invoke("grow", 1);
        assertThat(importer.invoke("load", 9 * PAGE - 4)).containsExactly(0);
        assertOutOfBounds(importer, "load", 9 * PAGE - 3);
    }

    @Test
    void aTemplateTakesBackWhatHasGrown() {
        var instance = roomy("(memory (export \"memory\") 8)", BULK);
        var memory = instance.memory("memory");
        instance.invoke("fill", 3 * PAGE - 2, 4);
        var template = instance.capture();
        var array = memory.bytes;
        for (int more : new int[] {2, 100}) {
            instance.invoke("grow", more);
            instance.invoke("fill", 7 * PAGE, (1 + more) * PAGE);
            template.restore(instance);
            assertThat(instance.invoke("size")).containsExactly(8);
            assertOutOfBounds(instance, "fill", 8 * PAGE, 1);
            assertThat(instance.invoke("grow", 2)).containsExactly(8);
            assertThat(memory.read(7 * PAGE, 3 * PAGE)).containsOnly(0);
            assertThat(memory.read(3 * PAGE - 3, 6)).containsExactly(0, -1, -1, -1, -1, 0);
            assertThat(memory.bytes == array).as("its own array").isEqualTo(more == 2);
            template.restore(instance);
        }
        var other = template.instantiate();
        assertThat(other.memory("memory").form()).isSameAs(MemoryForm.ROOMY);
        assertThat(other.memory("memory").bytes).hasSize(10 * PAGE);
        assertThat(other.memory("memory").read(3 * PAGE - 3, 6)).containsExactly(0, -1, -1, -1, -1, 0);
        assertThat(other.invoke("grow", 2)).containsExactly(8);
        assertThat(other.memory("memory").read(8 * PAGE, 2 * PAGE)).containsOnly(0);

        instance.invoke("grow", 1);
        var larger = instance.capture();
        template.restore(instance);
        larger.restore(instance);
        assertThat(instance.invoke("size")).containsExactly(9);
        assertThat(memory.read(8 * PAGE, PAGE)).containsOnly(0);
    }

    @Test
    void roomIsGivenWhereCopyingTookTheTime() {
        var history = new GrowthHistory(0, false);
        assertThat(history.wantsRoom(0)).isFalse();
        history.grown(0, (1 << 24) - 1, 1000);
        assertThat(history.wantsRoom(1)).as("it was not much").isFalse();
        assertThat(history.nanosToCopy(100)).isZero();
        history.grown(0, 1 << 24, 1000);
        assertThat(history.wantsRoom(2000)).isTrue();
        assertThat(history.wantsRoom(2001)).as("less than half of the time").isFalse();
        assertThat(history.nanosToCopy(1 << 23)).isEqualTo(500);
        history.grown(100_000, 1 << 23, 1000);
        assertThat(history.wantsRoom(100_001)).as("another that grew little").isFalse();
        history.grown(100_000, 1 << 24, 1000);
        assertThat(history.wantsRoom(101_500)).isTrue();
        assertThat(new GrowthHistory(1000, true).wantsRoom(0)).isTrue();
    }

    /** A second form of a large module's code takes seconds: a compiler ran in the interpreter again after one pause of the collector. */
    @Test
    void roomIsGivenOnceCopyingHasCostWhatItCosts() {
        var history = new GrowthHistory(1000, false);
        for (int round = 0; round < 2; round++) {
            for (int i = 1; i <= 20; i++) {
                history.grown(i * 100_000, 1 << 24, 10_000);
                assertThat(history.wantsRoom(i * 100_000 + 10_001)).as("after %d", i).isEqualTo(i == 20);
                assertThat(history.wantsRoom(i * 100_000 + 10_002)).as("again after %d: nothing is counted twice", i).isEqualTo(i == 20);
            }
            history.grown(9_000_000, 1 << 24, 1000);
            assertThat(history.wantsRoom(9_002_001)).as("one that did not spend its life so").isFalse();
        }
    }

    /** The instances do nothing but grow, so sooner or later copying is seen to take their time. */
    @Test
    void aModuleWhoseInstancesCopyMuchGetsRoom() {
        var module = compile(PLAIN, "(memory (export \"memory\") 64 200)", SIZE_AND_GROW, """
                (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
                (func (export "run") (result i32)
                  (loop $l
                    (drop (memory.grow (i32.const 1)))
                    (br_if $l (i32.lt_u (memory.size) (i32.const 128))))
                  (i32.store (i32.const 0x7ffffc) (i32.const 5))
                  (i32.load (i32.const 0x7ffffc)))
                """);
        Instance instance = null;
        for (int i = 0; i < 1000 && (instance == null || instance.memory("memory").form() == MemoryForm.ARRAY); i++) {
            instance = module.instantiate();
            assertThat(instance.memory("memory").form() == MemoryForm.ROOMY && i == 0).as("without evidence").isFalse();
            assertThat(instance.invoke("run")).containsExactly(5);
        }
        assertThat(instance.memory("memory").form()).isSameAs(MemoryForm.ROOMY);
        assertThat(instance.invoke("load", 0x7ffffc)).containsExactly(5);
        assertOutOfBounds(instance, "load", 0x7ffffd);
    }
}
