package dev.troupe.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.TrapKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random programs use the same fuel, and stop at the same place for want of it, in every form of compiled code. */
class FuelTest {
    private static final int PROGRAMS = 40;
    private static final int REPEATS = 2;
    private static final StoreLimits LIMITS = StoreLimits.defaults().withCallDepth(500);
    private static final String OUT_OF_FUEL = "trap " + TrapKind.OUT_OF_FUEL.text();

    private static final List<Engine> FORMS = List.of(
            form().build(),
            form().methodBytes(1000).interruptible(false).build(),
            form().methodBytes(200).build(),
            form().methodBytes(100).eager(true).build());

    private static Engine.Builder form() {
        return Engine.builder().fuel(true).callDepthChecks(true);
    }

    static List<Long> seeds() {
        var seeds = new ArrayList<Long>();
        for (long seed = 0; seed < Long.getLong("troupe.fuel.cases", PROGRAMS); seed++) {
            seeds.add(Long.getLong("troupe.fuel.seed", 770_000L) + seed);
        }
        return seeds;
    }

    /** What a call did, and what was left. */
    private record Step(String outcome, long fuel) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void programsStopAtTheSamePlaceInEveryForm(long seed) {
        var program = ProgramGenerator.generate(seed, EnumSet.copyOf(Engine.create().features()), REPEATS);
        var modules = FORMS.stream().map(engine -> engine.compile(program.bytes())).toList();
        var random = new SplittableRandom(seed);
        var instances = instances(modules);
        for (var call : program.calls()) {
            var full = sameStep(instances, call, 1_000_000_000);
            long used = 1_000_000_000 - full.fuel;
            // The first call that runs out would change what later ones find.
            if (used > 0 && random.nextInt(4) == 0) {
                stopsWhereItShould(modules, program, call, random);
            }
        }
    }

    private static void stopsWhereItShould(List<CompiledModule> modules, Program program, Program.Call call, SplittableRandom random) {
        var fresh = instances(modules);
        long used = 1_000_000_000 - sameStep(fresh, call, 1_000_000_000).fuel;
        if (used == 0) {
            return;
        }
        var state = fresh.stream().map(Subject::state).distinct().toList();
        assertThat(state).as("state after %s of seed %d", call, program.seed()).hasSize(1);

        var exact = instances(modules);
        assertThat(sameStep(exact, call, used)).matches(step -> step.fuel == 0 && !step.outcome.equals(OUT_OF_FUEL));

        var short1 = instances(modules);
        assertThat(sameStep(short1, call, random.nextLong(used)).outcome).isEqualTo(OUT_OF_FUEL);
        assertThat(short1.stream().map(Subject::state).distinct().toList()).hasSize(1);
    }

    private static List<Instance> instances(List<CompiledModule> modules) {
        return modules.stream().map(module -> module.instantiate(Imports.none(), LIMITS)).toList();
    }

    private static Step sameStep(List<Instance> instances, Program.Call call, long fuel) {
        var steps = instances.stream().map(instance -> {
            instance.store().setFuel(fuel);
            var outcome = Subject.call(instance, call);
            assertThat(instance.store().fuel()).isBetween(0L, fuel);
            return new Step(outcome, instance.store().fuel());
        }).distinct().toList();
        assertThat(steps).as("%s with %d", call, fuel).hasSize(1);
        return steps.getFirst();
    }
}
