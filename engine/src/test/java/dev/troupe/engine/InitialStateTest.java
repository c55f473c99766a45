package dev.troupe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.engine.runtime.Memory;
import dev.troupe.engine.runtime.Store;
import dev.troupe.engine.runtime.Table;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.WasmFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What instances begin with is decoded once, and small data segments are written together. */
@Timeout(60)
class InitialStateTest {
    private static final int PAGE = 1 << 16;

    private record Segment(int memory, int start, byte[] bytes) {
        String text() {
            var text = new StringBuilder();
            for (byte b : bytes) {
                text.append(String.format("\\%02x", b));
            }
            return "(data (memory " + memory + ") (i32.const " + start + ") \"" + text + "\")\n";
        }
    }

    private static CompiledModule module(List<Segment> segments) {
        var text = new StringBuilder("(module (memory (export \"0\") 1) (memory (export \"1\") 1)\n");
        segments.forEach(segment -> text.append(segment.text()));
        return Engine.create().compileText(text.append(")").toString());
    }

    private static byte[] expected(int memory, List<Segment> segments) {
        var contents = new byte[PAGE];
        for (var segment : segments) {
            if (segment.memory == memory) {
                System.arraycopy(segment.bytes, 0, contents, segment.start, segment.bytes.length);
            }
        }
        return contents;
    }

    /** Up, down, over each other, into the zeros between two that were joined before, of no length, and of another memory in between. */
    @Test
    void segmentsInAnyOrderGiveWhatTheyGiveOneByOne() {
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            var segments = new ArrayList<Segment>();
            int next = random.nextInt(2000);
            for (int i = random.nextInt(30); i >= 0; i--) {
                int length = random.nextInt(20) == 0 ? random.nextInt(9000) : random.nextInt(20);
                var bytes = new byte[length];
                random.nextBytes(bytes);
                segments.add(new Segment(random.nextInt(8) / 7, next, bytes));
                next = random.nextInt(6) == 0 ? random.nextInt(2000) : Math.max(0, next + length + random.nextInt(100) - 10);
            }
            var instance = module(segments).instantiate();
            for (int memory = 0; memory < 2; memory++) {
                var contents = ((Memory) instance.exports().get("" + memory)).read(0, PAGE);
                assertThat(contents).as("round %d, memory %d", round, memory).isEqualTo(expected(memory, segments));
            }
        }
    }

    @Test
    void manySmallSegmentsAreFewWrites() {
        var segments = IntStream.range(0, 2000).mapToObj(i -> new Segment(0, i * 17, new byte[] {1, 2, 3})).toList();
        assertThat(module(segments).initialState().writes).hasSize(1);
    }

    /** Its bytes stay where they are: in the module. */
    @Test
    void aLargeSegmentIsWrittenAlone() {
        var segments = List.of(new Segment(0, 0, new byte[] {1, 2}), new Segment(0, 8, new byte[5000]),
                new Segment(0, 5010, new byte[] {3}));
        var module = module(segments);
        assertThat(module.initialState().writes).extracting(write -> write.bytes().length()).containsExactly(2, 5000, 1);
        assertThat(module.initialState().writes.get(1).bytes().bytes()).isSameAs(module.module().dataSegments().get(1).bytes().bytes());
    }

    /** The instance is not made, but its function in somebody's table sees its memory: what is before the trap is written, nothing else. */
    @Test
    void segmentsBeforeOneThatTrapsAreWritten() {
        var read = leftByATrap("""
                (elem (i32.const 0) $read)
                (func $read (param i32) (result i32) (i32.load8_u (local.get 0)))
                (data (i32.const 0) "\\01") (data (i32.const 4) "\\02") (data (i32.const 0xffff) "\\03\\04") (data (i32.const 8) "\\05")
                """);
        assertThat(IntStream.of(0, 4, 0xffff, 8).mapToObj(at -> read.call(at)[0])).containsExactly(1, 2, 0, 0);
    }

    /** Segments are there before any is written (spec 4.5.4): only active ones are used up, one by one. */
    @Test
    void passiveSegmentsAreThereWhenOneTraps() {
        var segments = List.of("(data $passive \"abc\") (data (i32.const 0xffff) \"de\")",
                "(data (i32.const 0xffff) \"de\") (data $passive \"abc\")");
        for (var data : segments) {
            var init = leftByATrap("""
                    (elem (i32.const 0) $init)
                    (func $init (param i32) (result i32)
                      (memory.init $passive (i32.const 10) (i32.const 1) (i32.const 2)) (i32.load16_u (local.get 0)))
                    """ + data);
            assertThat(init.call(10)).as(data).containsExactly('b' | 'c' << 8);
        }
    }

    /** The function that a module whose instantiation traps has put into a table of another one. */
    private static WasmFunction leftByATrap(String fields) {
        var store = Store.create();
        var importer = Engine.create().compileText("(module (import \"t\" \"t\" (table 1 funcref)) (memory 1)" + fields + ")");
        var table = (Table) Engine.create()
                .compileText("(module (table (export \"t\") 1 funcref))")
                .instantiate(store, Imports.none())
                .exports()
                .get("t");
        assertThatThrownBy(() -> importer.instantiate(store, Imports.builder().table("t", "t", table).build())).isInstanceOf(Trap.class);
        return (WasmFunction) table.get(0);
    }

    /** The bytes of a passive segment are shared: dropping it in one instance, and reading it in another. */
    @Test
    void passiveSegmentsAreDroppedInOneInstanceOnly() {
        var module = Engine.create().compileText("""
                (module
                  (memory (export "memory") 1)
                  (data $d "abc")
                  (func (export "drop") (data.drop $d))
                  (func (export "init") (memory.init $d (i32.const 0) (i32.const 0) (i32.const 3))))
                """);
        var first = module.instantiate();
        var second = module.instantiate();
        first.invoke("drop");
        second.invoke("init");
        assertThat(((Memory) second.exports().get("memory")).readUtf8(0, 3)).isEqualTo("abc");
        assertThatThrownBy(() -> first.invoke("init")).isInstanceOf(Trap.class);
    }
}
