package dev.troupe.tests.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.troupe.engine.Engine;
import dev.troupe.engine.module.Feature;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random loops over vectors do what they do in V8, and turn by turn, as where fuel is counted; without node, the latter alone. System
 * properties ask for more: {@code troupe.vectorloops.programs} (of each kind; default 25) and {@code troupe.vectorloops.seed} (the first).
 */
class VectorLoopsTest {
    private static final int PROGRAMS = Integer.getInteger("troupe.vectorloops.programs", 25);
    private static final long SEED = Long.getLong("troupe.vectorloops.seed", 0);

    private static final Subject TURN_BY_TURN = new Subject("turn by turn", Engine.builder().fuel(true).build());

    private static Optional<Reference> reference = Optional.empty();
    private static Set<Feature> features = EnumSet.allOf(Feature.class);

    @BeforeAll
    static void start() throws IOException {
        reference = Reference.start();
        reference.ifPresent(started -> features = started.features());
    }

    @AfterAll
    static void end() throws IOException {
        if (reference.isPresent()) {
            reference.get().close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void loopsDoTheSame(VectorLoops.Kind kind) {
        int went = 0;
        for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
            var program = VectorLoops.program(kind, seed, features);
            reference.ifPresent(started -> started.send(program));
            var turnByTurn = TURN_BY_TURN.run(program);
            for (var subject : List.of(Subject.ALL.getFirst(), Subject.ALL.get(1 + (int) (seed % (Subject.ALL.size() - 1))))) {
                same(kind, program, turnByTurn, subject.run(program), subject.name());
            }
            reference.ifPresent(started -> same(kind, program, started.receive(), turnByTurn, TURN_BY_TURN.name()));
            went += turnByTurn.stream().anyMatch(outcome -> outcome.startsWith("ok ")) ? 1 : 0;
        }
        assertTrue(went > PROGRAMS / 2, () -> "most loops of " + kind + " trap");
    }

    private static void same(VectorLoops.Kind kind, Program program, List<String> expected, List<String> actual, String name) {
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            var ours = i < actual.size() ? actual.get(i) : "nothing";
            var theirs = i < expected.size() ? expected.get(i) : "nothing";
            int at = i;
            assertEquals(theirs, ours, () -> kind + " of seed " + program.seed() + ", engine " + name + ", call " + at + " of "
                    + program.calls() + " in\n" + VectorLoops.text(kind, program.seed(), features));
        }
    }
}
