package dev.troupe.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.troupe.engine.CompiledModule;
import dev.troupe.engine.Engine;
import dev.troupe.engine.Imports;
import dev.troupe.engine.Instance;
import dev.troupe.engine.module.ModuleException;
import dev.troupe.engine.module.NumType;
import dev.troupe.engine.module.RefType;
import dev.troupe.engine.module.ValType;
import dev.troupe.engine.module.VecType;
import dev.troupe.engine.runtime.StoreLimits;
import dev.troupe.engine.runtime.Trap;
import dev.troupe.engine.runtime.TrapKind;
import dev.troupe.engine.runtime.V128;
import dev.troupe.engine.runtime.WasmException;
import dev.troupe.engine.runtime.WasmFunction;
import dev.troupe.engine.runtime.WrongArgumentsException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random programs with broken bytes: those that are modules still compile and run, whatever they do, and all errors have their types. */
class MutantsTest {
    private static final StoreLimits LIMITS = new StoreLimits(16 << 20, 10_000, 500, 100_000);
    private static final List<Engine> FORMS = List.of(
            Engine.builder().fuel(true).callDepthChecks(true).eager(true).build(),
            Engine.builder().fuel(true).callDepthChecks(true).eager(true).methodBytes(150).build());
    private static final Set<TrapKind> DEFECTS = EnumSet.of(TrapKind.INTERNAL_ERROR, TrapKind.CONCURRENT_USE);
    /** Far beyond what the fuel lasts for; only waiting for another thread can take so long. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    @Test
    void someMutantsCompileAndRun() {
        int valid = run(0, 25, 30);
        assertThat(valid).as("mutants that are modules still").isGreaterThan(50);
    }

    @Test
    @Tag("fuzz")
    void manyMutantsCompileAndRun() {
        int programs = Integer.getInteger("troupe.mutants.programs", 5000);
        System.out.println(run(Long.getLong("troupe.mutants.seed", 1000), programs, 100) + " valid mutants");
    }

    private static int run(long firstSeed, int programs, int mutants) {
        int valid = 0;
        for (long seed = firstSeed; seed < firstSeed + programs; seed++) {
            var bytes = ProgramGenerator.generate(seed, EnumSet.copyOf(Engine.create().features()), 1).bytes();
            var random = new SplittableRandom(seed);
            for (int i = 0; i < mutants; i++) {
                var mutant = bytes.clone();
                for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                    mutant[random.nextInt(8, mutant.length)] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(16));
                }
                valid += attempt(mutant, "mutant " + i + " of seed " + seed) ? 1 : 0;
            }
        }
        return valid;
    }

    /** @return whether it is a module */
    private static boolean attempt(byte[] bytes, String name) {
        for (var engine : FORMS) {
            CompiledModule module;
            try {
                module = engine.compile(bytes);
            } catch (ModuleException e) {
                return false;
            } catch (Throwable e) {
                return fail(name + ": " + HexFormat.of().formatHex(bytes), e);
            }
            try {
                use(module);
            } catch (Throwable e) {
                return fail(name + ": " + HexFormat.of().formatHex(bytes), e);
            }
        }
        return true;
    }

    private static void use(CompiledModule module) throws Exception {
        Instance instance;
        try {
            instance = module.instantiate(Imports.none(), LIMITS);
        } catch (ModuleException e) {
            return;
        } catch (Trap e) {
            assertThat(e.kind()).isNotIn(DEFECTS);
            return;
        }
        for (var export : instance.exports().values()) {
            if (export instanceof WasmFunction function) {
                instance.store().setFuel(LIMITS.fuel());
                call(instance, function.resolve());
            }
        }
    }

    private static void call(Instance instance, WasmFunction function) throws Exception {
        var arguments = function.funcType().params().stream().map(MutantsTest::argument).toArray();
        try {
            instance.store().callWithin(DEADLINE, () -> function.call(arguments));
        } catch (Trap e) {
            assertThat(e.kind()).isNotIn(DEFECTS);
        } catch (WasmException e) {
            // Thrown by the guest, as it may.
        } catch (WrongArgumentsException e) {
            // A parameter that may not be null.
        }
    }

    private static Object argument(ValType type) {
        return switch (type) {
            case NumType.I32 -> 3;
            case NumType.I64 -> 5L;
            case NumType.F32 -> 1.5f;
            case NumType.F64 -> -2.5;
            case VecType vector -> new V128(1, 2);
            case RefType reference -> null;
        };
    }
}
