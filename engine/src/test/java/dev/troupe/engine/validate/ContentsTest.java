package dev.troupe.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.module.Feature;
import dev.troupe.engine.text.TextParser;
import dev.troupe.engine.validate.Contents.Kind;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Analyses are spared where there is nothing for them, and never where there is. */
class ContentsTest {
    private static final String LOAD = "(drop (i32.load (i32.const 0)))";
    private static final String STORE = "(i64.store offset=8 (i32.const 0) (i64.const 1))";

    private static final Map<String, Set<Kind>> BODIES = Map.ofEntries(
            Map.entry("(drop (i32.add (i32.const 3) (i32.const 0x1B)))", Set.of()),
            Map.entry("(block (br 0))", Set.of()),
            Map.entry("(loop (nop))", Set.of(Kind.LOOP)),
            Map.entry("(call 0)", Set.of(Kind.CALL)),
            Map.entry("(call_indirect (i32.const 0))", Set.of(Kind.CALL)),
            Map.entry("(call_ref $nothing (ref.null $nothing))", Set.of(Kind.CALL)),
            Map.entry("(return_call 0)", Set.of(Kind.CALL)),
            Map.entry("(return_call_indirect (i32.const 0))", Set.of(Kind.CALL)),
            Map.entry("(return_call_ref $nothing (ref.null $nothing))", Set.of(Kind.CALL)),
            Map.entry("(drop (ref.func 0))", Set.of()),
            Map.entry("(drop (select (i32.const 1) (i32.const 2) (i32.const 0)))", Set.of(Kind.SELECT)),
            Map.entry("(drop (select (result i32) (i32.const 1) (i32.const 2) (i32.const 0)))", Set.of(Kind.SELECT)),
            Map.entry("(br_table 0 (i32.const 0))", Set.of(Kind.SWITCH)),
            Map.entry("(drop (v128.const i64x2 0 0))", Set.of(Kind.VECTOR)),
            Map.entry("(drop (v128.load (i32.const 0)))", Set.of(Kind.VECTOR)),
            Map.entry("(return) (loop (call 0))", Set.of(Kind.LOOP, Kind.CALL)),
            Map.entry("(loop " + LOAD.repeat(99) + ")" + LOAD, Set.of(Kind.LOOP)),
            Map.entry(LOAD.repeat(100) + "(loop (br 0))", Set.of(Kind.LOOP)),
            Map.entry("(loop " + LOAD.repeat(50) + "(block (loop (br 1)) " + STORE.repeat(50) + "))", Set.of(Kind.LOOP, Kind.CROWDED_LOOP)),
            Map.entry("(loop " + LOAD.repeat(40) + ") (loop " + STORE.repeat(60) + ") (call 0)",
                    Set.of(Kind.LOOP, Kind.CROWDED_LOOP, Kind.CALL)),
            Map.entry("(loop (call 0) (call 0) " + LOAD.repeat(118) + ")", Set.of(Kind.LOOP, Kind.CROWDED_LOOP, Kind.CALL)),
            Map.entry("(loop " + LOAD.repeat(118) + "(call 0)".repeat(10) + ")", Set.of(Kind.LOOP, Kind.CALL)));

    @Test
    void kindsOfInstructionsAreNotedAndFoundAgain() {
        BODIES.forEach((body, kinds) -> {
            var module = TextParser.parse("""
                    (module (type $nothing (func)) (func) (func %s) (table 1 funcref) (memory 1) (elem declare func 0))
                    """.formatted(body));
            var validated = ModuleValidator.validate(module, EnumSet.allOf(Feature.class));
            // As if validated by another process.
            var known = ModuleValidator.known(module, EnumSet.allOf(Feature.class), validated.tailCalls());
            for (var context : new ModuleContext[] {validated, known}) {
                var contents = new FunctionValidator(context).contents(1);
                for (var kind : Kind.values()) {
                    assertThat(contents.has(kind)).as("%s in %s", kind, body).isEqualTo(kinds.contains(kind));
                }
            }
        });
    }
}
