package dev.troupe.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.module.Feature;
import dev.troupe.engine.text.TextParser;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** The contract of {@link BodyVisitor}. */
class BodyEventsTest {
    private static RecordingVisitor record(String fields) {
        var module = TextParser.parse("(module " + fields + ")");
        var context = ModuleValidator.validate(module, EnumSet.allOf(Feature.class));
        var recording = new RecordingVisitor();
        new FunctionValidator(context).validate(module.importedFunctions(), recording.visitor());
        return recording;
    }

    @Test
    void oneEventPerInstructionAndAnEndForTheBody() {
        var recording = record("(func (param i32) (result i32) local.get 0 nop i32.const 2 i32.add)");
        assertThat(recording.events).containsExactly("localGet 0 i32", "i32Const 2", "plain I32_ADD", "end");
        assertThat(recording.positions.stream().map(p -> p - recording.positions.getFirst())).containsExactly(0, 3, 5, 6, 6);
    }

    @Test
    void unreachableCodeIsValidatedButNotReported() {
        var recording = record("(func (result i32) block br 0 i32.const 1 drop block i32.const 2 drop end end i32.const 3 return drop)");
        assertThat(recording.events).containsExactly("block () -> ()", "br 0", "end", "i32Const 3", "return_", "end");
    }

    @Test
    void elseAndEndOfAReportedBlockAreReportedAfterUnreachableCode() {
        var recording = record("(func (param i32) local.get 0 if unreachable if nop else nop end else return end)");
        assertThat(recording.events)
                .containsExactly("localGet 0 i32", "if_ () -> ()", "unreachable", "else_", "return_", "end", "end");
    }

    @Test
    void everyEventHasItsPosition() {
        var recording = record("(func block unreachable end)");
        assertThat(recording.events).containsExactly("block () -> ()", "unreachable", "end", "end");
        int start = recording.positions.getFirst();
        assertThat(recording.positions.stream().distinct().map(p -> p - start)).containsExactly(0, 2, 3, 4);
    }

    @Test
    void blockTypesComeInFullAndTypesClosed() {
        var recording = record("(type $s (struct (field i32))) (type $f (func (param i32) (result i32 i64)))"
                + " (func (param i32) (result (ref $s)) local.get 0 block (type $f) i64.const 5 end drop drop"
                + " i32.const 1 struct.new $s)");
        assertThat(recording.events).contains("block (i32) -> (i32, i64)", "drop i64", "drop i32", "structNew 0 false");
    }

    @Test
    void legacyAndNewExceptions() {
        assertThat(record("(tag (param i32)) (func try nop catch 0 drop catch_all rethrow 0 end)").events)
                .containsExactly("try_ () -> ()", "catch_ 0", "drop i32", "catchAll", "rethrow 0", "end", "end");
        assertThat(record("(tag) (func block try_table (catch 0 0) (catch_all 1) throw 0 end end)").events)
                .containsExactly(
                        "block () -> ()",
                        "tryTable () -> () [Catch[tag=0, ref=false, label=0], Catch[tag=-1, ref=false, label=1]]",
                        "throw_ 0",
                        "end",
                        "end",
                        "end");
        assertThat(record("(func block try nop delegate 0 end)").events)
                .containsExactly("block () -> ()", "try_ () -> ()", "delegate 0", "end", "end");
    }

    @Test
    void castsTellOperandAndTarget() {
        assertThat(record("(func (param eqref) (result i31ref) local.get 0 ref.cast i31ref)").events)
                .contains("refCast eqref i31ref");
    }
}
