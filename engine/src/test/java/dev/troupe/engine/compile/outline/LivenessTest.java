package dev.troupe.engine.compile.outline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.Features;
import dev.troupe.engine.text.TextParser;
import dev.troupe.engine.validate.FunctionValidator;
import dev.troupe.engine.validate.ModuleValidator;
import org.junit.jupiter.api.Test;

/** How often the analysis goes over a body. */
class LivenessTest {
    private static final int LOCALS = 3;

    private static Liveness liveness(String body) {
        var context = ModuleValidator.validate(TextParser.parse("(module (func (local i32 i32 i32) " + body + "))"), Features.ALL);
        var validator = new FunctionValidator(context);
        var tape = new Tape(validator, LOCALS, 2000);
        validator.validate(0, new Recorder(tape, 0, callee -> false, true));
        tape.resolve();
        return Liveness.of(tape, Nesting.of(tape), LOCALS);
    }

    /** Each loop begins with a jump back to the one around it; what is read in the outermost becomes known one loop a walk. */
    private static String chain(int loops) {
        return "(loop (local.set 1 (local.get 0)) " + "(loop (br_if 1 (local.get 2)) ".repeat(loops) + "(local.set 0 (i32.const 1))"
                + ")".repeat(loops) + ")";
    }

    @Test
    void loopsInOneAnotherTakeAWalkEach() {
        assertThat(liveness(chain(10)).walks()).isEqualTo(12);
    }

    @Test
    void veryManyLoopsInOneAnotherTakeAFewWalks() {
        var liveness = liveness(chain(5000));

        assertThat(liveness.walks()).isLessThanOrEqualTo(Liveness.MOST_WALKS + 2);
        // The innermost loop's label reads what the outermost's does, as that would have been known in the end.
        assertThat(liveness.before(0)[0]).isEqualTo(0b101);
    }
}
